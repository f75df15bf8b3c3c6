import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { Column } from "@/api/types";
import { Badge } from "@/shared/controls";
import { integer, plural } from "@/shared/format";
import { along, axisOf } from "./axis";
import type { Placed } from "./choose";
import { Drawing } from "./Drawing";
import { hidden, personalName, semanticName } from "./explain";
import { Nulls } from "./Nulls";
import { useColumnKeys } from "./useColumnKeys";

export interface ColumnsProps {
  columns: Placed[];
  rows: number;
  selected: number | null;
  onSelect: (position: number) => void;
}

const HEIGHT = 68;

/** One row a column. Only what is in sight is in the page, so ten thousand columns cost what twenty do. */
export function ColumnTable({ columns, rows, selected, onSelect }: ColumnsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer is meant to change under the render
  const virtual = useVirtualizer({
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 12,
  });
  const keys = useColumnKeys(columns, selected, onSelect, (index) => virtual.scrollToIndex(index));
  return (
    <div
      className="columns"
      ref={scroller}
      role="grid"
      aria-label="Columns"
      aria-rowcount={columns.length + 1}
      tabIndex={0}
      onKeyDown={keys}
    >
      <div className="columns-head" role="row" aria-rowindex={1}>
        {["Column", "Distribution", "Missing", "Distinct", "Typical"].map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div className="columns-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const placed = columns[index];
          if (placed === undefined) return null;
          return (
            <div
              key={placed.position}
              className="columns-row"
              role="row"
              aria-rowindex={index + 2}
              aria-selected={placed.position === selected}
              style={{ transform: `translateY(${start}px)`, height: HEIGHT }}
              onClick={() => onSelect(placed.position)}
              data-testid="column"
              data-column={placed.column.name}
            >
              <ColumnCells column={placed.column} rows={rows} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function ColumnCells({ column, rows }: { column: Column; rows: number }) {
  return (
    <>
      <div role="gridcell" className="cell-name">
        <strong title={column.name}>{column.name}</strong>
        <span className="cell-type">
          <span className="mono">{column.type.arrow}</span>
          {column.personal != null ? (
            <Badge tone="personal">{personalName(column.personal)}</Badge>
          ) : (
            column.semantic != null && <span className="muted">{semanticName(column.semantic)}</span>
          )}
        </span>
      </div>
      <div role="gridcell">
        <Drawing column={column} rows={rows} height={34} />
      </div>
      <div role="gridcell">
        <Nulls column={column} rows={rows} />
      </div>
      <div role="gridcell" className="cell-number">
        {distinctText(column)}
      </div>
      <div role="gridcell" className="cell-typical">
        <Typical column={column} />
        {hidden(column.withheld).length > 0 && column.personal == null && (
          <span className="cell-gaps" title="Some figures are not shown; open the column to read why">
            {hidden(column.withheld).length} not shown
          </span>
        )}
      </div>
    </>
  );
}

function distinctText({ distinct }: Column): string {
  if (distinct == null) return "–";
  if (distinct.all_distinct) return "all";
  if (distinct.estimate === undefined) return "–";
  // Two significant digits are exact up to 99.
  return distinct.estimate < 100 ? integer(distinct.estimate) : `≈ ${integer(distinct.estimate)}`;
}

/** Mean and spread, or the middle, or nothing: one line that says what is usual. */
function Typical({ column }: { column: Column }) {
  const axis = axisOf(column);
  const median = column.quantiles?.find(({ q }) => q === 0.5);
  const first = column.quantiles?.[0];
  const last = column.quantiles?.at(-1);
  const span = first !== undefined && last !== undefined ? last.value - first.value : 0;
  const told = (value: number) => along(axis, value, span);
  return (
    <>
      {median !== undefined && <span>median {told(median.value)}</span>}
      {median === undefined && column.moments != null && <span>mean {told(column.moments.mean)}</span>}
      {first !== undefined && last !== undefined && first !== last && (
        <span className="muted">
          {told(first.value)} … {told(last.value)}
        </span>
      )}
      {column.lengths?.mean != null && (
        <span className="muted">≈ {plural(Math.round(column.lengths.mean), "character")}</span>
      )}
    </>
  );
}
