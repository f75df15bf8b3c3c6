import type { Measure } from "@/api/types";
import { number } from "@/shared/format";
import { spanOf } from "./compare";

/** The largest gap between two distributions: what is sure, what is likely, and the most that the cells can hide. */
export function Distance({ measure }: { measure: Measure }) {
  const { least, most } = spanOf(measure);
  const told = (value: number) => number(value, 2);
  const words = `${told(least)} to ${told(most)}, likely ${told(measure.value)}; chance alone shows ${told(measure.noise)}`;
  return (
    <span className="distance" title={`Kolmogorov-Smirnov distance: ${words}`}>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={`Distance ${words}`}>
        <rect className="distance-track" y={3} width={100} height={2} />
        <rect className="distance-span" x={least * 100} y={1.5} width={Math.max(1, (most - least) * 100)} height={5} />
        <rect className="distance-likely" x={Math.min(98.5, measure.value * 100)} width={1.5} height={8} />
      </svg>
      <span>KS {least === most ? told(most) : `${told(least)}–${told(most)}`}</span>
    </span>
  );
}
