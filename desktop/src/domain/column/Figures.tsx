import type { Column, Granularity, Quantile } from "@/api/types";
import { integer, number, percent } from "@/shared/format";
import { along, axisOf } from "./axis";
import { countText, shareText } from "./count";

type Row = [label: string, value: string];

/** Every published figure of a column as rows of a small table; what was not published has no row. */
export function figuresOf(column: Column, rows: number): Row[] {
  const axis = axisOf(column);
  const told = (value: number) => along(axis, value);
  const counts: [string, Column["nulls"]][] = [
    ["Missing", column.nulls],
    ["Not a number", column.nan],
    ["Infinite", column.infinite],
    ["Zero", column.zeros],
    ["Negative", column.negatives],
    ["True", column.trues],
    ["Empty text", column.lengths?.empty],
  ];
  return [
    ...counts.flatMap(([label, count]): Row[] =>
      count == null ? [] : [[label, count === 0 ? "none" : `${countText(count)} (${shareText(count, rows)})`]],
    ),
    ...distinct(column),
    ...(column.moments == null ? [] : [["Mean", told(column.moments.mean)] satisfies Row]),
    ...(column.moments?.standard_deviation == null
      ? []
      : [
          [
            "Standard deviation",
            axis === "date"
              ? along("duration", column.moments.standard_deviation)
              : told(column.moments.standard_deviation),
          ] satisfies Row,
        ]),
    ...(column.moments?.skewness == null
      ? []
      : [["Skewness", `${number(column.moments.skewness, 2)}, ${lean(column.moments.skewness)}`] satisfies Row]),
    ...(column.granularity == null ? [] : [["Given to the", GRAINS[column.granularity]] satisfies Row]),
    ...looksOf(column),
    ...(column.lengths?.mean == null ? [] : [["Mean length", number(column.lengths.mean)] satisfies Row]),
  ];
}

const GRAINS: Record<Granularity, string> = {
  year: "year",
  month: "month",
  day: "day",
  hour: "hour",
  minute: "minute",
  second: "second",
  subsecond: "part of a second",
};

/** Where the long tail is. */
function lean(skewness: number): string {
  if (Math.abs(skewness) < 0.5) return "even";
  const far = Math.abs(skewness) >= 1.5 ? "long" : "longer";
  return skewness > 0 ? `${far} tail above` : `${far} tail below`;
}

/** What text could be read as; nothing where it is plain text. */
function looksOf({ looks }: Column): Row[] {
  if (looks == null) return [];
  const share = (label: string, part: number | null | undefined): Row[] =>
    part == null || part === 0 ? [] : [[label, part === 1 ? "all, or nearly" : percent(part)]];
  const encoding: Row[] =
    looks.encoding == null ? [] : [["Characters", looks.encoding === "ascii" ? "ASCII only" : "beyond ASCII"]];
  return [...share("Reads as numbers", looks.numeric), ...share("Reads as dates", looks.date), ...encoding];
}

function distinct(column: Column): Row[] {
  if (column.distinct == null) return [];
  if (column.distinct.all_distinct) return [["Distinct values", "nearly all"]];
  return column.distinct.estimate == null ? [] : [["Distinct values", `about ${integer(column.distinct.estimate)}`]];
}

const NAMES: Record<string, string> = { "0.25": "lower quartile", "0.5": "median", "0.75": "upper quartile" };

export function Quantiles({
  column,
  quantiles,
  told,
}: {
  column: Column;
  quantiles: Quantile[];
  told?: (value: number) => string;
}) {
  const axis = axisOf(column);
  const text = told ?? ((value: number) => along(axis, value));
  if (quantiles.length === 0) return null;
  return (
    <table className="figures">
      <tbody>
        {quantiles.map(({ q, value }) => (
          <tr key={q}>
            <th scope="row">{NAMES[String(q)] ?? `${number(q * 100)} % lie below`}</th>
            <td>{text(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
