import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { figure } from "@/api/queries";
import type { VersionSummary } from "@/api/types";
import { Loaded, Skeleton } from "@/shared/states";

/** A figure's picture. Its bytes come through the host, since the desktop's page has no cookie to show. */
export function FigurePicture({ version }: { version: VersionSummary }) {
  const query = useQuery(figure(version.id));
  return (
    <Loaded query={query} skeleton={<Skeleton tall lines={1} />}>
      {(bytes) => <Picture bytes={bytes} version={version} />}
    </Loaded>
  );
}

function Picture({ bytes, version }: { bytes: Uint8Array<ArrayBuffer>; version: VersionSummary }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the address is a resource of this effect
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  if (url === undefined) return <Skeleton tall lines={1} />;
  return (
    <img
      className="figure-picture"
      src={url}
      alt={version.digest.caption ?? `Figure ${version.name}`}
      width={version.digest.width}
      height={version.digest.height}
    />
  );
}
