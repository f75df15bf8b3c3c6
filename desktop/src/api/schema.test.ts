// @vitest-environment node
import { readFile } from "node:fs/promises";
import openapi, { astToString } from "openapi-typescript";
import { format, resolveConfig } from "prettier";
import { expect, it } from "vitest";

it("the types are those of the server's description (npm run generate)", async () => {
  const description = new URL("../../openapi.json", import.meta.url);
  const committed = new URL("schema.d.ts", import.meta.url);
  const options = await resolveConfig(committed.pathname);
  const wanted = await format(astToString(await openapi(description)), { ...options, parser: "typescript" });
  const body = (text: string) => text.slice(text.indexOf("export interface paths"));
  expect(body(await readFile(committed, "utf8"))).toBe(body(wanted));
}, 30_000);
