import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Unreachable } from "@/host";
import { Button } from "@/shared/controls";
import { Icon } from "@/shared/Icon";

const subscribe = (listener: () => void) => {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
};

/** Says that what is on the screen may be of a while ago, as long as the server cannot be reached. */
export function OfflineBanner() {
  const queries = useQueryClient();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const [unreachable, setUnreachable] = useState(false);
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ type, query }) => {
        if (type !== "updated") return;
        if (query.state.status === "success" && query.state.fetchStatus === "idle") setUnreachable(false);
        if (query.state.error instanceof Unreachable || query.state.fetchFailureReason instanceof Unreachable)
          setUnreachable(true);
      }),
    [queries],
  );
  if (online && !unreachable) return null;
  return (
    <div className="offline" role="status">
      <Icon name="offline" />
      <span>The server cannot be reached. You see what was loaded before; notebooks keep what they capture.</span>
      <Button look="quiet" onClick={() => void queries.refetchQueries({ type: "active" })}>
        Try again
      </Button>
    </div>
  );
}
