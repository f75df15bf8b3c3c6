import type { ParameterValue } from "@/api/types";
import { number } from "@/shared/format";

export function parameterText(value: ParameterValue | undefined): string {
  if (value === undefined) return "–";
  if (value === null) return "None";
  if (typeof value === "object") {
    return value.shape === undefined ? value.type : `${value.type} (${value.shape.join(" × ")})`;
  }
  return typeof value === "number" ? number(value, 6) : String(value);
}

export interface ParameterRow {
  name: string;
  value: ParameterValue | undefined;
  /** Set where the version before had another one. */
  before?: { value: ParameterValue | undefined };
}

type Parameters = Record<string, ParameterValue>;

/** The parameters of a version, those that changed since the version before first. */
export function parameterRows(now: Parameters, before: Parameters | undefined): ParameterRow[] {
  const names = [...new Set([...Object.keys(now), ...Object.keys(before ?? {})])];
  const rows = names.map((name): ParameterRow => {
    const row = { name, value: now[name] };
    const same = before === undefined || JSON.stringify(before[name]) === JSON.stringify(now[name]);
    return same ? row : { ...row, before: { value: before[name] } };
  });
  return rows.sort(
    (a, b) => Number(b.before !== undefined) - Number(a.before !== undefined) || a.name.localeCompare(b.name),
  );
}
