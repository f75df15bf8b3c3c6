import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { Column } from "@/api/types";
import type { Placed } from "./choose";
import type { ColumnsProps } from "./ColumnTable";
import { Drawing } from "./Drawing";
import { Nulls } from "./Nulls";
import { useColumnKeys } from "./useColumnKeys";

const CARD = 232;
const HEIGHT = 140;

/** Columns as a table's headers: name, type and distribution, side by side. */
export function ColumnGrid({ columns, rows, selected, onSelect }: ColumnsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const across = useAcross(scroller);
  const lines = Math.ceil(columns.length / across);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer is meant to change under the render
  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 4,
  });
  const keys = useColumnKeys(columns, selected, onSelect, (line) => virtual.scrollToIndex(line), across);
  return (
    <div className="cards" ref={scroller} role="listbox" aria-label="Columns" tabIndex={0} onKeyDown={keys}>
      <div className="cards-body" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            className="cards-line"
            role="presentation"
            style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))` }}
          >
            {columns.slice(index * across, (index + 1) * across).map((placed) => (
              <ColumnCard
                key={placed.position}
                placed={placed}
                rows={rows}
                selected={placed.position === selected}
                onSelect={onSelect}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface CardProps {
  placed: Placed;
  rows: number;
  selected: boolean;
  onSelect: (position: number) => void;
}

function ColumnCard({ placed: { column, position }, rows, selected, onSelect }: CardProps) {
  return (
    <div
      className="column-card"
      role="option"
      aria-selected={selected}
      onClick={() => onSelect(position)}
      data-testid="column"
      data-column={column.name}
    >
      <ColumnHead column={column} />
      <Drawing column={column} rows={rows} height={36} />
      <Nulls column={column} rows={rows} />
    </div>
  );
}

export function ColumnHead({ column }: { column: Column }) {
  return (
    <div className="column-head">
      <strong title={column.name}>{column.name}</strong>
      <span className="mono muted">{column.type.arrow}</span>
    </div>
  );
}

/** How many cards fit beside each other. */
function useAcross(scroller: React.RefObject<HTMLDivElement | null>): number {
  const [across, setAcross] = useState(4);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      setAcross(Math.max(1, Math.floor((entry?.contentRect.width ?? CARD) / CARD)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return across;
}
