import type { CategorySummary } from "@/api/types";
import { integer, percent } from "@/shared/format";

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

/** The same as one strip, for a column's header: widths stand for rows. */
export function CategoryStrip({ categories, height = 40 }: { categories: CategorySummary; height?: number }) {
  const total = categories.items.reduce((sum, { rows }) => sum + rows, categories.other) || 1;
  const items = [...categories.items.map((item, index) => ({ ...item, name: item.label ?? `category ${index + 1}` }))];
  // What is left over may be far larger than any category; it must not flatten them.
  const top = Math.max(...items.map(({ rows }) => rows), 1);
  const tall = (count: number) => Math.max(1.5, Math.min(1, count / top) * (height - 1));
  const all = categories.other > 0 ? [...items, { rows: categories.other, name: "other" }] : items;
  const width = 240 / Math.max(all.length, 8);
  const [first] = items;
  return (
    <figure className="spark" data-testid="histogram">
      <svg
        viewBox={`0 0 240 ${height}`}
        preserveAspectRatio="none"
        height={height}
        role="img"
        aria-label={
          first === undefined
            ? "No categories"
            : `${items.length} categories; the largest holds ${percent(first.rows / total)}`
        }
      >
        {all.slice(0, 60).map((item, index) => (
          <g key={index} className={item.name === "other" ? "bar bar-faint" : "bar bar-category"}>
            <rect
              x={index * width + 0.8}
              y={height - tall(item.rows)}
              width={Math.max(0.6, width - 1.6)}
              height={tall(item.rows)}
            />
            <rect className="bar-hit" x={index * width} y={0} width={width} height={height}>
              <title>{`${item.name}: ${integer(item.rows)} rows (${percent(item.rows / total)})`}</title>
            </rect>
          </g>
        ))}
      </svg>
      <figcaption aria-hidden="true">
        <span>{first?.label ?? (items.length === 1 ? "1 category" : `${items.length} categories`)}</span>
        <span>{categories.revealed ? "" : "labels withheld"}</span>
      </figcaption>
    </figure>
  );
}

/** True against false, for booleans. */
export function BooleanBar({ trues, rows, height = 40 }: { trues: number; rows: number; height?: number }) {
  const share = rows > 0 ? trues / rows : 0;
  return (
    <figure className="spark" data-testid="histogram">
      <svg
        viewBox={`0 0 240 ${height}`}
        preserveAspectRatio="none"
        height={height}
        role="img"
        aria-label={`${percent(share)} true`}
      >
        <rect className="bar-true" y={height * 0.45} width={240 * share} height={height * 0.55} />
        <rect
          className="bar-false"
          x={240 * share}
          y={height * 0.45}
          width={240 * (1 - share)}
          height={height * 0.55}
        />
      </svg>
      <figcaption aria-hidden="true">
        <span>true {percent(share)}</span>
        <span>false {percent(1 - share)}</span>
      </figcaption>
    </figure>
  );
}
