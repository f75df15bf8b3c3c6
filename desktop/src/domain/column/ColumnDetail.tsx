import type { Column, Policy } from "@/api/types";
import { Badge } from "@/shared/controls";
import { BooleanBar, CategoryBars } from "./Bars";
import { atLeast } from "./count";
import { Drawing } from "./Drawing";
import { personalName, semanticName } from "./explain";
import { figuresOf, Quantiles } from "./Figures";
import { Gaps } from "./Gaps";
import { HistogramChart } from "./HistogramChart";

interface ColumnDetailProps {
  column: Column;
  rows: number;
  policy: Policy;
}

/** Everything that is known of one column, and why the rest is not. */
export function ColumnDetail({ column, rows, policy }: ColumnDetailProps) {
  const figures = figuresOf(column, rows);
  return (
    <div className="column-detail">
      <ColumnMarks column={column} />
      <Picture column={column} rows={rows} />
      {figures.length > 0 && (
        <table className="figures">
          <tbody>
            {figures.map(([label, value]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Quantiles column={column} quantiles={column.quantiles ?? []} />
      <Lengths column={column} />
      <Gaps gaps={column.withheld ?? []} policy={policy} />
      {(column.fields ?? []).map((field) => (
        <details key={field.name} className="inner-field">
          <summary>
            {field.name} <span className="mono muted">{field.type.arrow}</span>
          </summary>
          <ColumnDetail column={field} rows={rows} policy={policy} />
        </details>
      ))}
    </div>
  );
}

export function ColumnMarks({ column }: { column: Column }) {
  return (
    <p className="marks">
      <span className="mono">{column.type.arrow}</span>
      {column.semantic != null && <Badge>{semanticName(column.semantic)}</Badge>}
      {column.personal != null && <Badge tone="personal">{personalName(column.personal)}</Badge>}
    </p>
  );
}

function Picture({ column, rows }: { column: Column; rows: number }) {
  if (column.histogram != null && column.histogram.edges.length > 0) {
    return <HistogramChart column={column} histogram={column.histogram} />;
  }
  if (column.categories != null && column.categories.items.length > 0) {
    return <CategoryBars categories={column.categories} rows={rows} most={15} />;
  }
  if (column.type.family === "boolean" && typeof column.trues === "number") {
    return <BooleanBar trues={column.trues} rows={rows - atLeast(column.nulls ?? 0)} height={48} />;
  }
  return <Drawing column={column} rows={rows} />;
}

function Lengths({ column }: { column: Column }) {
  const quantiles = column.lengths?.quantiles ?? [];
  if (quantiles.length === 0) return null;
  return (
    <details className="inner-field">
      <summary>Lengths</summary>
      <Quantiles column={column} quantiles={quantiles} told={(value) => String(Math.round(value))} />
    </details>
  );
}
