import { useInfiniteQuery } from "@tanstack/react-query";
import { versions } from "@/api/queries";
import { number, signed } from "@/shared/format";
import { items } from "../asset/allPages";
import { MetricsChart } from "./MetricsChart";

interface MetricTilesProps {
  assetId: string;
  current: number;
  metrics: Record<string, number>;
  show?: string[] | undefined;
}

/** Each metric with its value, its step since the version before, and its way over all versions. */
export function MetricTiles({ assetId, current, metrics, show }: MetricTilesProps) {
  const history = items(useInfiniteQuery(versions(assetId)).data);
  const before = history.find((version) => version.number < current)?.digest.metrics ?? {};
  const names = Object.keys(metrics).filter((name) => show === undefined || show.includes(name));
  return (
    <div className="metric-tiles">
      {names.map((name) => {
        const value = metrics[name] ?? NaN;
        const earlier = before[name];
        return (
          <figure key={name} className="metric-tile">
            <figcaption>
              <span className="metric-name">{name.replaceAll("_", " ")}</span>
              <span className="metric-value">{number(value)}</span>
              {earlier !== undefined && earlier !== value && (
                <span className="metric-step">{signed(value - earlier)} since the version before</span>
              )}
            </figcaption>
            {history.length > 1 && <MetricsChart versions={history} metric={name} current={current} />}
          </figure>
        );
      })}
    </div>
  );
}
