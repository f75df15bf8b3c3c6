import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { lineage } from "@/api/queries";
import { Empty, Loaded, Skeleton } from "@/shared/states";

const LineageGraph = lazy(() => import("./LineageGraph"));

/** The graph around one version; its layout code is fetched when first needed. */
export function LineagePanel({ versionId, depth = 10 }: { versionId: string; depth?: number }) {
  const query = useQuery(lineage(versionId, depth));
  return (
    <Loaded query={query} skeleton={<Skeleton tall lines={1} />}>
      {(graph) =>
        graph.edges.length === 0 ? (
          <Empty icon="lineage" title="Nothing is connected to this version">
            A notebook says where something came from with <code>derived_from=</code>.
          </Empty>
        ) : (
          <Suspense fallback={<Skeleton tall lines={1} />}>
            <LineageGraph lineage={graph} />
          </Suspense>
        )
      }
    </Loaded>
  );
}
