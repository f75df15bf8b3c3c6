import { useEffect, useRef, useState } from "react";
import type { PlotOptions } from "@observablehq/plot";

type Library = typeof import("@observablehq/plot");

/**
 * Plot writes a `<style>` element into what it draws, which the content security policy refuses. So it draws in a
 * document of its own, that element is dropped (`styles/figures.css` holds its rules), and the picture is adopted.
 */
function draw(library: Library, options: PlotOptions): Element {
  const picture = library.plot({ ...options, document: drawingBoard() });
  for (const style of picture.querySelectorAll("style")) style.remove();
  // A group without a role may not bear a label; the picture as a whole has one.
  for (const part of picture.querySelectorAll("g[aria-label]")) {
    part.classList.add(`plot-${(part.getAttribute("aria-label") ?? "").replaceAll(" ", "-")}`);
    part.removeAttribute("aria-label");
  }
  return document.adoptNode(picture);
}

/** A document without a window, except that Plot's pointer makes its events with one. */
function drawingBoard(): Document {
  const board = document.implementation.createHTMLDocument();
  return {
    documentElement: board.documentElement,
    createElement: (name: string) => board.createElement(name),
    createElementNS: (space: string, name: string) => board.createElementNS(space, name),
    createTextNode: (text: string) => board.createTextNode(text),
    defaultView: window,
  } as unknown as Document;
}

interface PlotProps {
  label: string;
  height?: number;
  /** Kept the same between renders (useCallback), or the chart is drawn anew each time. */
  options: (library: Library, width: number) => PlotOptions;
}

export function Plot({ label, height = 220, options }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [library, setLibrary] = useState<Library>();
  const [width, setWidth] = useState(0);

  useEffect(() => {
    let wanted = true;
    void import("@observablehq/plot").then((loaded) => {
      if (wanted) setLibrary(loaded);
    });
    return () => {
      wanted = false;
    };
  }, []);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = frame.current;
    if (element === null || library === undefined || width === 0) return;
    const picture = draw(library, { width, height, ...options(library, width) });
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", label);
    element.replaceChildren(picture);
  }, [library, width, height, options, label]);

  return <div ref={frame} className="plot" style={{ minHeight: height }} />;
}
