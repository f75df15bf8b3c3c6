import type { Dataset, Version } from "@/api/types";
import { ColumnHead } from "../column/ColumnGrid";
import { Drawing } from "../column/Drawing";
import { columnsOf } from "../column/explain";
import { Gaps } from "../column/Gaps";
import { Nulls } from "../column/Nulls";
import { Neighbours } from "../lineage/Neighbours";
import { DatasetFacts } from "./DatasetFacts";

/** A dataset in a document: its size, its gaps and where it came from. */
export function DatasetBlock({ dataset, version }: { dataset: Dataset; version: Version }) {
  return (
    <>
      <DatasetFacts dataset={dataset} />
      <Neighbours lineage={version.lineage} />
      <Gaps gaps={dataset.profile.withheld ?? []} policy={dataset.profile.policy} />
    </>
  );
}

const MOST = 24;

/** Columns of a dataset in a document, as headers with their distributions. */
export function ColumnsBlock({ dataset: { profile }, show }: { dataset: Dataset; show: string[] | undefined }) {
  const columns = columnsOf(profile);
  const wanted = show === undefined ? columns.slice(0, MOST) : columns.filter(({ name }) => show.includes(name));
  const unknown = (show ?? []).filter((name) => !profile.columns.some((column) => column.name === name));
  return (
    <>
      <div className="live-columns">
        {wanted.map((column, index) => (
          <div key={index} className="column-card" data-testid="column" data-column={column.name}>
            <ColumnHead column={column} />
            <Drawing column={column} rows={profile.rows} height={36} />
            <Nulls column={column} rows={profile.rows} />
          </div>
        ))}
      </div>
      {unknown.length > 0 && <p className="muted">This version has no column {unknown.join(", ")}.</p>}
      {show === undefined && profile.columns.length > MOST && (
        <p className="muted">{profile.columns.length - MOST} more columns; name some with “show:”.</p>
      )}
    </>
  );
}
