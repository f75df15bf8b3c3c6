import type { IterationEntry } from "@/api/types";
import { digestText } from "@/domain/asset/digest";
import { VersionLink } from "@/domain/asset/VersionLink";
import { dateTime, time } from "@/shared/format";
import { Icon } from "@/shared/Icon";

/** What was recorded during an iteration, in order: versions as links, notes in full. */
export function Entries({ entries }: { entries: IterationEntry[] }) {
  return (
    <ol className="entries">
      {entries.map(({ at, version, note }, index) => (
        <li key={index} className="entry">
          <time dateTime={at} title={dateTime(at)}>
            {time(at)}
          </time>
          {version !== undefined && (
            <span className="entry-version">
              <VersionLink version={version} />
              <span className="muted">{digestText(version)}</span>
            </span>
          )}
          {note !== undefined && (
            <p className="entry-note">
              <Icon name="note" size={14} />
              <span>{note}</span>
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
