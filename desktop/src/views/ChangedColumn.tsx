import type { Column, ColumnChange, Shift } from "@/api/types";
import { axisOf } from "@/domain/column/axis";
import { figureName, personalName, semanticName } from "@/domain/column/explain";
import { changedFigures, columnAt, gapWords, measureText, shiftWords } from "@/domain/dataset/compare";
import { Distance } from "@/domain/dataset/Distance";
import { Overlay } from "@/domain/dataset/Overlay";
import { Badge } from "@/shared/controls";
import { number } from "@/shared/format";

interface ChangedColumnProps {
  change: ColumnChange;
  before: Column[];
  after: Column[];
  rows: { from: number; to: number };
}

/** One column of a comparison: both distributions over each other, and the figures that moved. */
export function ChangedColumn({ change, before, after, rows }: ChangedColumnProps) {
  const from = columnAt(before, change.name);
  const to = columnAt(after, change.name);
  const figures = to === undefined ? [] : changedFigures(change, axisOf(to));
  return (
    <li className="changed-column" data-testid="changed-column" data-column={change.name}>
      <div className="changed-head">
        <h3>{change.name}</h3>
        {to !== undefined && <span className="mono muted">{to.type.arrow}</span>}
        {change.shift !== undefined && <ShiftBadge shift={change.shift} />}
        {change.shift?.ks != null && <Distance measure={change.shift.ks} />}
      </div>
      <div className="changed-picture">
        {from !== undefined && to !== undefined && <Overlay from={from} to={to} rows={rows} />}
      </div>
      <div className="changed-figures">
        {figures.length > 0 && (
          <table className="figures">
            <tbody>
              {figures.map(([label, earlier, later]) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td className="muted">{earlier}</td>
                  <td>→ {later}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <Remarks change={change} />
      </div>
    </li>
  );
}

const BASES: Record<Shift["basis"], string> = {
  histogram: "from the histograms",
  labels: "from the shares of the categories",
  ranks: "from the categories by rank, since their labels are withheld",
  booleans: "from the shares of true and false",
};

function ShiftBadge({ shift }: { shift: Shift }) {
  const { words, tone } = shiftWords(shift.psi);
  const measures = [
    `Population stability index ${measureText(shift.psi)}; chance alone shows ${number(shift.psi.noise, 2)}`,
    `Jensen-Shannon divergence ${measureText(shift.js)}`,
    shift.ks === undefined ? "" : `Kolmogorov-Smirnov distance ${measureText(shift.ks)}`,
    BASES[shift.basis],
  ];
  return (
    <Badge tone={tone} title={measures.filter(Boolean).join("\n")}>
      {words} · PSI {measureText(shift.psi)}
    </Badge>
  );
}

/** What is said rather than measured. */
function Remarks({ change }: { change: ColumnChange }) {
  const told: string[] = [];
  if (change.semantic !== undefined) {
    const { from, to } = change.semantic;
    told.push(`Was ${from == null ? "unclear" : semanticName(from)}, is ${to == null ? "unclear" : semanticName(to)}.`);
  }
  if (change.personal !== undefined) {
    const { to } = change.personal;
    told.push(to == null ? "No longer looks personal." : `Now looks personal: ${personalName(to)}.`);
  }
  for (const label of change.categories?.appeared ?? []) told.push(`“${label}” appeared.`);
  for (const label of change.categories?.disappeared ?? []) told.push(`“${label}” disappeared.`);
  for (const gap of change.gaps) told.push(`${figureName(gap.figure)}: ${gapWords(gap.from, gap.to)}.`);
  if (told.length === 0) return null;
  return (
    <ul className="remarks">
      {told.slice(0, 8).map((text) => (
        <li key={text}>{text}</li>
      ))}
      {told.length > 8 && <li className="muted">and {told.length - 8} more</li>}
    </ul>
  );
}
