import { useQuery } from "@tanstack/react-query";
import { asset, comparison } from "@/api/queries";
import type { Version } from "@/api/types";
import { Button } from "@/shared/controls";
import { Skeleton } from "@/shared/states";
import { When } from "@/shared/When";
import { WordDiff } from "./WordDiff";

/** Somebody else saved first. Their change is shown, the writer's text stays, and nothing is overwritten unseen. */
export function StaleNote({ version, onBase }: { version: Version; onBase: (newest: number) => void }) {
  const query = useQuery({ ...asset(version.asset_id), staleTime: 0 });
  const newest = query.data?.newest;
  return (
    <div className="notice notice-warn" role="alert">
      <p className="strong">Someone saved a newer version while you wrote.</p>
      <p>Your text is still here. This is what they changed; take over what you need, then save on top of it.</p>
      {newest === undefined ? (
        <Skeleton lines={2} />
      ) : (
        <>
          <p className="muted">
            Version {newest.number} by {newest.actor.name}, <When at={newest.recorded_at} />
          </p>
          <TheirChange from={version.id} to={newest.id} />
          <Button onClick={() => onBase(newest.number)}>Save mine after version {newest.number}</Button>
        </>
      )}
    </div>
  );
}

function TheirChange({ from, to }: { from: string; to: string }) {
  const { data } = useQuery({ ...comparison(from, to), enabled: from !== to });
  return data?.changes.kind === "document" ? <WordDiff changes={data.changes} /> : null;
}
