import type { Column } from "@/api/types";
import { atMost } from "./count";
import { hidden } from "./explain";

/** A column and its position, which names it even where two columns share a name. */
export interface Placed {
  column: Column;
  position: number;
}

export type Only = "all" | "personal" | "gaps" | "missing";
export type Order = "position" | "name" | "missing" | "distinct";

export interface Choice {
  text: string;
  only: Only;
  order: Order;
}

const KEEPS: Record<Only, (column: Column) => boolean> = {
  all: () => true,
  personal: (column) => column.personal != null,
  gaps: (column) => hidden(column.withheld).length > 0,
  missing: (column) => column.nulls != null && atMost(column.nulls) > 0,
};

const RANKS: Record<Order, (a: Placed, b: Placed) => number> = {
  position: (a, b) => a.position - b.position,
  name: (a, b) => a.column.name.localeCompare(b.column.name, "en", { numeric: true }),
  missing: (a, b) => atMost(b.column.nulls ?? 0) - atMost(a.column.nulls ?? 0),
  distinct: (a, b) => spread(b.column) - spread(a.column),
};

const spread = ({ distinct }: Column): number =>
  distinct?.all_distinct === true ? Infinity : (distinct?.estimate ?? -1);

/** The columns a reader asked for, in the order they asked for. The text matches names and types. */
export function choose(columns: Column[], { text, only, order }: Choice): Placed[] {
  const wanted = text.trim().toLowerCase();
  return columns
    .map((column, position) => ({ column, position }))
    .filter(({ column }) => KEEPS[only](column))
    .filter(({ column }) => `${column.name} ${column.type.arrow}`.toLowerCase().includes(wanted))
    .sort((a, b) => {
      const rank = RANKS[order](a, b);
      return Number.isNaN(rank) || rank === 0 ? a.position - b.position : rank;
    });
}
