import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { comparison, versions } from "@/api/queries";
import type { Comparison, VersionSummary } from "@/api/types";
import { items } from "@/domain/asset/allPages";
import { digestText } from "@/domain/asset/digest";
import { KindIcon } from "@/domain/asset/KindIcon";
import { WordDiff } from "@/domain/document/WordDiff";
import { Button } from "@/shared/controls";
import { dateTime } from "@/shared/format";
import { Icon } from "@/shared/Icon";
import { Loaded } from "@/shared/states";
import { CompareDatasets } from "./CompareDatasets";
import { CompareFigures } from "./CompareFigures";
import { CompareModels } from "./CompareModels";

/** Any two versions, laid beside each other. */
export function Compare() {
  const { from, to } = useParams({ from: "/shell/compare/$from/$to" });
  const query = useQuery(comparison(from, to));
  return (
    <Loaded query={query}>
      {(data) => (
        <div data-testid="comparison">
          <header className="page-head">
            <p className="crumbs">
              <Link to="/assets/$assetId" params={{ assetId: data.to.asset_id }}>
                {data.to.name}
              </Link>
            </p>
            <div className="page-title">
              <KindIcon kind={data.to.kind} size={22} />
              <h1>What changed</h1>
            </div>
            <Sides comparison={data} />
          </header>
          <Changes comparison={data} />
        </div>
      )}
    </Loaded>
  );
}

function Changes({ comparison: { from, to, changes } }: { comparison: Comparison }) {
  switch (changes.kind) {
    case "dataset":
      return <CompareDatasets from={from} to={to} changes={changes} />;
    case "model":
      return <CompareModels from={from} to={to} changes={changes} />;
    case "document":
      return <WordDiff changes={changes} />;
    case "figure":
      return <CompareFigures from={from} to={to} changes={changes} />;
  }
}

function Sides({ comparison: { from, to } }: { comparison: Comparison }) {
  const navigate = useNavigate();
  const go = (fromId: string, toId: string) =>
    void navigate({ to: "/compare/$from/$to", params: { from: fromId, to: toId } });
  return (
    <div className="sides">
      <Side version={from} label="Earlier" mark="before" onChoose={(id) => go(id, to.id)} />
      <Button look="quiet" aria-label="Swap the two" title="Swap the two" onClick={() => go(to.id, from.id)}>
        <Icon name="compare" />
      </Button>
      <Side version={to} label="Later" mark="after" onChoose={(id) => go(from.id, id)} />
    </div>
  );
}

interface SideProps {
  version: VersionSummary;
  label: string;
  mark: "before" | "after";
  onChoose: (id: string) => void;
}

function Side({ version, label, mark, onChoose }: SideProps) {
  const all = items(useInfiniteQuery(versions(version.asset_id)).data);
  const options = all.some(({ id }) => id === version.id) ? all : [version, ...all];
  return (
    <div className="side">
      <label>
        <span className={`side-label mark-${mark}`}>{label}</span>
        <select value={version.id} onChange={(event) => onChoose(event.target.value)}>
          {options.map(({ id, name, number, captured_at }) => (
            <option key={id} value={id}>
              {`${name}, version ${number}, ${dateTime(captured_at)}`}
            </option>
          ))}
        </select>
      </label>
      <p className="muted">{digestText(version)}</p>
    </div>
  );
}
