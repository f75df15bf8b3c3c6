import type { Count, Dataset } from "@/api/types";
import { Fact } from "@/shared/controls";
import { integer, percent } from "@/shared/format";
import { atMost, atMostShare, countText } from "../column/count";
import { columnsOf, hidden } from "../column/explain";

/** The strip of figures on top of a dataset. */
export function DatasetFacts({ dataset: { profile, role, source } }: { dataset: Dataset }) {
  const personal = profile.columns.filter((column) => column.personal !== undefined).length;
  const looked = !(profile.withheld ?? []).some(({ figure }) => figure === "all");
  const gaps = columnsOf(profile).filter((column) => hidden(column.withheld).length > 0).length;
  return (
    <dl className="facts">
      <Fact label="Rows">{integer(profile.rows)}</Fact>
      <Fact label="Columns">{integer(profile.columns.length)}</Fact>
      <Fact label="Missing values" title="Share of all cells that are null">
        {missing(profile)}
      </Fact>
      {profile.duplicate_rows != null && (
        <Fact label="Repeated rows" title="Rows that equal another row, all but one of each">
          {repeated(profile.duplicate_rows)}
        </Fact>
      )}
      <Fact label="Personal columns">{personal === 0 ? (looked ? "none found" : "–") : integer(personal)}</Fact>
      <Fact label="Columns with gaps" title="Columns of which some figures are not shown; each says why">
        {gaps === 0 ? "none" : integer(gaps)}
      </Fact>
      {role !== undefined && <Fact label="Role">{role}</Fact>}
      {source?.location !== undefined && (
        <Fact label="Source" title={source.location}>
          <span className="mono fact-long">{source.location}</span>
        </Fact>
      )}
    </dl>
  );
}

/** An estimate, or its span where it is not surer than that. */
function repeated(count: Count): string {
  if (typeof count === "number") return count < 100 ? (count === 0 ? "none" : integer(count)) : `≈ ${integer(count)}`;
  return count.at_least === 0 ? `at most ${integer(count.at_most)}` : countText(count);
}

function missing({ rows, columns }: Dataset["profile"]): string {
  const known = columns.filter((column) => column.nulls !== undefined);
  if (known.length === 0 || rows === 0) return "–";
  const nulls = known.reduce((sum, column) => sum + atMost(column.nulls ?? 0), 0);
  const ranged = known.some((column) => typeof column.nulls === "object");
  const share = nulls / (rows * known.length);
  return ranged ? atMostShare(share) : percent(share);
}
