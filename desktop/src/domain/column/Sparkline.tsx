import type { Column, Histogram } from "@/api/types";
import { integer, percent } from "@/shared/format";
import { along, axisOf } from "./axis";
import { type Bin, bins, densities } from "./bins";

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
    <figure className="spark" data-testid="histogram">
      <svg
        viewBox={`0 0 240 ${height}`}
        preserveAspectRatio="none"
        height={height}
        role="img"
        aria-label={summary(cells, told)}
      >
        {cells.map((cell, index) => {
          const x = ((cell.from - from) / span) * 240;
          const width = ((cell.to - cell.from) / span) * 240;
          const bar = cell.rows === 0 ? 0 : Math.max(1.5, (heights[index] ?? 0) * (height - 1));
          return (
            <g key={cell.from} className={cell.open === null ? "bar" : "bar bar-open"}>
              <rect x={x + 0.4} y={height - bar} width={Math.max(0.6, width - 0.8)} height={bar} />
              <rect className="bar-hit" x={x} y={0} width={width} height={height}>
                <title>{`${range(cell, told)}: ${integer(cell.rows)} rows (${percent(cell.rows / total)})`}</title>
              </rect>
            </g>
          );
        })}
      </svg>
      <figcaption aria-hidden="true">
        <span>{told(histogram.edges[0] ?? 0)}</span>
        <span>{told(histogram.edges.at(-1) ?? 0)}</span>
      </figcaption>
    </figure>
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
