import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { assets, project } from "@/api/queries";
import type { AssetKind, AssetSummary } from "@/api/types";
import { items } from "@/domain/asset/allPages";
import { AssetRow } from "@/domain/asset/AssetRow";
import { KINDS, kindNames } from "@/domain/asset/kinds";
import { More } from "@/domain/asset/More";
import { Button, Segments } from "@/shared/controls";
import { Filter } from "@/shared/Filter";
import { integer } from "@/shared/format";
import { walkList } from "@/shared/shortcuts";
import { Empty, ErrorNote, Loaded, Skeleton } from "@/shared/states";
import { NewDocument } from "./NewDocument";
import { Timeline } from "./Timeline";

export function Project() {
  const { projectId } = useParams({ from: "/shell/projects/$projectId" });
  const query = useQuery(project(projectId));
  return (
    <Loaded query={query}>
      {(data) => (
        <>
          <header className="page-head">
            <p className="crumbs">
              <Link to="/">Projects</Link>
            </p>
            <div className="page-title">
              <h1>{data.name}</h1>
              <div className="page-actions">
                <NewDocumentButton projectId={projectId} />
              </div>
            </div>
          </header>
          <div className="project">
            <Assets projectId={projectId} />
            <aside className="project-side">
              <Timeline project={data} />
            </aside>
          </div>
        </>
      )}
    </Loaded>
  );
}

function NewDocumentButton({ projectId }: { projectId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="plus" onClick={() => setOpen(true)}>
        New document
      </Button>
      <NewDocument projectId={projectId} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function Assets({ projectId }: { projectId: string }) {
  const query = useInfiniteQuery(assets(projectId));
  const [only, setOnly] = useState<AssetKind | "all">("all");
  const [text, setText] = useState("");
  if (query.error !== null) return <ErrorNote error={query.error} />;
  if (query.isPending) return <Skeleton lines={6} />;
  const all = items(query.data);
  if (all.length === 0) {
    return (
      <Empty icon="dataset" title="Nothing captured yet">
        A notebook adds the first with <code>cs.dataset(frame, "name")</code>.
      </Empty>
    );
  }
  const found = all.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const present = KINDS.filter((kind) => all.some((asset) => asset.kind === kind));
  return (
    <div className="project-main" onKeyDown={walkList}>
      <div className="filters">
        <Segments
          label="Kind"
          value={only}
          onChange={setOnly}
          options={[
            { value: "all" as const, label: "All" },
            ...present.map((kind) => ({ value: kind, label: kindNames[kind], icon: kind })),
          ]}
        />
        {all.length > 6 && <Filter text={text} onChange={setText} label="Filter by name" />}
      </div>
      {present
        .filter((kind) => only === "all" || only === kind)
        .map((kind) => (
          <AssetGroup key={kind} kind={kind} assets={found.filter((asset) => asset.kind === kind)} />
        ))}
      <More query={query} />
    </div>
  );
}

function AssetGroup({ kind, assets }: { kind: AssetKind; assets: AssetSummary[] }) {
  if (assets.length === 0) return null;
  return (
    <section className="asset-group" aria-label={kindNames[kind]}>
      <h2>
        {kindNames[kind]} <span className="muted">{integer(assets.length)}</span>
      </h2>
      <ul className="asset-list">
        {assets.map((asset) => (
          <AssetRow key={asset.id} asset={asset} />
        ))}
      </ul>
    </section>
  );
}
