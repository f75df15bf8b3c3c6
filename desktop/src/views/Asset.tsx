import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { asset, versionOf } from "@/api/queries";
import type { Version } from "@/api/types";
import { useShortcut } from "@/shared/shortcuts";
import { ErrorNote, Skeleton } from "@/shared/states";
import { DatasetView } from "./DatasetView";
import { DocumentView } from "./DocumentView";
import { FigureView } from "./FigureView";
import { ModelView } from "./ModelView";

/** One version of an asset: the one asked for, or else the newest. The kind decides the view. */
export function Asset() {
  const { assetId } = useParams({ from: "/shell/assets/$assetId" });
  const { version: asked } = useSearch({ from: "/shell/assets/$assetId" });
  const newest = useQuery({ ...asset(assetId), enabled: asked === undefined });
  const number = asked ?? newest.data?.newest.number;
  const query = useQuery({
    ...versionOf(assetId, number ?? 0),
    enabled: number !== undefined,
    placeholderData: (before) => (before?.asset_id === assetId ? before : undefined),
  });
  const error = newest.error ?? query.error;
  if (query.data !== undefined) return <Viewed version={query.data} />;
  if (error !== null) return <ErrorNote error={error} retry={() => void query.refetch()} />;
  return (
    <>
      <Skeleton lines={2} />
      <Skeleton lines={5} tall />
    </>
  );
}

function Viewed({ version }: { version: Version }) {
  useVersionKeys(version);
  const { body } = version;
  switch (body.kind) {
    case "dataset":
      return <DatasetView version={version} dataset={body} />;
    case "model":
      return <ModelView version={version} model={body} />;
    case "document":
      return <DocumentView version={version} document={body} />;
    case "figure":
      return <FigureView version={version} figure={body} />;
    default:
      return null;
  }
}

/** `[` and `]` walk through the versions, `c` compares with the one before. */
function useVersionKeys(version: Version) {
  const navigate = useNavigate();
  const { asset_id: assetId, number, newest_number: newest } = version;
  const go = useCallback(
    (to: number) => {
      if (to < 1 || to > newest) return;
      void navigate({ to: "/assets/$assetId", params: { assetId }, search: (before) => ({ ...before, version: to }) });
    },
    [navigate, assetId, newest],
  );
  const earlier = useCallback(() => go(number - 1), [go, number]);
  const later = useCallback(() => go(number + 1), [go, number]);
  const before = useQuery({ ...versionOf(assetId, number - 1), enabled: number > 1 });
  const from = before.data?.id;
  const compare = useCallback(() => {
    if (from !== undefined) void navigate({ to: "/compare/$from/$to", params: { from, to: version.id } });
  }, [navigate, from, version.id]);
  useShortcut("[", earlier);
  useShortcut("]", later);
  useShortcut("c", compare);
}
