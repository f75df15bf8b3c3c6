import { Link } from "@tanstack/react-router";
import type { VersionSummary } from "@/api/types";
import { KindIcon } from "./KindIcon";

/** A version by name and number, on its way to its own page. */
export function VersionLink({ version }: { version: VersionSummary }) {
  return (
    <Link
      className="version-link"
      to="/assets/$assetId"
      params={{ assetId: version.asset_id }}
      search={{ version: version.number }}
    >
      <KindIcon kind={version.kind} size={14} />
      <span>{version.name}</span>
      <span className="version-number">v{version.number}</span>
    </Link>
  );
}
