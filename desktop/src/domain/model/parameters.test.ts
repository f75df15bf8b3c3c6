import { describe, expect, it } from "vitest";
import { domain } from "./MetricsChart";
import { parameterRows, parameterText } from "./parameters";

describe("parameters", () => {
  it("that changed since the version before come first", () => {
    const rows = parameterRows({ alpha: 1, depth: 8, seed: 1 }, { alpha: 1, depth: 6, old: true });
    expect(rows.map(({ name, before }) => [name, before?.value])).toEqual([
      ["depth", 6],
      ["old", true],
      ["seed", undefined],
      ["alpha", undefined],
    ]);
    expect(rows[2]?.before).toEqual({ value: undefined });
    expect(rows[3]?.before).toBeUndefined();
  });

  it("that are arrays show their type and shape", () => {
    expect(parameterText({ type: "ndarray", shape: [3, 4] })).toBe("ndarray (3 × 4)");
    expect(parameterText(null)).toBe("None");
  });
});

describe("an axis", () => {
  it("has air around a single value", () => {
    const [low, high] = domain([0.9], 0.1);
    expect(low).toBeLessThan(0.9);
    expect(high).toBeGreaterThan(0.9);
  });
});
