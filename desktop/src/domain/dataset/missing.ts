import type { MissingPattern, MissingPatterns } from "@/api/types";

/** What a pattern says of a column. */
export type Part = "missing" | "some" | "present";

export function partOf({ columns, mixed }: MissingPattern, column: number): Part {
  if (columns.includes(column)) return "missing";
  return mixed?.includes(column) === true ? "some" : "present";
}

export interface Picture {
  /** Positions of the columns that are drawn, those missing in most rows first. */
  columns: number[];
  patterns: MissingPattern[];
  left: number;
}

/** More columns than this are not legible. */
const MOST = 30;

/** Columns by how many rows surely miss them, as far as there is room. */
export function pictureOf({ columns, patterns }: MissingPatterns): Picture {
  const rows = (column: number) =>
    patterns.reduce((sum, pattern) => sum + (partOf(pattern, column) === "missing" ? pattern.rows : 0), 0);
  const told = columns.map((column) => ({ column, rows: rows(column) })).sort((a, b) => b.rows - a.rows);
  return { columns: told.slice(0, MOST).map(({ column }) => column), patterns, left: Math.max(0, told.length - MOST) };
}

/** A pattern as a sentence, for those who do not see the picture. */
export function sentence(pattern: MissingPattern, name: (column: number) => string): string {
  const missing = pattern.columns.map(name).join(", ");
  const some = (pattern.mixed ?? []).map(name).join(", ");
  const said = missing === "" ? (some === "" ? "complete" : "") : `${missing} missing`;
  const open = some === "" ? "" : `${said === "" ? "" : "; "}some also miss ${some}`;
  return said + open;
}
