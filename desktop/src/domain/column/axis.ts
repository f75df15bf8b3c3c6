import type { Column, TypeFamily } from "@/api/types";
import { clock, duration, moment, number } from "@/shared/format";

/** How a column's figures are read along an axis: dates in dates, durations in hours, numbers in numbers. */
export type Axis = "number" | "date" | "time" | "duration";

const AXES: Partial<Record<TypeFamily, Axis>> = {
  date: "date",
  timestamp: "date",
  time: "time",
  duration: "duration",
};

export const axisOf = (column: Column): Axis => AXES[column.type.family] ?? "number";

/** A value along the axis; `span` is the length of what is shown, and decides how exact a date has to be. */
export function along(axis: Axis, value: number, span = 0): string {
  switch (axis) {
    case "date":
      return moment(value, span);
    case "time":
      return clock(value);
    case "duration":
      return duration(value);
    default:
      return number(value);
  }
}
