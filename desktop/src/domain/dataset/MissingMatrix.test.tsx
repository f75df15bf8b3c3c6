import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Column, MissingPatterns } from "@/api/types";
import { pictureOf, sentence } from "./missing";
import { MissingMatrix } from "./MissingMatrix";

const columns: Column[] = ["age", "height", "weight"].map((name) => ({
  name,
  type: { arrow: "double", family: "float" },
}));
const missing: MissingPatterns = {
  columns: [0, 1, 2],
  patterns: [
    { columns: [], rows: 800 },
    { columns: [1, 2], rows: 150 },
    { columns: [1], mixed: [0], rows: 50 },
  ],
};

afterEach(cleanup);

describe("what is missing together", () => {
  it("is a line for each set of rows, and says its parts to those who do not see it", () => {
    render(<MissingMatrix missing={missing} columns={columns} rows={1000} />);
    expect(screen.getAllByRole("row")).toHaveLength(4);
    expect(screen.getByText("150 rows")).toBeTruthy();
    expect(screen.getAllByText("missing in some")).toHaveLength(1);
    expect(screen.getByText("missing in some of these rows")).toBeTruthy();
  });

  it("shows the columns that are missing most often first", () => {
    expect(pictureOf(missing).columns).toEqual([1, 2, 0]);
  });

  it("is told in sentences", () => {
    const name = (column: number) => columns[column]?.name ?? "?";
    expect(missing.patterns.map((pattern) => sentence(pattern, name))).toEqual([
      "complete",
      "height, weight missing",
      "height missing; some also miss age",
    ]);
  });
});
