import type { ReactNode } from "react";

/** How wide a small picture is in its own units. */
export const WIDTH = 240;

interface SparkProps {
  /** What the picture shows, for those who do not see it. */
  label: string;
  height: number;
  left: ReactNode;
  right: ReactNode;
  children: ReactNode;
}

/** The frame of every small picture of a column: stretched over its place, with two words below. */
export function Spark({ label, height, left, right, children }: SparkProps) {
  return (
    <figure className="spark" data-testid="histogram">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" height={height} role="img" aria-label={label}>
        {children}
      </svg>
      <figcaption aria-hidden="true">
        <span>{left}</span>
        <span>{right}</span>
      </figcaption>
    </figure>
  );
}

interface BarProps {
  x: number;
  width: number;
  /** Nothing has no bar; anything else a bar that can be seen. */
  tall: number;
  height: number;
  look: string;
  title: string;
}

/** A bar with its figure under the pointer, wherever above it the pointer is. */
export function Bar({ x, width, tall, height, look, title }: BarProps) {
  const gap = Math.min(0.8, width / 8);
  return (
    <g className={`bar ${look}`}>
      <rect x={x + gap / 2} y={height - tall} width={Math.max(0.6, width - gap)} height={tall} />
      <rect className="bar-hit" x={x} y={0} width={width} height={height}>
        <title>{title}</title>
      </rect>
    </g>
  );
}
