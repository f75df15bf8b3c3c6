import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Version } from "@/api/types";
import { VersionList } from "@/domain/asset/VersionList";
import { LineagePanel } from "@/domain/lineage/LineagePanel";
import { type Tab, Tabs } from "@/shared/Tabs";

/** The tabs of every kind of asset: its own first, then its versions and its lineage. */
export function AssetTabs({ version, own, last = [] }: { version: Version; own: Tab[]; last?: Tab[] }) {
  const { tab = "" } = useSearch({ from: "/shell/assets/$assetId" });
  const navigate = useNavigate();
  const tabs: Tab[] = [
    ...own,
    {
      value: "versions",
      label: (
        <>
          Versions <span className="tab-count">{version.newest_number}</span>
        </>
      ),
      content: <VersionList assetId={version.asset_id} current={version.number} />,
    },
    { value: "lineage", label: "Lineage", content: <LineagePanel versionId={version.id} /> },
    ...last,
  ];
  return (
    <Tabs
      label={`About ${version.name}`}
      tabs={tabs}
      value={tab}
      onChange={(value) =>
        void navigate({
          to: "/assets/$assetId",
          params: { assetId: version.asset_id },
          search: (before) => ({ ...before, tab: value }),
          replace: true,
        })
      }
    />
  );
}
