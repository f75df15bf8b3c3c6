import { describe, expect, it } from "vitest";
import type { VersionSummary } from "@/api/types";
import { place } from "./layout";

const node = (id: string) => ({ id }) as VersionSummary;

describe("lineage", () => {
  it("runs left to right from the origin to what came of it", () => {
    const drawn = place({
      nodes: [node("model"), node("clean"), node("raw")],
      edges: [
        { from: "clean", to: "raw", relation: "derived-from" },
        { from: "model", to: "clean", relation: "trained-on" },
      ],
    });
    const x = Object.fromEntries(drawn.nodes.map(({ id, x }) => [id, x]));
    expect([x["raw"], x["clean"], x["model"]]).toEqual(
      [x["raw"], x["clean"], x["model"]].sort((a = 0, b = 0) => a - b),
    );
    expect(drawn.edges).toHaveLength(2);
  });

  it("leaves out an edge whose end is beyond what was asked for", () => {
    const drawn = place({ nodes: [node("a")], edges: [{ from: "a", to: "far", relation: "derived-from" }] });
    expect(drawn.edges).toEqual([]);
  });
});
