import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Column, Policy } from "@/api/types";
import { ColumnDetail } from "./ColumnDetail";

const policy: Policy = { mode: "standard", min_rows: 100, min_cell: 11 };
const detail = (column: Column) => render(<ColumnDetail column={column} rows={3000} policy={policy} />);

afterEach(cleanup);

describe("a column", () => {
  it("of personal data shows its class, its missing values and the reason for all else", () => {
    detail({
      name: "email",
      type: { arrow: "string", family: "text" },
      personal: "email",
      nulls: { at_least: 1, at_most: 10 },
      withheld: [{ figure: "all", rule: "personal-data" }],
    });
    expect(screen.getByText("E-mail addresses")).toBeTruthy();
    expect(screen.getByText(/^1–10/)).toBeTruthy();
    expect(screen.getByTestId("withheld").textContent).toContain("looks like personal data");
  });

  it("without revealed labels names its categories by rank", () => {
    detail({
      name: "origin",
      type: { arrow: "string", family: "text" },
      categories: { revealed: false, items: [{ rows: 2000 }, { rows: 1000 }], other: 0 },
      withheld: [{ figure: "labels", rule: "labels" }],
    });
    expect(screen.getByText("category 1")).toBeTruthy();
    expect(screen.getByTestId("withheld").textContent).toContain("reveal list");
  });

  it("of dates reads its quantiles as dates", () => {
    detail({
      name: "day",
      type: { arrow: "date32", family: "date" },
      quantiles: [{ q: 0.5, value: 1_372_896_000 }],
    });
    expect(screen.getByText("2013-07-04")).toBeTruthy();
  });
});
