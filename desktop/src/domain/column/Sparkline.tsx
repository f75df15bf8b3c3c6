import type { Column, Histogram } from "@/api/types";
import { integer, percent } from "@/shared/format";
import { along, axisOf } from "./axis";
import { type Bin, bins, densities } from "./bins";
import { Bar, Spark, WIDTH } from "./Spark";

/** Drawn by hand, not by Plot: a table of a thousand columns shows dozens of these at once. */
export function Sparkline({
  column,
  histogram,
  height = 40,
}: {
  column: Column;
  histogram: Histogram;
  height?: number;
}) {
  const cells = bins(histogram);
  const from = cells[0]?.from ?? 0;
  const span = (cells.at(-1)?.to ?? 1) - from || 1;
  const heights = densities(cells);
  const axis = axisOf(column);
  const total = cells.reduce((sum, { rows }) => sum + rows, 0);
  const told = (value: number) => along(axis, value, span);
  return (
    <Spark
      label={summary(cells, told)}
      height={height}
      left={told(histogram.edges[0] ?? 0)}
      right={told(histogram.edges.at(-1) ?? 0)}
    >
      {cells.map((cell, index) => (
        <Bar
          key={cell.from}
          x={((cell.from - from) / span) * WIDTH}
          width={((cell.to - cell.from) / span) * WIDTH}
          tall={cell.rows === 0 ? 0 : Math.max(1.5, (heights[index] ?? 0) * (height - 1))}
          height={height}
          look={cell.open === null ? "" : "bar-open"}
          title={`${range(cell, told)}: ${integer(cell.rows)} rows (${percent(cell.rows / total)})`}
        />
      ))}
    </Spark>
  );
}

/** The cell's interval in words. */
export function range(cell: Bin, told: (value: number) => string): string {
  if (cell.open === "left") return `below ${told(cell.to)}`;
  if (cell.open === "right") return `${told(cell.from)} and above`;
  return `${told(cell.from)} to ${told(cell.to)}`;
}

function summary(cells: Bin[], told: (value: number) => string): string {
  const peak = cells.reduce<Bin | undefined>((best, cell) => (best && best.rows >= cell.rows ? best : cell), undefined);
  return peak === undefined ? "No distribution" : `Distribution; most rows ${range(peak, told)}`;
}
