import { Graph, layout } from "@dagrejs/dagre";
import type { Lineage } from "@/api/types";

export const NODE = { width: 208, height: 58 };

export interface Drawn {
  width: number;
  height: number;
  nodes: { id: string; x: number; y: number }[];
  edges: { from: string; to: string; points: { x: number; y: number }[] }[];
}

/** Left to right in the direction the data went: an edge from a version to its origin is drawn from the origin. */
export function place({ nodes, edges }: Pick<Lineage, "nodes" | "edges">): Drawn {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 22, ranksep: 84, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { ...NODE });
  const known = new Set(nodes.map(({ id }) => id));
  for (const { from, to } of edges) if (known.has(from) && known.has(to)) graph.setEdge(to, from);
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    nodes: nodes.map(({ id }) => ({ id, ...(graph.node(id) as { x: number; y: number }) })),
    edges: graph.edges().map(({ v, w }) => ({
      from: v,
      to: w,
      points: (graph.edge(v, w) as { points: { x: number; y: number }[] }).points,
    })),
  };
}
