import type { Change, Column, ColumnChange, Measure, Withheld } from "@/api/types";
import { along, type Axis } from "../column/axis";
import { integer, number, percent } from "@/shared/format";

/**
 * In words, how far a distribution surely moved: only what is left of the measure when its error is taken off counts.
 * The bounds are those of practice for the population stability index.
 */
export function shiftWords({ value, error, noise }: Measure): { words: string; tone: "neutral" | "warn" | "bad" } {
  if (value <= noise) return { words: "within chance", tone: "neutral" };
  const sure = value - error;
  if (sure < 0.1 && value >= 0.1) return { words: "bins too unlike to tell", tone: "neutral" };
  if (sure < 0.1) return { words: "little shift", tone: "neutral" };
  if (sure < 0.25) return { words: "some shift", tone: "warn" };
  return { words: "large shift", tone: "bad" };
}

/** The measure, as a span where its error matters. */
export function measureText({ value, error }: Measure): string {
  if (error < value * 0.1) return number(value, 2);
  return `${number(Math.max(0, value - error), 2)} to ${number(value + error, 2)}`;
}

/** From what is sure to the most it can be. */
export function spanOf({ value, error, at_most }: Measure): { least: number; most: number } {
  return { least: Math.max(0, value - error), most: Math.min(1, Math.max(value, at_most ?? value)) };
}

type Told = [label: string, from: string, to: string];

/** The figures of a column that changed, before and after. */
export function changedFigures(change: ColumnChange, axis: Axis): Told[] {
  const told = (
    label: string,
    pair: Change<number> | undefined,
    text = (value: number) => along(axis, value),
  ): Told[] => (pair === undefined ? [] : [[label, text(pair.from), text(pair.to)]]);
  const interval = ({ low, high }: { low: number; high: number }, text: (value: number) => string) =>
    low === high ? text(low) : `${text(low)} – ${text(high)}`;
  return [
    ...(change.null_share === undefined
      ? []
      : [
          [
            "missing",
            interval(change.null_share.from, percent),
            interval(change.null_share.to, percent),
          ] satisfies Told,
        ]),
    ...told("mean", change.mean),
    ...told("median", change.median),
    ...told("standard deviation", change.standard_deviation, (value) =>
      along(axis === "date" ? "duration" : axis, value),
    ),
    ...told("skewness", change.skewness ?? undefined, (value) => number(value, 2)),
    ...(change.granularity == null
      ? []
      : [["given to the", change.granularity.from, change.granularity.to] satisfies Told]),
    ...told("distinct", change.distinct, (value) => `≈ ${integer(value)}`),
    ...(change.range === undefined
      ? []
      : [
          [
            "range",
            interval(change.range.from, (value) => along(axis, value)),
            interval(change.range.to, (value) => along(axis, value)),
          ] satisfies Told,
        ]),
  ];
}

/** The column a comparison speaks of, by its path: `address.city` for a field, `tags[]` for the items of a list. */
export function columnAt(columns: Column[], path: string): Column | undefined {
  for (const column of columns) {
    if (column.name === path) return column;
    const inner = column.fields ?? [];
    if (inner.length === 0) continue;
    if (path === `${column.name}[]`) return inner[0];
    for (const joint of [`${column.name}.`, `${column.name}[].`]) {
      if (path.startsWith(joint)) {
        const found = columnAt(joint.endsWith("[].") ? (inner[0]?.fields ?? []) : inner, path.slice(joint.length));
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

/** A gap that opened or closed, in words. */
export function gapWords(from: Withheld | undefined, to: Withheld | undefined): string {
  if (to === undefined) return "now shown in full";
  if (to.coarsened === true) return from === undefined ? "now shown less exactly" : "now shown, less exactly";
  return from === undefined || from.coarsened === true ? "no longer shown" : "not shown, for another reason";
}
