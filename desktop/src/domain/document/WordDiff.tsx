import type { DocumentChanges } from "@/api/types";
import { plural } from "@/shared/format";

/** What changed between two revisions, line by line and word by word. */
export function WordDiff({ changes }: { changes: DocumentChanges }) {
  if (changes.hunks.length === 0) return <p className="muted">Both revisions say the same.</p>;
  return (
    <div className="word-diff">
      <p className="muted">
        {plural(changes.added_lines, "line")} added, {plural(changes.removed_lines, "line")} removed
      </p>
      {changes.hunks.map((hunk) => (
        <div key={`${hunk.from_line} ${hunk.to_line}`} className="hunk">
          <p className="hunk-head">line {hunk.to_line}</p>
          {hunk.lines.map((line, index) => (
            <p key={index} className={`hunk-line hunk-${line.change}`}>
              <span className="hunk-sign" aria-label={line.change}>
                {line.change === "added" ? "+" : line.change === "removed" ? "−" : ""}
              </span>
              <span>
                {line.pieces.map((piece, at) =>
                  piece.changed && line.change !== "same" ? (
                    <mark key={at}>{piece.text}</mark>
                  ) : (
                    <span key={at}>{piece.text}</span>
                  ),
                )}
              </span>
            </p>
          ))}
        </div>
      ))}
      {changes.truncated && <p className="muted">There are more changes than are shown.</p>}
    </div>
  );
}
