import { describe, expect, it } from "vitest";
import { type Host, type HostAnswer, type HostRequest, provide, Unreachable } from "@/host";
import { wordsFor } from "./states";
import { get, Refused, write } from "@/api/client";

const bytes = (text: string) => new TextEncoder().encode(text);
const asked: HostRequest[] = [];

function answer(status: number, body: string, type = "application/json") {
  const answered: HostAnswer = { status, headers: { "content-type": type }, body: bytes(body) };
  provide({
    request: (request: HostRequest) => {
      asked.push(request);
      return Promise.resolve(answered);
    },
  } as unknown as Host);
}

describe("the client", () => {
  it("throws the server's own problem, with its code and its words", async () => {
    answer(412, '{"title":"A newer version exists","status":412,"code":"stale","detail":"Version 3 is newer."}');
    const refused = await get("/x").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).is("stale")).toBe(true);
    expect(wordsFor(refused).detail).toBe("Version 3 is newer.");
  });

  it("explains an answer that is none of the server's, such as a proxy's", async () => {
    answer(502, "<html>Bad gateway</html>", "text/html");
    const refused = await get("/x").catch((error: unknown) => error);
    expect(wordsFor(refused).detail).toContain("502");
  });

  it("sends what it writes as JSON, and nothing as nothing", async () => {
    answer(204, "");
    await write("POST", "/x", { a: 1 }, { "If-Match": '"2"' });
    await write("DELETE", "/x");
    expect(asked.slice(-2)).toEqual([
      {
        method: "POST",
        path: "/x",
        headers: { "If-Match": '"2"', "Content-Type": "application/json" },
        body: '{"a":1}',
      },
      { method: "DELETE", path: "/x", headers: {} },
    ]);
  });

  it("says calmly that a server is out of reach", () => {
    expect(wordsFor(new Unreachable()).title).toBe("The server cannot be reached");
  });
});
