import type { Column } from "@/api/types";
import { percent } from "@/shared/format";
import { along, axisOf } from "../column/axis";
import { bins, outline } from "../column/bins";
import { atLeast } from "../column/count";

const WIDTH = 480;

/** Two distributions over each other: the earlier filled, the later as a line, both with an area of one. */
interface OverlayProps {
  from: Column;
  to: Column;
  rows?: { from: number; to: number };
  height?: number;
}

export function Overlay({ from, to, rows, height = 76 }: OverlayProps) {
  if (from.histogram !== undefined && to.histogram !== undefined) {
    return <Histograms from={from} to={to} height={height} />;
  }
  if (from.categories !== undefined && to.categories !== undefined) {
    return <Shares pairs={categoryShares(from, to).slice(0, 8)} />;
  }
  if (from.trues !== undefined && to.trues !== undefined && rows !== undefined) {
    const share = (column: Column, all: number) =>
      atLeast(column.trues ?? 0) / Math.max(1, all - atLeast(column.nulls ?? 0));
    return <Shares pairs={[{ name: "true", before: share(from, rows.from), after: share(to, rows.to) }]} whole />;
  }
  return null;
}

function Histograms({ from, to, height }: { from: Column; to: Column; height: number }) {
  const before = outline(bins(from.histogram ?? { edges: [], counts: [] }));
  const after = outline(bins(to.histogram ?? { edges: [], counts: [] }));
  const all = [...before, ...after];
  if (all.length === 0) return null;
  const low = Math.min(...all.map((cell) => cell.from));
  const high = Math.max(...all.map((cell) => cell.to));
  const top = Math.max(...all.map(({ density }) => density)) || 1;
  const x = (value: number) => (((value - low) / (high - low || 1)) * WIDTH).toFixed(1);
  const y = (density: number) => (height - (density / top) * (height - 2)).toFixed(1);
  const line = (cells: typeof before) =>
    cells.map((cell) => `L${x(cell.from)} ${y(cell.density)}L${x(cell.to)} ${y(cell.density)}`).join("");
  const closed = (cells: typeof before) =>
    `M${x(cells[0]?.from ?? low)} ${height}${line(cells)}L${x(cells.at(-1)?.to ?? high)} ${height}Z`;
  const told = (value: number) => along(axisOf(to), value, high - low);
  return (
    <figure className="overlay" data-testid="histogram">
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        height={height}
        role="img"
        aria-label={`Distribution of ${to.name}, before and after`}
      >
        {before.length > 0 && <path className="overlay-before" d={closed(before)} />}
        {after.length > 0 && <path className="overlay-after" d={closed(after).replace("Z", "")} />}
      </svg>
      <figcaption aria-hidden="true">
        <span>{told(low)}</span>
        <span>{told((low + high) / 2)}</span>
        <span>{told(high)}</span>
      </figcaption>
    </figure>
  );
}

interface Pair {
  name: string;
  before: number;
  after: number;
}

function Shares({ pairs, whole = false }: { pairs: Pair[]; whole?: boolean }) {
  const top = whole ? 1 : Math.max(...pairs.flatMap(({ before, after }) => [before, after]), 0.001);
  return (
    <ul className="overlay-categories" data-testid="histogram">
      {pairs.map(({ name, before, after }) => (
        <li key={name}>
          <span className="category-name" title={name}>
            {name}
          </span>
          <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
            <rect className="overlay-before" width={(before / top) * 100} height={6} />
            <rect className="overlay-after-bar" y={8} width={(after / top) * 100} height={6} />
          </svg>
          <span className="category-rows">
            {percent(before)} → {percent(after)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Categories by their label where labels are shown, else by their rank. */
function categoryShares(from: Column, to: Column): Pair[] {
  const shares = (column: Column) => {
    const items = column.categories?.items ?? [];
    const total = items.reduce((sum, { rows }) => sum + rows, column.categories?.other ?? 0) || 1;
    return new Map(items.map(({ label, rows }, index) => [label ?? `category ${index + 1}`, rows / total]));
  };
  const before = shares(from);
  const after = shares(to);
  return [...new Set([...after.keys(), ...before.keys()])].map((name) => ({
    name,
    before: before.get(name) ?? 0,
    after: after.get(name) ?? 0,
  }));
}
