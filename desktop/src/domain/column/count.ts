import type { Count } from "@/api/types";
import { integer, percent } from "@/shared/format";

/** The least a count can stand for. */
export const atLeast = (count: Count): number => (typeof count === "number" ? count : count.at_least);
export const atMost = (count: Count): number => (typeof count === "number" ? count : count.at_most);

/** `1–10` where the exact number would stand for too few people. */
export const countText = (count: Count): string =>
  typeof count === "number" ? integer(count) : `${integer(count.at_least)}–${integer(count.at_most)}`;

/** A count as a share of the rows. */
export function shareText(count: Count, rows: number): string {
  if (rows === 0) return "–";
  if (typeof count === "number") return percent(count / rows);
  return atMostShare(count.at_most / rows);
}

/** A share that is only known from above. */
export function atMostShare(share: number): string {
  const text = percent(share);
  return text.startsWith("<") ? text : `≤ ${text}`;
}
