import { Link } from "@tanstack/react-router";
import type { AssetSummary } from "@/api/types";
import { plural } from "@/shared/format";
import { When } from "@/shared/When";
import { digestText } from "./digest";
import { KindIcon } from "./KindIcon";

/** An asset in a list, by its newest version. */
export function AssetRow({
  asset,
  testid = "asset",
  matched,
}: {
  asset: AssetSummary;
  testid?: string;
  matched?: string[];
}) {
  return (
    <li>
      <Link
        className="asset-row"
        to="/assets/$assetId"
        params={{ assetId: asset.id }}
        data-stop
        data-testid={testid}
        data-kind={asset.kind}
        data-name={asset.name}
      >
        <KindIcon kind={asset.kind} size={18} />
        <span className="asset-main">
          <span className="asset-name">{asset.name}</span>
          <span className="asset-digest">{digestText(asset.newest)}</span>
        </span>
        {matched !== undefined && matched.length > 0 && (
          <span className="asset-matched">matches {matched.join(", ")}</span>
        )}
        <span className="asset-versions">{plural(asset.versions, "version")}</span>
        <span className="asset-when">
          <When at={asset.newest.recorded_at} />
        </span>
      </Link>
    </li>
  );
}
