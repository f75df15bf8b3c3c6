import type { KeyboardEvent } from "react";
import type { Placed } from "./choose";

/** Arrow keys move the selection through columns, which are mostly not in the page; a grid moves by its width. */
export function useColumnKeys(
  columns: Placed[],
  selected: number | null,
  onSelect: (position: number) => void,
  reveal: (index: number) => void,
  across = 1,
) {
  return (event: KeyboardEvent) => {
    const at = columns.findIndex(({ position }) => position === selected);
    const steps: Record<string, number> = {
      ArrowDown: at + across,
      ArrowUp: at - across,
      PageDown: at + across * 8,
      PageUp: at - across * 8,
      Home: 0,
      End: columns.length - 1,
      ...(across > 1 ? { ArrowRight: at + 1, ArrowLeft: at - 1 } : {}),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const unselected = at === -1 && event.key !== "End";
    const index = unselected ? 0 : Math.min(Math.max(step, 0), columns.length - 1);
    const next = columns[index];
    if (next === undefined) return;
    onSelect(next.position);
    reveal(Math.floor(index / across));
  };
}
