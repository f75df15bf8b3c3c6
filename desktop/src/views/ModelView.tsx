import type { Model, Version } from "@/api/types";
import { VersionHeader } from "@/domain/asset/VersionHeader";
import { Gaps } from "@/domain/column/Gaps";
import { Neighbours } from "@/domain/lineage/Neighbours";
import { MetricTiles } from "@/domain/model/MetricTiles";
import { libraryText } from "@/domain/model/ModelBlock";
import { ParameterTable } from "@/domain/model/ParameterTable";
import { Fact, Section } from "@/shared/controls";
import { integer } from "@/shared/format";
import { AssetTabs } from "./AssetTabs";

const STANDARD = { mode: "standard", min_rows: 100, min_cell: 11 } as const;

export function ModelView({ version, model }: { version: Version; model: Model }) {
  const metrics = model.metrics ?? {};
  return (
    <>
      <VersionHeader version={version} />
      <dl className="facts">
        <Fact label="Technique">{model.technique}</Fact>
        {libraryText(model) !== "" && <Fact label="Library">{libraryText(model)}</Fact>}
        <Fact label="Metrics">{integer(Object.keys(metrics).length)}</Fact>
        <Fact label="Parameters">{integer(Object.keys(model.parameters ?? {}).length)}</Fact>
      </dl>
      <Neighbours lineage={version.lineage} />
      <AssetTabs
        version={version}
        own={[
          {
            value: "performance",
            label: "Performance and parameters",
            content: (
              <>
                <Section title="Metrics">
                  {Object.keys(metrics).length === 0 ? (
                    <p className="muted">
                      No metrics were captured. A notebook adds them with <code>metrics=</code>.
                    </p>
                  ) : (
                    <MetricTiles assetId={version.asset_id} current={version.number} metrics={metrics} />
                  )}
                </Section>
                <Section title="Parameters">
                  <ParameterTable version={version} />
                  <Gaps gaps={model.withheld ?? []} policy={STANDARD} />
                </Section>
              </>
            ),
          },
        ]}
      />
    </>
  );
}
