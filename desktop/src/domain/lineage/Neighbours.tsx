import type { Neighbour, Relation, Version } from "@/api/types";
import { VersionLink } from "../asset/VersionLink";

const UP: Record<Relation, string> = {
  "derived-from": "Derived from",
  "trained-on": "Trained on",
  "evaluated-on": "Evaluated on",
  describes: "Describes",
};

const DOWN: Record<Relation, string> = {
  "derived-from": "Made into",
  "trained-on": "Trained",
  "evaluated-on": "Evaluated",
  describes: "Described in",
};

/** The nearest lineage as words and links. */
export function Neighbours({ lineage: { upstream, downstream } }: Pick<Version, "lineage">) {
  const groups = [...grouped(upstream, UP), ...grouped(downstream, DOWN)];
  if (groups.length === 0) return null;
  return (
    <dl className="neighbours">
      {groups.map(([words, neighbours]) => (
        <div key={words}>
          <dt>{words}</dt>
          {neighbours.map(({ version }) => (
            <dd key={version.id}>
              <VersionLink version={version} />
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function grouped(neighbours: Neighbour[], words: Record<Relation, string>): [string, Neighbour[]][] {
  const groups = new Map<string, Neighbour[]>();
  for (const neighbour of neighbours) {
    const key = words[neighbour.relation];
    groups.set(key, [...(groups.get(key) ?? []), neighbour]);
  }
  return [...groups];
}
