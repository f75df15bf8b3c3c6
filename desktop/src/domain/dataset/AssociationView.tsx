import { useMemo, useState } from "react";
import type { Associations, Column } from "@/api/types";
import { Segments } from "@/shared/controls";
import { integer, plural } from "@/shared/format";
import { coefficient, matrixOf, type Pair, strength, strongestFirst } from "./associations";
import { Heatmap } from "./Heatmap";

type Measure = "pearson" | "cramers_v";

const NAMES: Record<Measure, { label: string; title: string; text: string }> = {
  pearson: {
    label: "Numbers",
    title: "Pearson’s correlation of numbers, truth values and dates",
    text: "Pearson’s correlation, from −1 (one falls as the other rises) to 1 (both rise together).",
  },
  cramers_v: {
    label: "Groups",
    title: "Cramér’s V of categories",
    text: "Cramér’s V, corrected for its bias, from 0 (unrelated) to 1 (one tells the other).",
  },
};

interface AssociationViewProps {
  associations: Associations;
  columns: Column[];
  rows: number;
}

/** How columns go together: a picture of all pairs, and the strongest of them in words. */
export function AssociationView({ associations, columns, rows }: AssociationViewProps) {
  const measures = (["pearson", "cramers_v"] as const).filter((measure) => associations[measure] != null);
  const [chosen, setChosen] = useState<Measure>(measures[0] ?? "pearson");
  const matrix = useMemo(() => {
    const found = associations[chosen];
    return found == null ? undefined : matrixOf(found, (column) => columns[column]?.name ?? "?");
  }, [associations, chosen, columns]);
  if (matrix === undefined) return null;
  const { title, text } = NAMES[chosen];
  const sampled = associations.rows < rows;
  return (
    <div className="associations" data-testid="associations">
      {measures.length > 1 && (
        <Segments
          label="Measure"
          value={chosen}
          onChange={setChosen}
          options={measures.map((value) => ({ value, label: NAMES[value].label }))}
        />
      )}
      <div className="associations-split">
        <Heatmap matrix={matrix} label={title} />
        <Strongest pairs={matrix.pairs} />
      </div>
      <p className="muted">
        {text}{" "}
        {sampled ? `Estimated on a sample of ${integer(associations.rows)} rows.` : `On all ${integer(rows)} rows.`}
        {matrix.left > 0 && ` ${plural(matrix.left, "column")} with weaker ties are left out of the picture.`}
      </p>
    </div>
  );
}

const MOST = 10;

function Strongest({ pairs }: { pairs: Pair[] }) {
  return (
    <table className="strongest">
      <caption>Strongest</caption>
      <tbody>
        {strongestFirst(pairs)
          .slice(0, MOST)
          .map(({ first, second, value }) => (
            <tr key={`${first} ${second}`}>
              <th scope="row">
                {first} <span className="muted">×</span> {second}
              </th>
              <td title={strength(value)}>{coefficient(value)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
