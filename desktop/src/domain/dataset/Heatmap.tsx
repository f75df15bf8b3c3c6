import { type KeyboardEvent, useCallback, useMemo, useState } from "react";
import { Plot } from "@/shared/Plot";
import { coefficient, type Matrix, type Pair, strength } from "./associations";

interface Cell extends Pair {
  size: number;
  text: string;
  title: string;
}

const said = ({ first, second, value }: Pair) => `${first} and ${second}: ${coefficient(value)}, ${strength(value)}`;

/** Each pair of columns as a square: the fuller, the stronger; blue goes the same way, orange the other way. */
export function Heatmap({ matrix, label }: { matrix: Matrix; label: string }) {
  const { names, pairs } = matrix;
  const [at, setAt] = useState<[row: number, column: number] | null>(null);
  const cells = useMemo(() => cellsOf(pairs), [pairs]);
  const marked =
    at === null ? undefined : cells.find((cell) => cell.second === names[at[0]] && cell.first === names[at[1]]);
  const options = useCallback(
    (plot: typeof import("@observablehq/plot"), width: number) => {
      const longest = Math.max(...names.map((name) => name.length), 1);
      const margin = Math.min(150, Math.max(40, longest * 6.4 + 10));
      const room = (width - margin) / Math.max(1, names.length - 1);
      const place = { x: "first", y: "second" } as const;
      const cell = (chosen: Cell[], fill: string) =>
        plot.cell(chosen, { ...place, fill, fillOpacity: "size", rx: 2, inset: room > 14 ? 1 : 0.5 });
      return {
        marginLeft: margin,
        marginBottom: Math.min(110, margin),
        marginTop: 6,
        marginRight: 6,
        x: { type: "band" as const, domain: names.slice(0, -1), label: null, tickRotate: -40, tickSize: 0, padding: 0 },
        y: { type: "band" as const, domain: names.slice(1), label: null, tickSize: 0, padding: 0 },
        opacity: { domain: [0, 1], range: [0.05, 1] },
        marks: [
          cell(
            cells.filter(({ value }) => value >= 0),
            "var(--fig-1)",
          ),
          cell(
            cells.filter(({ value }) => value < 0),
            "var(--fig-2)",
          ),
          ...(room > 34
            ? [
                plot.text(cells, {
                  ...place,
                  text: "text",
                  fill: (one: Cell) => (one.size > 0.55 ? "var(--surface)" : "var(--text-2)"),
                  fontSize: 10.5,
                }),
              ]
            : []),
          ...(marked === undefined
            ? []
            : [plot.cell([marked], { ...place, fill: "none", stroke: "var(--focus)", strokeWidth: 2, rx: 2 })]),
          plot.tip(cells, plot.pointer({ ...place, title: "title", maxRadius: 60 })),
        ],
      };
    },
    [names, cells, marked],
  );
  const side = Math.min(34, Math.max(12, 520 / names.length));
  return (
    <div
      className="heatmap"
      tabIndex={0}
      role="application"
      aria-label={`${label}; move through the pairs with the arrow keys`}
      onKeyDown={(event) => setAt(moved(event, at, names.length))}
      onBlur={() => setAt(null)}
    >
      <Plot label={label} height={Math.round(names.length * side + 90)} options={options} />
      <p className="heatmap-said" aria-live="polite">
        {at === null ? "" : marked === undefined ? `${names[at[0]]} and ${names[at[1]]}: not shown` : said(marked)}
      </p>
    </div>
  );
}

function cellsOf(pairs: Pair[]): Cell[] {
  return pairs.map((pair) => ({
    ...pair,
    size: Math.abs(pair.value),
    text: coefficient(pair.value),
    title: `${pair.first} × ${pair.second}\n${coefficient(pair.value)}, ${strength(pair.value)}`,
  }));
}

/** The pair that an arrow key leads to, below the diagonal. */
export function moved(
  event: Pick<KeyboardEvent, "key" | "preventDefault">,
  at: [number, number] | null,
  names: number,
): [number, number] | null {
  const steps: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const step = steps[event.key];
  if (step === undefined || names < 2) return event.key === "Escape" ? null : at;
  event.preventDefault();
  if (at === null) return [1, 0];
  const row = Math.min(names - 1, Math.max(1, at[0] + step[0]));
  return [row, Math.min(row - 1, Math.max(0, at[1] + step[1]))];
}
