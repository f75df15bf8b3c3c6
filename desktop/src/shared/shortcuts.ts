import { useEffect } from "react";

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

/** `mod+k` is Ctrl or Cmd; a bare key is ignored while something is typed or a dialog is open. */
export function pressed(event: KeyboardEvent, keys: string): boolean {
  const mod = keys.startsWith("mod+");
  const key = mod ? keys.slice(4) : keys;
  if (event.key.toLowerCase() !== key || event.altKey) return false;
  if (mod) return event.ctrlKey || event.metaKey;
  return !event.ctrlKey && !event.metaKey && !typing(event.target) && document.querySelector("dialog[open]") === null;
}

export function useShortcut(keys: string, run: () => void) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!pressed(event, keys)) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [keys, run]);
}

/** Arrow keys walk the links or buttons of a list, Home and End reach its ends; Enter is the link's own. */
export function walkList(event: React.KeyboardEvent<HTMLElement>) {
  const steps: Record<string, (at: number, count: number) => number> = {
    ArrowDown: (at, count) => Math.min(at + 1, count - 1),
    ArrowUp: (at) => Math.max(at - 1, 0),
    Home: () => 0,
    End: (_, count) => count - 1,
  };
  const step = steps[event.key];
  if (step === undefined || event.target instanceof HTMLInputElement) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-stop]")];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at === -1 ? 0 : step(at, stops.length)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
