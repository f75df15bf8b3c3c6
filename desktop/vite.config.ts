import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

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
  server: {
    strictPort: true,
    proxy: { "/api": process.env["CONSPECTUS_URL"] ?? "http://127.0.0.1:8137" },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
