import type { Dataset, Version } from "@/api/types";
import { VersionHeader } from "@/domain/asset/VersionHeader";
import { DatasetFacts } from "@/domain/dataset/DatasetFacts";
import { Neighbours } from "@/domain/lineage/Neighbours";
import { integer } from "@/shared/format";
import { Across } from "./Across";
import { AssetTabs } from "./AssetTabs";
import { Columns } from "./Columns";
import { DatasetAbout } from "./DatasetAbout";

export function DatasetView({ version, dataset }: { version: Version; dataset: Dataset }) {
  const { profile } = dataset;
  return (
    <>
      <VersionHeader version={version} />
      <DatasetFacts dataset={dataset} />
      {profile.repeats_previous === true && (
        <p className="notice" data-testid="withheld">
          Fewer than {profile.policy.min_cell} rows changed since the version before. New figures would reveal those
          rows by their difference, so you see the earlier figures again.
        </p>
      )}
      <Neighbours lineage={version.lineage} />
      <AssetTabs
        version={version}
        own={[
          {
            value: "columns",
            label: (
              <>
                Columns <span className="tab-count">{integer(profile.columns.length)}</span>
              </>
            ),
            content: <Columns profile={profile} />,
          },
          { value: "across", label: "Across columns", content: <Across profile={profile} /> },
        ]}
        last={[
          { value: "about", label: "Source and policy", content: <DatasetAbout version={version} dataset={dataset} /> },
        ]}
      />
    </>
  );
}
