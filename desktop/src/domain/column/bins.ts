import type { Histogram } from "@/api/types";

/** A cell of a histogram as it is drawn. */
export interface Bin {
  from: number;
  to: number;
  rows: number;
  /** Open to one side: drawn as wide as its neighbour, since how far it reaches is not published. */
  open: "left" | "right" | null;
}

/**
 * Where each count is drawn. The open tails have no outer edge (that would be an extreme value), so each gets the
 * width of a typical inner cell; empty tails are left out.
 */
export function bins({ edges, counts }: Histogram): Bin[] {
  const first = edges[0];
  const last = edges.at(-1);
  if (first === undefined || last === undefined) return [];
  const inner = edges.slice(1).map((to, index): Bin => {
    return { from: edges[index] ?? first, to, rows: counts[index + 1] ?? 0, open: null };
  });
  const width = typicalWidth(inner) ?? (Math.abs(first) || 1);
  const below = counts[0] ?? 0;
  const above = counts.at(-1) ?? 0;
  return [
    ...(below > 0 ? [{ from: first - width, to: first, rows: below, open: "left" } as const] : []),
    ...inner,
    ...(above > 0 ? [{ from: last, to: last + width, rows: above, open: "right" } as const] : []),
  ];
}

function typicalWidth(inner: Bin[]): number | undefined {
  const widths = inner.map(({ from, to }) => to - from).sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 2)];
}

/** Height of each bin when area stands for rows, as a share of the highest. */
export function densities(cells: Bin[]): number[] {
  const heights = cells.map(({ from, to, rows }) => (to > from ? rows / (to - from) : 0));
  const top = Math.max(...heights, 0);
  return heights.map((height) => (top > 0 ? height / top : 0));
}

/** Whether all inner cells are equally wide, so that heights can be read as numbers of rows. */
export function even(cells: Bin[]): boolean {
  const widths = cells.filter(({ open }) => open === null).map(({ from, to }) => to - from);
  const [first] = widths;
  return first === undefined || widths.every((width) => Math.abs(width - first) <= 1e-9 * Math.abs(first));
}

/** The share of all rows per unit of the axis, so that two versions of different size can be laid over each other. */
export function outline(cells: Bin[]): { from: number; to: number; density: number }[] {
  const total = cells.reduce((sum, { rows }) => sum + rows, 0);
  return cells.map(({ from, to, rows }) => ({
    from,
    to,
    density: total > 0 && to > from ? rows / total / (to - from) : 0,
  }));
}
