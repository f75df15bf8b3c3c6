import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const KEY = "conspectus.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function chosen(): Theme | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : null;
  } catch {
    return null;
  }
}

let override = chosen();
const current = (): Theme => override ?? (system.matches ? "dark" : "light");

function apply() {
  document.documentElement.dataset["theme"] = current();
  for (const listener of listeners) listener();
}

export function setTheme(theme: Theme) {
  override = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  apply();
}

/** The reader's own choice, or else the system's, from the first paint on. */
export function startTheme() {
  system.addEventListener("change", apply);
  apply();
}

export const useTheme = (): Theme =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
