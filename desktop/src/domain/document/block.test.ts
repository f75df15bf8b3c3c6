import { describe, expect, it } from "vitest";
import { kindOf, listed, parseBlock } from "./block";

describe("a live block", () => {
  it("names an asset in its first line, and a version behind an @", () => {
    expect(parseBlock("dataset", "flights clean@2")).toMatchObject({ name: "flights clean", version: 2 });
    expect(parseBlock("dataset", "flights clean\n").version).toBeUndefined();
  });

  it("may name it as an option as well", () => {
    expect(parseBlock("model", "name: delay\nversion: 3")).toMatchObject({ name: "delay", version: 3 });
  });

  it("takes lists of columns or metrics", () => {
    const block = parseBlock("columns", "flights\nshow: dep_delay, origin,");
    expect(listed(block, "show")).toEqual(["dep_delay", "origin"]);
    expect(listed(block, "hide")).toBeUndefined();
  });

  it("knows the kind it is about, unless it is lineage", () => {
    expect(kindOf(parseBlock("columns", "x"))).toBe("dataset");
    expect(kindOf(parseBlock("lineage", "x"))).toBeUndefined();
    expect(kindOf(parseBlock("lineage", "x\nkind: model"))).toBe("model");
  });
});
