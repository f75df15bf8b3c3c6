import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { assetNamed, versionOf } from "@/api/queries";
import type { AssetSummary, Version } from "@/api/types";
import { Icon } from "@/shared/Icon";
import { ErrorNote, Skeleton } from "@/shared/states";
import { VersionLink } from "../asset/VersionLink";
import { DatasetBlock, ColumnsBlock } from "../dataset/blocks";
import { FigurePicture } from "../figure/FigurePicture";
import { LineagePanel } from "../lineage/LineagePanel";
import { MetricTiles } from "../model/MetricTiles";
import { ModelBlock } from "../model/ModelBlock";
import { type Block, type BlockLanguage, kindOf, listed, parseBlock } from "./block";

/** A part of a document that is drawn from what is recorded, each time the document is read. */
export function LiveBlock({ language, text, projectId }: { language: BlockLanguage; text: string; projectId: string }) {
  const block = parseBlock(language, text);
  const query = useQuery({ ...assetNamed(projectId, kindOf(block), block.name), enabled: block.name !== "" });
  if (block.name === "") return <Trouble>Name what to show in the first line of this {language} block.</Trouble>;
  if (query.error !== null) return <ErrorNote error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton lines={2} />;
  if (query.data === null) {
    return (
      <Trouble>
        There is no {kindOf(block) ?? "asset"} called “{block.name}” in this project yet.
      </Trouble>
    );
  }
  return <Framed block={block} asset={query.data} />;
}

function Trouble({ children }: { children: ReactNode }) {
  return (
    <p className="live live-trouble">
      <Icon name="gap" size={14} /> {children}
    </p>
  );
}

function Framed({ block, asset }: { block: Block; asset: AssetSummary }) {
  const number = block.version ?? asset.newest.number;
  const query = useQuery(versionOf(asset.id, number));
  if (query.error !== null) return <ErrorNote error={query.error} />;
  if (query.isPending) return <Skeleton lines={3} />;
  return (
    <figure className="live" data-testid="live-block" data-block={block.language}>
      <figcaption className="live-head">
        <VersionLink version={query.data} />
        <span className="muted">{block.version === undefined ? "newest version" : `of ${asset.versions}`}</span>
      </figcaption>
      <Content block={block} version={query.data} />
    </figure>
  );
}

function Content({ block, version }: { block: Block; version: Version }) {
  const body = version.body;
  switch (block.language) {
    case "dataset":
      return body.kind === "dataset" ? <DatasetBlock dataset={body} version={version} /> : null;
    case "columns":
      return body.kind === "dataset" ? <ColumnsBlock dataset={body} show={listed(block, "show")} /> : null;
    case "model":
      return body.kind === "model" ? <ModelBlock model={body} version={version} /> : null;
    case "metrics":
      return body.kind === "model" ? (
        <MetricTiles
          assetId={version.asset_id}
          current={version.number}
          metrics={body.metrics ?? {}}
          show={listed(block, "show")}
        />
      ) : null;
    case "figure":
      return <FigurePicture version={version} />;
    case "lineage":
      return <LineagePanel versionId={version.id} />;
  }
}
