import { useCallback } from "react";
import type { Column, Histogram } from "@/api/types";
import { compact, integer, percent } from "@/shared/format";
import { Plot } from "@/shared/Plot";
import { along, axisOf } from "./axis";
import { bins, even } from "./bins";
import { range } from "./Sparkline";

/** The distribution at full size, with axes and the exact counts under the pointer. */
export function HistogramChart({ column, histogram }: { column: Column; histogram: Histogram }) {
  const options = useCallback(
    (plot: typeof import("@observablehq/plot"), width: number) => {
      const cells = bins(histogram);
      const axis = axisOf(column);
      const span = (cells.at(-1)?.to ?? 1) - (cells[0]?.from ?? 0);
      const told = (value: number) => along(axis, value, span);
      const total = cells.reduce((sum, { rows }) => sum + rows, 0);
      const flat = even(cells);
      const place = (value: number) => (axis === "date" ? new Date(value * 1000) : value);
      const data = cells.map((cell) => ({
        ...cell,
        x1: place(cell.from),
        x2: place(cell.to),
        y: flat ? cell.rows : cell.rows / (cell.to - cell.from),
        title: `${range(cell, told)}\n${integer(cell.rows)} rows, ${percent(cell.rows / total)}`,
      }));
      return {
        marginLeft: flat ? 48 : 12,
        marginRight: 16,
        marginTop: 12,
        marginBottom: 28,
        x:
          axis === "date"
            ? { type: "utc" as const, label: null, ticks: Math.max(2, Math.floor(width / 90)) }
            : { label: null, tickFormat: told, ticks: Math.max(2, Math.floor(width / 80)) },
        y: { label: null, ticks: flat ? 4 : 0, tickFormat: compact, grid: flat },
        marks: [
          plot.rectY(data, {
            x1: "x1",
            x2: "x2",
            y: "y",
            insetLeft: 0.5,
            insetRight: 0.5,
            fill: "var(--fig-1)",
            fillOpacity: (cell: { open: string | null }) => (cell.open === null ? 1 : 0.45),
          }),
          plot.ruleY([0], { stroke: "var(--line-strong)" }),
          plot.tip(data, plot.pointerX({ x1: "x1", x2: "x2", y: "y", title: "title" })),
        ],
      };
    },
    [column, histogram],
  );
  return (
    <div data-testid="histogram">
      <Plot label={`Distribution of ${column.name}`} height={190} options={options} />
    </div>
  );
}
