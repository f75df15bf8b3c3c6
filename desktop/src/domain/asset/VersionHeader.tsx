import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { versions } from "@/api/queries";
import type { Version, VersionSummary } from "@/api/types";
import { Button } from "@/shared/controls";
import { dateTime } from "@/shared/format";
import { Icon } from "@/shared/Icon";
import { Menu, MenuItem } from "@/shared/Menu";
import { When } from "@/shared/When";
import { items } from "./allPages";
import { digestText } from "./digest";
import { kindName } from "./kinds";
import { KindIcon } from "./KindIcon";

/** Name, version and provenance of what is on the screen, and the ways to its other versions. */
export function VersionHeader({ version, actions }: { version: Version; actions?: React.ReactNode }) {
  const query = useInfiniteQuery(versions(version.asset_id));
  const all = items(query.data);
  const previous = all.find(({ number }) => number < version.number);
  return (
    <header className="page-head">
      <p className="crumbs">
        <Link to="/">Projects</Link>
        <Icon name="chevron" size={12} />
        <Link to="/projects/$projectId" params={{ projectId: version.project.id }}>
          {version.project.name}
        </Link>
      </p>
      <div className="page-title">
        <KindIcon kind={version.kind} size={22} />
        <h1>
          {version.name}
          <span className="visually-hidden">, {kindName[version.kind].toLowerCase()}</span>
        </h1>
        <div className="page-actions">
          {previous !== undefined && (
            <Link
              className="button button-plain"
              to="/compare/$from/$to"
              params={{ from: previous.id, to: version.id }}
            >
              <Icon name="compare" />
              What changed
            </Link>
          )}
          {actions}
        </div>
      </div>
      <p className="provenance">
        <VersionPicker version={version} all={all} />
        <span title={dateTime(version.captured_at)}>
          captured <When at={version.captured_at} />
        </span>
        <span>by {version.actor.name}</span>
        {version.iteration !== undefined && (
          <span>
            in{" "}
            <Link to="/iterations/$iterationId" params={{ iterationId: version.iteration.id }}>
              {version.iteration.name}
            </Link>
          </span>
        )}
      </p>
      {version.number < version.newest_number && <Older version={version} newest={all[0]?.id} />}
    </header>
  );
}

function VersionPicker({ version, all }: { version: Version; all: VersionSummary[] }) {
  const navigate = useNavigate();
  const trigger = (
    <Button className="picker">
      Version {version.number}
      <span className="muted">of {version.newest_number}</span>
      <span className="visually-hidden">, choose another</span>
      <Icon name="down" size={14} />
    </Button>
  );
  return (
    <Menu trigger={trigger} label="Versions" align="start">
      {all.map((other) => (
        <MenuItem
          key={other.id}
          onSelect={() =>
            void navigate({
              to: "/assets/$assetId",
              params: { assetId: version.asset_id },
              search: (before) => ({ ...before, version: other.number }),
            })
          }
        >
          <span className={other.number === version.number ? "strong" : ""}>Version {other.number}</span>
          <span className="muted">{digestText(other)}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}

function Older({ version, newest }: { version: Version; newest: string | undefined }) {
  return (
    <p className="notice notice-warn">
      This is an earlier version.{" "}
      <Link to="/assets/$assetId" params={{ assetId: version.asset_id }}>
        See version {version.newest_number}
      </Link>
      {newest !== undefined && (
        <>
          {" or "}
          <Link to="/compare/$from/$to" params={{ from: version.id, to: newest }}>
            what changed since
          </Link>
        </>
      )}
      .
    </p>
  );
}
