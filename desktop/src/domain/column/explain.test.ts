import { describe, expect, it } from "vitest";
import type { Column, Policy, Rule } from "@/api/types";
import { shareText } from "./count";
import { columnsOf, explanations, reason } from "./explain";

const policy: Policy = { mode: "standard", min_rows: 100, min_cell: 11 };

describe("a gap", () => {
  it("of a whole table is told at each of its columns", () => {
    const column: Column = { name: "x", type: { arrow: "int64", family: "integer" } };
    const gap = { figure: "all", rule: "rows" } as const;
    const [told] = columnsOf({ policy, rows: 40, columns: [column], withheld: [gap] });
    expect(told?.withheld).toEqual([gap]);
    expect(columnsOf({ policy, rows: 400, columns: [column] })).toEqual([column]);
  });

  it("is explained with the numbers of the policy it was made under", () => {
    expect(reason({ figure: "mean", rule: "rows" }, { ...policy, min_rows: 250 })).toContain("250 rows");
    expect(reason({ figure: "histogram", rule: "cells" }, policy)).toContain("11 rows");
  });

  it("is told once per rule, what is hidden before what is blurred", () => {
    const told = explanations(
      [
        { figure: "range", rule: "extremes", coarsened: true },
        { figure: "mean", rule: "dominance" },
        { figure: "standard-deviation", rule: "dominance" },
      ],
      policy,
    );
    expect(told.map(({ rule, heads }) => [rule, heads.length])).toEqual([
      ["dominance", 2],
      ["extremes", 1],
    ]);
  });

  it("of a rule that is newer than this page is explained in general", () => {
    expect(reason({ figure: "mean", rule: "brand-new" as Rule }, policy)).toContain("disclosure policy");
  });
});

it("a share known from above says so once", () => {
  expect(shareText({ at_least: 1, at_most: 10 }, 3000)).toBe("≤ 0.3\u202f%");
  expect(shareText({ at_least: 1, at_most: 10 }, 300_000)).toBe("<\u202f0.1\u202f%");
});
