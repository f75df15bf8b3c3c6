import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { version } from "@/api/queries";
import type { Column, DatasetChanges, VersionSummary } from "@/api/types";
import { Button, Fact } from "@/shared/controls";
import { integer, plural, signed } from "@/shared/format";
import { Empty } from "@/shared/states";
import { AcrossChanges } from "@/domain/dataset/AcrossChanges";
import { ChangedColumn } from "./ChangedColumn";

interface CompareDatasetsProps {
  from: VersionSummary;
  to: VersionSummary;
  changes: DatasetChanges;
}

const STEP = 40;

export function CompareDatasets({ from, to, changes }: CompareDatasetsProps) {
  const [most, setMost] = useState(STEP);
  const before = useColumns(from.id);
  const after = useColumns(to.id);
  return (
    <>
      <dl className="facts">
        <Stepped label="Rows" {...changes.rows} />
        <Stepped label="Columns" {...changes.columns} />
        <Fact label="Changed columns">{integer(changes.changed.length)}</Fact>
        <Fact label="Unchanged columns">{integer(changes.unchanged)}</Fact>
        {changes.same_content !== undefined && (
          <Fact label="Content">{changes.same_content ? "the same, row by row" : "differs"}</Fact>
        )}
      </dl>
      <Remarks changes={changes} />
      <Structure changes={changes} />
      {changes.across != null && <AcrossChanges across={changes.across} />}
      {changes.changed.length === 0 ? (
        <Empty icon="compare" title="No published figure differs">
          {plural(changes.unchanged, "column")} compared. Changes smaller than the disclosure policy shows may still be
          there.
        </Empty>
      ) : (
        <section aria-label="Changed columns">
          <div className="section-head">
            <h2>Columns by how much they changed</h2>
            <p className="legend">
              <span className="mark-before">version {from.number}</span>{" "}
              <span className="mark-after">version {to.number}</span>
            </p>
          </div>
          <ol className="changed-columns">
            {changes.changed.slice(0, most).map((change) => (
              <ChangedColumn key={change.name} change={change} before={before} after={after} rows={changes.rows} />
            ))}
          </ol>
          {changes.changed.length > most && (
            <Button className="more" onClick={() => setMost(most + STEP)}>
              Show more of {integer(changes.changed.length)}
            </Button>
          )}
        </section>
      )}
    </>
  );
}

function useColumns(id: string): Column[] {
  const { data } = useQuery(version(id));
  return data?.body.kind === "dataset" ? data.body.profile.columns : [];
}

function Stepped({ label, from, to }: { label: string; from: number; to: number }) {
  return (
    <Fact label={label}>
      {from === to ? integer(to) : `${integer(from)} → ${integer(to)}`}
      {from !== to && <span className="fact-step">{signed(to - from)}</span>}
    </Fact>
  );
}

function Remarks({ changes }: { changes: DatasetChanges }) {
  return (
    <>
      {changes.repeats_previous && (
        <p className="notice" data-testid="withheld">
          One of the two repeats the figures of the version before it, because too few rows had changed to show new
          ones.
        </p>
      )}
      {changes.policy !== undefined && (
        <p className="notice">
          The two were made under different disclosure policies; some differences may come from that.
        </p>
      )}
    </>
  );
}

/** Columns that came, went, were renamed or changed their type. */
function Structure({ changes }: { changes: DatasetChanges }) {
  const groups: [title: string, names: ReactNode[]][] = [
    ["Added", changes.added.map(({ name, type }) => <ColumnName key={name} name={name} type={type.arrow} />)],
    ["Removed", changes.removed.map(({ name, type }) => <ColumnName key={name} name={name} type={type.arrow} />)],
    ["Renamed", changes.renamed.map(({ from, to }) => <ColumnName key={from} name={`${from} → ${to}`} type="" />)],
    [
      "Another type",
      changes.retyped.map(({ name, from, to }) => (
        <ColumnName key={name} name={name} type={`${from.arrow} → ${to.arrow}`} />
      )),
    ],
  ];
  const present = groups.filter(([, names]) => names.length > 0);
  if (present.length === 0 && !changes.reordered) return null;
  return (
    <dl className="structure">
      {present.map(([title, names]) => (
        <div key={title}>
          <dt>
            {title} <span className="muted">{integer(names.length)}</span>
          </dt>
          <dd>{names}</dd>
        </div>
      ))}
      {changes.reordered && (
        <div>
          <dt>Order</dt>
          <dd>The columns both have stand in another order.</dd>
        </div>
      )}
    </dl>
  );
}

function ColumnName({ name, type }: { name: string; type: string }) {
  return (
    <span className="column-name">
      {name} <span className="mono muted">{type}</span>
    </span>
  );
}
