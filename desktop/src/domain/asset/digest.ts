import type { VersionSummary } from "@/api/types";
import { bytes, integer, number, plural } from "@/shared/format";

/** The one line that tells versions of a kind apart. */
export function digestText({ kind, digest }: VersionSummary): string {
  switch (kind) {
    case "dataset":
      return [
        digest.rows === undefined ? "" : plural(digest.rows, "row"),
        digest.columns === undefined ? "" : `${integer(digest.columns)} columns`,
        digest.personal_columns ? plural(digest.personal_columns, "personal column") : "",
      ]
        .filter(Boolean)
        .join(" · ");
    case "model":
      return [digest.technique ?? "", ...metricTexts(digest.metrics ?? {}).slice(0, 2)].filter(Boolean).join(" · ");
    case "document":
      return digest.message ?? (digest.bytes === undefined ? "" : bytes(digest.bytes));
    case "figure":
      return digest.caption ?? (digest.width === undefined ? "" : `${digest.width} × ${digest.height ?? 0}`);
  }
}

export const metricTexts = (metrics: Record<string, number>): string[] =>
  Object.entries(metrics).map(([name, value]) => `${name.replaceAll("_", " ")} ${number(value)}`);
