import { describe, expect, it } from "vitest";
import { bins, densities, even, outline } from "./bins";

describe("a histogram", () => {
  it("draws an open tail as wide as a typical cell, and no empty tail", () => {
    const cells = bins({ edges: [0, 10, 20], counts: [0, 50, 30, 12] });
    expect(cells.map(({ from, to, open }) => [from, to, open])).toEqual([
      [0, 10, null],
      [10, 20, null],
      [20, 30, "right"],
    ]);
  });

  it("lets area stand for rows where cells are unequal", () => {
    const cells = bins({ edges: [0, 10, 30], counts: [0, 50, 50, 0] });
    expect(densities(cells)).toEqual([1, 0.5]);
    expect(even(cells)).toBe(false);
  });

  it("with a single edge has two tails and nothing between", () => {
    expect(bins({ edges: [5], counts: [20, 30] }).map(({ open }) => open)).toEqual(["left", "right"]);
  });

  it("sums to one whatever the number of rows, so that versions can be overlaid", () => {
    const area = (counts: number[]) =>
      outline(bins({ edges: [0, 1, 3], counts })).reduce(
        (sum, { from, to, density }) => sum + density * (to - from),
        0,
      );
    expect(area([0, 100, 300, 0])).toBeCloseTo(1);
    expect(area([11, 1000, 30, 40])).toBeCloseTo(1);
  });
});
