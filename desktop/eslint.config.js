import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Import tiers: shared -> domain -> views. A tier may import from those before it, never from those after it. */
const forbid = (...tiers) => ({
  "no-restricted-imports": [
    "error",
    {
      patterns: [
        ...tiers.map((tier) => ({
          group: [`@/${tier}/*`, `**/${tier}/*`],
          message: `This tier must not know ${tier}.`,
        })),
        { group: ["@tauri-apps/*"], message: "Only src/host/tauri.ts talks to the shell." },
      ],
    },
  ],
});

export default tseslint.config(
  { ignores: ["dist", "src-tauri", "dev", "src/api/schema.d.ts", "eslint.config.js"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "react-hooks": hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      "max-lines": ["error", { max: 300, skipBlankLines: true }],
      "max-lines-per-function": ["error", { max: 100 }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-properties": [
        "error",
        { object: "window", property: "fetch", message: "Requests go through the host." },
      ],
      ...forbid(),
    },
  },
  { files: ["src/host/tauri.ts"], rules: { "no-restricted-imports": "off" } },
  { files: ["src/api/**"], rules: forbid("shared", "domain", "views") },
  { files: ["src/shared/**"], rules: forbid("domain", "views") },
  { files: ["src/domain/**"], rules: forbid("views") },
  { files: ["src/**/*.test.{ts,tsx}"], rules: { "max-lines-per-function": "off" } },
);
