import { useCallback } from "react";
import type { VersionSummary } from "@/api/types";
import { number } from "@/shared/format";
import { Plot } from "@/shared/Plot";

/** One metric over the versions of a model, small enough to stand beside its siblings. */
export function MetricsChart({
  versions,
  metric,
  current,
}: {
  versions: VersionSummary[];
  metric: string;
  current: number;
}) {
  const options = useCallback(
    (plot: typeof import("@observablehq/plot")) => {
      const points = pointsOf(versions, metric);
      const whole = points.map(({ number }) => number);
      const values = points.map(({ value }) => value);
      return {
        marginLeft: 48,
        marginRight: 24,
        marginTop: 18,
        marginBottom: 24,
        x: {
          label: null,
          domain: domain(whole, 0.3),
          ticks: whole.length > 12 ? 8 : whole,
          tickFormat: (v: number) => (Number.isInteger(v) ? `v${v}` : ""),
        },
        y: { label: null, domain: domain(values, 0.15), ticks: 3, grid: true, tickFormat: (v: number) => number(v, 3) },
        marks: [
          plot.lineY(points, { x: "number", y: "value", stroke: "var(--fig-1)", strokeWidth: 1.75 }),
          plot.dot(points, {
            x: "number",
            y: "value",
            r: 3,
            fill: "var(--surface)",
            stroke: "var(--fig-1)",
            strokeWidth: 1.75,
          }),
          plot.dot(
            points.filter((point) => point.number === current),
            { x: "number", y: "value", r: 4.5, fill: "var(--fig-1)" },
          ),
          plot.tip(
            points,
            plot.pointerX({
              x: "number",
              y: "value",
              title: (point: Point) => `Version ${point.number}\n${number(point.value)}`,
            }),
          ),
        ],
      };
    },
    [versions, metric, current],
  );
  return <Plot label={`${metric} over the versions`} height={150} options={options} />;
}

interface Point {
  number: number;
  value: number;
}

function pointsOf(versions: VersionSummary[], metric: string): Point[] {
  return versions
    .flatMap(({ number, digest }) => {
      const value = digest.metrics?.[metric];
      return value === undefined ? [] : [{ number, value }];
    })
    .sort((a, b) => a.number - b.number);
}

/** The extent with some air, also around a single value. */
export function domain(values: number[], air: number): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = high > low ? (high - low) * air : Math.abs(high) * 0.05 || 0.5;
  return [low - pad, high + pad];
}
