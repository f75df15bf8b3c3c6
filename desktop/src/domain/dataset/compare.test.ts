import { describe, expect, it } from "vitest";
import type { Column } from "@/api/types";
import { changedFigures, columnAt, gapWords, measureText, shiftWords } from "./compare";

const column = (name: string, fields: Column[] = []): Column => ({
  name,
  type: { arrow: "int64", family: "integer" },
  fields,
});

describe("a comparison", () => {
  it("calls a shift that chance explains no shift", () => {
    expect(shiftWords({ value: 0.02, error: 0, noise: 0.03 }).words).toBe("within chance");
    expect(shiftWords({ value: 0.3, error: 0, noise: 0.01 }).tone).toBe("bad");
  });

  it("calls no shift large that unlike bins alone explain", () => {
    expect(shiftWords({ value: 2.49, error: 2.47, noise: 0 }).tone).toBe("neutral");
    expect(measureText({ value: 4.4, error: 3.8, noise: 0 })).toBe("0.6 to 8.2");
  });

  it("tells figures before and after, in the column's own unit", () => {
    const told = changedFigures({ name: "t", importance: 1, gaps: [], mean: { from: 0, to: 86_400 } }, "date");
    expect(told).toEqual([["mean", "1970-01-01", "1970-01-02"]]);
  });

  it("finds the fields of structs and the items of lists by their path", () => {
    const columns = [
      column("id"),
      column("address", [column("city")]),
      column("tags", [column("item", [column("key")])]),
    ];
    expect(columnAt(columns, "address.city")?.name).toBe("city");
    expect(columnAt(columns, "tags[]")?.name).toBe("item");
    expect(columnAt(columns, "tags[].key")?.name).toBe("key");
    expect(columnAt(columns, "nowhere")).toBeUndefined();
  });

  it("says whether a gap opened or closed", () => {
    expect(gapWords({ figure: "mean", rule: "rows" }, undefined)).toBe("now shown in full");
    expect(gapWords(undefined, { figure: "mean", rule: "rows" })).toBe("no longer shown");
  });
});
