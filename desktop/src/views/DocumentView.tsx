import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Document, Version } from "@/api/types";
import { VersionHeader } from "@/domain/asset/VersionHeader";
import { Editor } from "@/domain/document/Editor";
import { Neighbours } from "@/domain/lineage/Neighbours";
import { host } from "@/host";
import { Button } from "@/shared/controls";
import { Skeleton } from "@/shared/states";
import { AssetTabs } from "./AssetTabs";

const Markdown = lazy(() => import("@/domain/document/Markdown"));

export function DocumentView({ version, document }: { version: Version; document: Document }) {
  const { edit = false } = useSearch({ from: "/shell/assets/$assetId" });
  const navigate = useNavigate({ from: "/assets/$assetId" });
  if (edit && version.number === version.newest_number) {
    return (
      <>
        <VersionHeader version={version} />
        <Editor
          key={version.asset_id}
          version={version}
          markdown={document.markdown}
          onDone={() => void navigate({ search: {} })}
        />
      </>
    );
  }
  const save = () => host().saveFile(`${version.name}.md`, new TextEncoder().encode(document.markdown));
  const actions = (
    <>
      <Button onClick={() => void save()}>Save as file</Button>
      {version.number === version.newest_number && (
        <Button icon="edit" onClick={() => void navigate({ search: { edit: true } })}>
          Edit
        </Button>
      )}
    </>
  );
  return (
    <>
      <VersionHeader version={version} actions={actions} />
      {document.message !== undefined && <p className="notice">{document.message}</p>}
      <AssetTabs
        version={version}
        own={[
          {
            value: "read",
            label: "Document",
            content: (
              <Suspense fallback={<Skeleton lines={6} />}>
                <Markdown markdown={document.markdown} projectId={version.project.id} />
                <Neighbours lineage={version.lineage} />
              </Suspense>
            ),
          },
        ]}
      />
    </>
  );
}
