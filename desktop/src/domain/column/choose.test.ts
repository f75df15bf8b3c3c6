import { describe, expect, it } from "vitest";
import type { Column } from "@/api/types";
import { choose, type Choice } from "./choose";

const column = (name: string, rest: Partial<Column> = {}): Column => ({
  name,
  type: { arrow: "int64", family: "integer" },
  ...rest,
});

const columns = [
  column("year", { nulls: 0 }),
  column("email", { personal: "email", nulls: 0, withheld: [{ figure: "all", rule: "personal-data" }] }),
  column("dep_delay", { nulls: 8_255, distinct: { estimate: 530, all_distinct: false } }),
  column("id", { distinct: { all_distinct: true } }),
];
const all: Choice = { text: "", only: "all", order: "position" };
const names = (choice: Partial<Choice>) => choose(columns, { ...all, ...choice }).map((placed) => placed.column.name);

describe("columns", () => {
  it("are found by name or type", () => {
    expect(names({ text: "DELAY" })).toEqual(["dep_delay"]);
    expect(names({ text: "int64" })).toHaveLength(4);
  });

  it("can be narrowed to personal ones, to gaps and to missing values", () => {
    expect(names({ only: "personal" })).toEqual(["email"]);
    expect(names({ only: "gaps" })).toEqual(["email"]);
    expect(names({ only: "missing" })).toEqual(["dep_delay"]);
  });

  it("keep their own order among equals", () => {
    expect(names({ order: "missing" })).toEqual(["dep_delay", "year", "email", "id"]);
    expect(names({ order: "distinct" })).toEqual(["id", "dep_delay", "year", "email"]);
  });

  it("keep their position as identity when two share a name", () => {
    const twins = [column("x"), column("x")];
    expect(choose(twins, all).map(({ position }) => position)).toEqual([0, 1]);
  });
});
