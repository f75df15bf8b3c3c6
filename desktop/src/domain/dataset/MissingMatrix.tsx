import type { Column, MissingPatterns } from "@/api/types";
import { integer, percent, plural } from "@/shared/format";
import { type Part, partOf, pictureOf, sentence } from "./missing";

interface MissingMatrixProps {
  missing: MissingPatterns;
  columns: Column[];
  rows: number;
}

const WORDS: Record<Part, string> = { missing: "missing", some: "missing in some", present: "there" };

/** Which columns are missing together: a line for each set of rows, a square for each column they miss. */
export function MissingMatrix({ missing, columns, rows }: MissingMatrixProps) {
  const name = (column: number) => columns[column]?.name ?? "?";
  const picture = pictureOf(missing);
  const top = Math.max(...picture.patterns.map((pattern) => pattern.rows), 1);
  const open = picture.patterns.some(({ mixed }) => (mixed ?? []).length > 0);
  return (
    <div className="missing" data-testid="missing">
      <div className="missing-scroll" tabIndex={0} role="region" aria-label="Patterns of missing values">
        <table className="missing-matrix">
          <thead>
            <tr>
              <th scope="col" className="missing-rows">
                Rows
              </th>
              {picture.columns.map((column) => (
                <th key={column} scope="col" title={name(column)}>
                  <span>{name(column)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {picture.patterns.map((pattern, index) => (
              <tr key={index} title={`${integer(pattern.rows)} rows: ${sentence(pattern, name)}`}>
                <th scope="row" className="missing-rows">
                  <span className="missing-count">{percent(pattern.rows / rows)}</span>
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={Math.max(1, (pattern.rows / top) * 100)} height={8} />
                  </svg>
                  <span className="visually-hidden">{plural(pattern.rows, "row")}</span>
                </th>
                {picture.columns.map((column) => {
                  const part = partOf(pattern, column);
                  return (
                    <td key={column}>
                      <span className={`hole hole-${part}`} />
                      <span className="visually-hidden">{WORDS[part]}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="legend">
        <span>
          <i className="hole hole-missing" /> missing
        </span>
        <span>
          <i className="hole hole-present" /> there
        </span>
        {open && (
          <span title="Telling how many would tell of a few rows">
            <i className="hole hole-some" /> missing in some of these rows
          </span>
        )}
      </p>
      {picture.left > 0 && <p className="muted">{plural(picture.left, "more column")} with missing values.</p>}
    </div>
  );
}
