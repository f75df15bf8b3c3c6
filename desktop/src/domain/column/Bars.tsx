import type { CategorySummary } from "@/api/types";
import { integer, percent } from "@/shared/format";
import { Bar, Spark, WIDTH } from "./Spark";

/** Frequent values as one bar each; without a reveal they have no labels, and say so by number. */
export function CategoryBars({
  categories,
  rows,
  most = 5,
}: {
  categories: CategorySummary;
  rows: number;
  most?: number;
}) {
  const shown = categories.items.slice(0, most);
  const rest = categories.items.slice(most).reduce((sum, { rows }) => sum + rows, categories.other);
  const top = Math.max(...shown.map(({ rows }) => rows), 1);
  const left = categories.items.length - shown.length;
  return (
    <ul className="category-bars" data-testid="histogram">
      {shown.map((item, index) => (
        <li key={index}>
          <span
            className={item.label == null ? "category-name muted" : "category-name"}
            title={item.label ?? undefined}
          >
            {item.label ?? `category ${index + 1}`}
          </span>
          <Meter share={item.rows / top} />
          <span className="category-rows" title={`${integer(item.rows)} rows`}>
            {percent(item.rows / rows)}
          </span>
        </li>
      ))}
      {rest > 0 && (
        <li className="category-rest">
          <span className="category-name muted">{left > 0 ? `${left} more and other` : "other"}</span>
          <Meter share={Math.min(1, rest / top)} faint />
          <span className="category-rows" title={`${integer(rest)} rows`}>
            {percent(rest / rows)}
          </span>
        </li>
      )}
    </ul>
  );
}

function Meter({ share, faint = false }: { share: number; faint?: boolean }) {
  return (
    <svg
      className={faint ? "meter meter-faint" : "meter"}
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect width={Math.max(0.8, share * 100)} height={8} rx={1} />
    </svg>
  );
}

/** More bars than this are a smear. */
const MOST_BARS = 60;

/** The same as one strip, for a column's header: heights stand for rows. */
export function CategoryStrip({ categories, height = 40 }: { categories: CategorySummary; height?: number }) {
  const { items, other } = categories;
  const total = items.reduce((sum, { rows }) => sum + rows, other) || 1;
  // What is left over may be far larger than any category; it must not flatten them.
  const top = Math.max(...items.map(({ rows }) => rows), 1);
  const shown = items.slice(0, MOST_BARS);
  const rest = items.slice(MOST_BARS).reduce((sum, { rows }) => sum + rows, other);
  const width = WIDTH / Math.max(shown.length + (rest > 0 ? 1 : 0), 8);
  const bar = (rows: number, index: number, look: string, name: string) => (
    <Bar
      key={index}
      x={index * width}
      width={width}
      tall={Math.max(1.5, Math.min(1, rows / top) * (height - 1))}
      height={height}
      look={look}
      title={`${name}: ${integer(rows)} rows (${percent(rows / total)})`}
    />
  );
  const [first] = items;
  return (
    <Spark
      label={
        first === undefined
          ? "No categories"
          : `${items.length} categories; the largest holds ${percent(first.rows / total)}`
      }
      height={height}
      left={first?.label ?? (items.length === 1 ? "1 category" : `${items.length} categories`)}
      right={categories.revealed ? "" : "labels withheld"}
    >
      {shown.map(({ rows, label }, index) => bar(rows, index, "bar-category", label ?? `category ${index + 1}`))}
      {rest > 0 && bar(rest, shown.length, "bar-faint", "all others")}
    </Spark>
  );
}

/** True against false, for booleans. */
export function BooleanBar({ trues, rows, height = 40 }: { trues: number; rows: number; height?: number }) {
  const share = rows > 0 ? trues / rows : 0;
  return (
    <Spark
      label={`${percent(share)} true`}
      height={height}
      left={`true ${percent(share)}`}
      right={`false ${percent(1 - share)}`}
    >
      <rect className="bar-true" y={height * 0.45} width={WIDTH * share} height={height * 0.55} />
      <rect
        className="bar-false"
        x={WIDTH * share}
        y={height * 0.45}
        width={WIDTH * (1 - share)}
        height={height * 0.55}
      />
    </Spark>
  );
}
