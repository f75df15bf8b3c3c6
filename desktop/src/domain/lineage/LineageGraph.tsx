import { Link } from "@tanstack/react-router";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { Edge, Lineage, Relation, VersionSummary } from "@/api/types";
import { KindIcon } from "../asset/KindIcon";
import { digestText } from "../asset/digest";
import { NODE, place } from "./layout";

const RELATIONS: Record<Relation, string> = {
  "derived-from": "derived",
  "trained-on": "trained",
  "evaluated-on": "evaluated",
  describes: "described",
};

/** What a version came from, and what came of it. Each node leads to its page. */
export default function LineageGraph({ lineage }: { lineage: Lineage }) {
  const drawn = useMemo(() => place(lineage), [lineage]);
  const frame = useRef<HTMLDivElement>(null);
  const scale = useScale(frame, drawn.width);
  useEffect(() => showRoot(frame.current), [scale]);
  const byId = new Map(lineage.nodes.map((node) => [node.id, node]));
  const relations = relationsByPair(lineage.edges);
  return (
    <div
      ref={frame}
      className="lineage"
      data-testid="lineage"
      role="group"
      aria-label="Lineage, from origins on the left to results on the right"
    >
      <div className="lineage-fit" style={{ width: drawn.width * scale, height: drawn.height * scale }}>
        <div
          className="lineage-sheet"
          style={{ width: drawn.width, height: drawn.height, transform: `scale(${scale})` }}
        >
          <svg width={drawn.width} height={drawn.height} aria-hidden="true">
            <defs>
              <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                <path d="M0 0.500 7 4 0 7.500z" />
              </marker>
            </defs>
            {drawn.edges.map(({ from, to, points }) => (
              <EdgeLine key={`${from} ${to}`} points={points} label={relations.get(`${to} ${from}`) ?? ""} />
            ))}
          </svg>
          {drawn.nodes.map(({ id, x, y }) => {
            const version = byId.get(id);
            return version === undefined ? null : (
              <Node key={id} version={version} root={id === lineage.root} x={x} y={y} />
            );
          })}
        </div>
      </div>
      {lineage.truncated && (
        <p className="muted">The lineage goes on beyond what is drawn; open a node to follow it.</p>
      )}
    </div>
  );
}

/** As much of the graph as can be read: shrunk to fit, but never so far that names blur. */
function useScale(frame: RefObject<HTMLDivElement | null>, width: number): number {
  const [room, setRoom] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return room === 0 ? 1 : Math.max(0.62, Math.min(1, room / width));
}

/** Brings the version asked about into the frame, without moving the page around it. */
function showRoot(frame: HTMLDivElement | null) {
  const root = frame?.querySelector<HTMLElement>("[aria-current]");
  if (frame == null || root == null) return;
  const offset = root.getBoundingClientRect().left - frame.getBoundingClientRect().left;
  frame.scrollLeft += offset - (frame.clientWidth - root.offsetWidth) / 2;
}

function relationsByPair(edges: Edge[]): Map<string, string> {
  const told = new Map<string, string>();
  for (const { from, to, relation } of edges) {
    const key = `${from} ${to}`;
    told.set(key, [told.get(key), RELATIONS[relation]].filter(Boolean).join(", "));
  }
  return told;
}

function EdgeLine({ points, label }: { points: { x: number; y: number }[]; label: string }) {
  const middle = points[Math.floor(points.length / 2)];
  return (
    <g className="lineage-edge">
      <path d={curve(points)} markerEnd="url(#arrow)" />
      {middle !== undefined && (
        <text x={middle.x} y={middle.y - 5} textAnchor="middle">
          {label}
        </text>
      )}
    </g>
  );
}

/** A smooth line that leaves and arrives level. */
function curve(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${first.x} ${first.y}`;
  let before = first;
  for (const point of rest) {
    const bend = (point.x - before.x) / 2;
    path += `C${before.x + bend} ${before.y} ${point.x - bend} ${point.y} ${point.x} ${point.y}`;
    before = point;
  }
  return path;
}

function Node({ version, root, x, y }: { version: VersionSummary; root: boolean; x: number; y: number }) {
  return (
    <Link
      className={root ? "lineage-node lineage-root" : "lineage-node"}
      to="/assets/$assetId"
      params={{ assetId: version.asset_id }}
      search={{ version: version.number }}
      style={{ left: x - NODE.width / 2, top: y - NODE.height / 2, width: NODE.width, height: NODE.height }}
      aria-current={root ? "true" : undefined}
      data-node={version.name}
    >
      <KindIcon kind={version.kind} size={16} />
      <span className="lineage-words">
        <span className="lineage-name" title={version.name}>
          {version.name} <span className="version-number">v{version.number}</span>
        </span>
        <span className="lineage-digest">{digestText(version)}</span>
      </span>
    </Link>
  );
}
