import type { RowChanges } from "@/api/types";
import { percent } from "@/shared/format";
import { countText } from "../column/count";
import { coefficient } from "./associations";

type Line = [what: string, from: string, to: string];

/** Each change of what is said of rows as wholes, as a line. */
export function linesOf({ duplicates, missing, associations }: RowChanges): Line[] {
  return [
    ...(duplicates == null
      ? []
      : [["Repeated rows", countText(duplicates.from), countText(duplicates.to)] satisfies Line]),
    ...missing.map(({ columns, from, to }): Line => {
      const what = columns.length === 0 ? "Complete rows" : `Rows without ${columns.join(", ")}`;
      return [what, percent(from), percent(to)];
    }),
    ...associations.map(({ first, second, from, to }): Line => {
      return [`${first} × ${second}`, coefficient(from), coefficient(to)];
    }),
  ];
}

const MOST = 12;

/** What changed about rows as wholes: repeats, what is missing together, how columns go together. */
export function AcrossChanges({ across }: { across: RowChanges }) {
  const lines = linesOf(across);
  return (
    <section aria-label="Across columns" className="across-changes" data-testid="across-changes">
      <h2>Across columns</h2>
      <table className="figures">
        <tbody>
          {lines.slice(0, MOST).map(([what, from, to]) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td className="muted">{from}</td>
              <td>→ {to}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > MOST && <p className="muted">and {lines.length - MOST} more</p>}
    </section>
  );
}
