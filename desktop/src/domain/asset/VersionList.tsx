import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { versions } from "@/api/queries";
import type { VersionSummary } from "@/api/types";
import { ErrorNote, Skeleton } from "@/shared/states";
import { walkList } from "@/shared/shortcuts";
import { When } from "@/shared/When";
import { items } from "./allPages";
import { digestText } from "./digest";
import { More } from "./More";

/** The history of an asset, newest first. Any two can be ticked and compared. */
export function VersionList({ assetId, current }: { assetId: string; current: number }) {
  const query = useInfiniteQuery(versions(assetId));
  const [ticked, setTicked] = useState<string[]>([]);
  if (query.error !== null) return <ErrorNote error={query.error} />;
  if (query.isPending) return <Skeleton lines={4} />;
  const all = items(query.data);
  const tick = (id: string) =>
    setTicked((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id].slice(-2)));
  return (
    <div className="versions" onKeyDown={walkList}>
      {all.length > 1 && <Ticked all={all} ticked={ticked} />}
      <ol className="version-list">
        {all.map((version) => (
          <VersionRow
            key={version.id}
            version={version}
            current={version.number === current}
            previous={all.find(({ number }) => number === version.number - 1)}
            ticked={ticked.includes(version.id)}
            onTick={() => tick(version.id)}
          />
        ))}
      </ol>
      <More query={query} />
    </div>
  );
}

function Ticked({ all, ticked }: { all: VersionSummary[]; ticked: string[] }) {
  const [older, newer] = all.filter(({ id }) => ticked.includes(id)).reverse();
  return (
    <p className="ticked" role="status">
      {older !== undefined && newer !== undefined ? (
        <Link className="button button-primary" to="/compare/$from/$to" params={{ from: older.id, to: newer.id }}>
          Compare version {older.number} with {newer.number}
        </Link>
      ) : (
        <span className="muted">Tick two versions to compare them.</span>
      )}
    </p>
  );
}

interface VersionRowProps {
  version: VersionSummary;
  previous: VersionSummary | undefined;
  current: boolean;
  ticked: boolean;
  onTick: () => void;
}

function VersionRow({ version, previous, current, ticked, onTick }: VersionRowProps) {
  return (
    <li
      className={current ? "version-row version-current" : "version-row"}
      data-testid="version"
      data-number={version.number}
    >
      <input type="checkbox" checked={ticked} onChange={onTick} aria-label={`Compare version ${version.number}`} />
      <Link
        className="version-name"
        to="/assets/$assetId"
        params={{ assetId: version.asset_id }}
        search={{ version: version.number }}
        data-stop
      >
        Version {version.number}
      </Link>
      <span className="version-digest">{digestText(version)}</span>
      <span className="version-filed">
        {version.iteration !== undefined && (
          <Link to="/iterations/$iterationId" params={{ iterationId: version.iteration.id }}>
            {version.iteration.name}
          </Link>
        )}
      </span>
      <span className="version-actor">{version.actor.name}</span>
      <span className="version-when">
        <When at={version.captured_at} />
      </span>
      <span className="version-compare">
        {previous !== undefined && (
          <Link
            to="/compare/$from/$to"
            params={{ from: previous.id, to: version.id }}
            aria-label={`What changed in version ${version.number}`}
          >
            What changed
          </Link>
        )}
      </span>
    </li>
  );
}
