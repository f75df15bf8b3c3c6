import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const proxy = { "/api": process.env["CONSPECTUS_URL"] ?? "http://127.0.0.1:8137" };

/** As strict as the page can live with; `npm run preview` shows at once what breaks it. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
  "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** One page, two hosts, chosen by entry file: the server hands out `index.html`, the shell opens `desktop.html`. */
export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": path("src") } },
  build: {
    target: "es2022",
    // The content security policy lets neither inline scripts nor data: fonts through.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: [path("index.html"), path("desktop.html")] },
  },
  server: { strictPort: true, proxy },
  preview: { strictPort: true, proxy, headers: { "Content-Security-Policy": policy } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
