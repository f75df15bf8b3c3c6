import { useQuery } from "@tanstack/react-query";
import { versionOf } from "@/api/queries";
import type { Version } from "@/api/types";
import { parameterRows, parameterText } from "./parameters";

/** How a model was set, with what changed since the version before it. */
export function ParameterTable({ version }: { version: Version }) {
  const hasBefore = version.number > 1;
  const before = useQuery({ ...versionOf(version.asset_id, version.number - 1), enabled: hasBefore });
  const parameters = version.body.kind === "model" ? (version.body.parameters ?? {}) : {};
  const earlier = before.data?.body.kind === "model" ? (before.data.body.parameters ?? {}) : undefined;
  const rows = parameterRows(parameters, earlier);
  if (rows.length === 0) return <p className="muted">No parameters were captured.</p>;
  return (
    <table className="table parameters">
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Value</th>
          {hasBefore && <th scope="col">In version {version.number - 1}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, value, before: changed }) => (
          <tr key={name} className={changed === undefined ? "" : "changed"}>
            <th scope="row" className="mono">
              {name}
            </th>
            <td className="mono">{parameterText(value)}</td>
            {hasBefore && (
              <td className="mono muted">{changed === undefined ? "same" : parameterText(changed.value)}</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
