import type { AssociationMatrix } from "@/api/types";

/** One pair of columns and how they go together. */
export interface Pair {
  first: string;
  second: string;
  value: number;
}

/** A matrix small enough to be drawn: names, and a figure for each pair that has one. */
export interface Matrix {
  names: string[];
  pairs: Pair[];
  /** Columns that were left out because a picture has no room for them. */
  left: number;
}

/** More columns than this are a grey square. */
export const MOST = 40;

/** Every pair that has a figure. The wire holds the upper triangle, row by row. */
export function pairsOf({ columns, values }: AssociationMatrix, name: (column: number) => string): Pair[] {
  const pairs: Pair[] = [];
  let at = 0;
  for (let first = 0; first < columns.length; first += 1) {
    for (let second = first + 1; second < columns.length; second += 1, at += 1) {
      const value = values[at];
      if (value != null) pairs.push({ first: name(columns[first] ?? -1), second: name(columns[second] ?? -1), value });
    }
  }
  return pairs;
}

export const strongestFirst = (pairs: Pair[]): Pair[] =>
  [...pairs].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));

/** The columns with the strongest associations, in the table's order. */
export function matrixOf(matrix: AssociationMatrix, name: (column: number) => string, most = MOST): Matrix {
  const pairs = pairsOf(matrix, name);
  const names = matrix.columns.map(name);
  if (names.length <= most) return { names, pairs, left: 0 };
  const chosen = new Set<string>();
  for (const { first, second } of strongestFirst(pairs)) {
    for (const column of [first, second]) if (chosen.size < most) chosen.add(column);
  }
  const kept = names.filter((column) => chosen.has(column));
  return {
    names: kept,
    pairs: pairs.filter(({ first, second }) => chosen.has(first) && chosen.has(second)),
    left: names.length - kept.length,
  };
}

/** In words, by the bounds of practice. */
export function strength(value: number): string {
  const size = Math.abs(value);
  if (size < 0.1) return "hardly related";
  if (size < 0.3) return "weakly related";
  if (size < 0.6) return "related";
  return size < 0.9 ? "strongly related" : "nearly the same";
}

/** Two decimals, with the sign of print. */
export const coefficient = (value: number): string => value.toFixed(2).replace("-", "−");
