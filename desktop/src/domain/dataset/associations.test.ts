import { describe, expect, it, vi } from "vitest";
import { coefficient, matrixOf, pairsOf, strength, strongestFirst } from "./associations";
import { moved } from "./Heatmap";

const name = (column: number) => "abcdef"[column] ?? "?";

describe("a matrix of associations", () => {
  it("is read row by row right of the diagonal, gaps left out", () => {
    const pairs = pairsOf({ columns: [0, 2, 3], values: [0.5, null, -0.9] }, name);
    expect(pairs).toEqual([
      { first: "a", second: "c", value: 0.5 },
      { first: "c", second: "d", value: -0.9 },
    ]);
    expect(strongestFirst(pairs)[0]?.value).toBe(-0.9);
  });

  it("too large for a picture keeps the columns with the strongest ties in the table's order", () => {
    const matrix = matrixOf({ columns: [0, 1, 2, 3], values: [0.1, 0.2, 0.1, 0.1, 0.9, 0.1] }, name, 2);
    expect(matrix.names).toEqual(["b", "d"]);
    expect(matrix.pairs).toHaveLength(1);
    expect(matrix.left).toBe(2);
  });

  it("says strengths in words and signs in print", () => {
    expect(coefficient(-0.5)).toBe("−0.50");
    expect([0.05, -0.2, 0.5, -0.7, 1].map(strength)).toEqual([
      "hardly related",
      "weakly related",
      "related",
      "strongly related",
      "nearly the same",
    ]);
  });

  it("is walked with the arrow keys below its diagonal", () => {
    const press = (key: string, at: [number, number] | null) => moved({ key, preventDefault: vi.fn() }, at, 4);
    expect(press("ArrowDown", null)).toEqual([1, 0]);
    expect(press("ArrowDown", [1, 0])).toEqual([2, 0]);
    expect(press("ArrowRight", [2, 1])).toEqual([2, 1]);
    expect(press("ArrowUp", [2, 1])).toEqual([1, 0]);
    expect(press("Escape", [2, 1])).toBeNull();
  });
});
