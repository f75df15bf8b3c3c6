import type { MetricChange, ModelChanges, VersionSummary } from "@/api/types";
import { parameterText } from "@/domain/model/parameters";
import { Section } from "@/shared/controls";
import { number, plural, signed } from "@/shared/format";

interface CompareModelsProps {
  from: VersionSummary;
  to: VersionSummary;
  changes: ModelChanges;
}

export function CompareModels({ from, to, changes }: CompareModelsProps) {
  return (
    <>
      {changes.technique !== undefined && (
        <p className="notice">
          Another technique: {changes.technique.from} → {changes.technique.to}
        </p>
      )}
      {changes.library !== undefined && (
        <p className="notice">
          Another library: {changes.library.from} → {changes.library.to}
        </p>
      )}
      <Section title="Metrics">
        {changes.metrics.length === 0 ? (
          <p className="muted">Neither has metrics.</p>
        ) : (
          <Metrics from={from} to={to} metrics={changes.metrics} />
        )}
      </Section>
      <Section title="Parameters">
        <Parameters from={from} to={to} changes={changes} />
      </Section>
    </>
  );
}

function Metrics({ from, to, metrics }: { from: VersionSummary; to: VersionSummary; metrics: MetricChange[] }) {
  const largest = Math.max(...metrics.map(({ relative }) => Math.abs(relative ?? 0)), 1e-12);
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" className="right">
            Version {from.number}
          </th>
          <th scope="col" className="right">
            Version {to.number}
          </th>
          <th scope="col" className="right">
            Difference
          </th>
          <th scope="col">Relative</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => (
          <tr key={metric.name}>
            <th scope="row">{metric.name.replaceAll("_", " ")}</th>
            <td className="right">{metric.from === undefined ? "–" : number(metric.from)}</td>
            <td className="right">{metric.to === undefined ? "–" : number(metric.to)}</td>
            <td className="right">
              {metric.delta === undefined ? metric.difference : metric.delta === 0 ? "same" : signed(metric.delta)}
            </td>
            <td>
              {metric.relative !== undefined && (
                <Lean share={metric.relative / largest} text={`${signed(metric.relative * 100)} %`} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A bar to the left or to the right of nothing. Which side is better depends on the metric, so no colour judges. */
function Lean({ share, text }: { share: number; text: string }) {
  const width = Math.abs(share) * 50;
  return (
    <span className="lean">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect x={share < 0 ? 50 - width : 50} width={width} height={8} />
        <line x1={50} x2={50} y1={0} y2={8} />
      </svg>
      {text}
    </span>
  );
}

function Parameters({ from, to, changes }: CompareModelsProps) {
  const unchanged = `${plural(changes.unchanged_parameters, "parameter")} unchanged.`;
  if (changes.parameters.length === 0) return <p className="muted">{unchanged}</p>;
  return (
    <>
      <table className="table parameters">
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col">Version {from.number}</th>
            <th scope="col">Version {to.number}</th>
          </tr>
        </thead>
        <tbody>
          {changes.parameters.map((parameter) => (
            <tr key={parameter.name}>
              <th scope="row" className="mono">
                {parameter.name}
              </th>
              <td className="mono muted">{parameter.difference === "added" ? "–" : parameterText(parameter.from)}</td>
              <td className="mono">{parameter.difference === "removed" ? "–" : parameterText(parameter.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">{unchanged}</p>
    </>
  );
}
