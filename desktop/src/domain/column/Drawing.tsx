import type { Column } from "@/api/types";
import { Icon } from "@/shared/Icon";
import { BooleanBar, CategoryStrip } from "./Bars";
import { atLeast } from "./count";
import { hidden, personalName } from "./explain";
import { Sparkline } from "./Sparkline";

/** The picture in a column's header: its distribution in whatever form was published, or why there is none. */
export function Drawing({ column, rows, height = 40 }: { column: Column; rows: number; height?: number }) {
  if (column.histogram != null && column.histogram.edges.length > 0) {
    return <Sparkline column={column} histogram={column.histogram} height={height} />;
  }
  if (column.categories != null && column.categories.items.length > 0) {
    return <CategoryStrip categories={column.categories} height={height} />;
  }
  if (column.type.family === "boolean" && typeof column.trues === "number") {
    return <BooleanBar trues={column.trues} rows={rows - atLeast(column.nulls ?? 0)} height={height} />;
  }
  return <Gap column={column} />;
}

function Gap({ column }: { column: Column }) {
  return (
    <div className="spark-gap">
      <Icon name={column.personal == null ? "gap" : "shield"} size={14} />
      <span>{gapWords(column)}</span>
    </div>
  );
}

/** In three words why nothing is drawn; the column's detail says it in full. */
export function gapWords(column: Column): string {
  if (column.personal != null) return `${personalName(column.personal)}: not shown`;
  if (column.semantic === "identifier" || column.distinct?.all_distinct === true) return "Each value once";
  if (column.semantic === "constant") return "One value throughout";
  if (column.semantic === "free-text") return "Text: lengths only";
  if ((column.fields ?? []).length > 0) return `${(column.fields ?? []).length} inner fields`;
  const [gap] = hidden(column.withheld);
  if (gap === undefined) return "Nothing to draw";
  if (gap.rule === "rows") return "Too few rows";
  if (gap.rule === "cells") return "Too few values";
  if (gap.rule === "schema") return "Names and types only";
  return "Not shown";
}
