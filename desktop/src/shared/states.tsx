import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Refused } from "@/api/client";
import { Unreachable } from "@/host";
import { Button } from "./controls";
import { Icon, type IconName } from "./Icon";

export function Skeleton({ lines = 3, tall = false }: { lines?: number; tall?: boolean }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className={tall ? "bone bone-tall" : "bone"} />
      ))}
    </div>
  );
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="empty-text">{children}</div>}
    </div>
  );
}

/** What a person reads about an error: the server's own words where it said any. */
export function wordsFor(error: unknown): { title: string; detail: string; fields: string[] } {
  if (error instanceof Refused) {
    const { title, detail, errors } = error.problem;
    return {
      title,
      detail: detail ?? "",
      fields: (errors ?? []).map(({ field, message }) => `${field}: ${message}`),
    };
  }
  if (error instanceof Unreachable) {
    return {
      title: "The server cannot be reached",
      detail: "Check the network, or that the server runs. Nothing is lost: notebooks keep what they captured.",
      fields: [],
    };
  }
  return {
    title: "This page has a fault",
    detail: error instanceof Error ? error.message : String(error),
    fields: [],
  };
}

export function ErrorNote({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { title, detail, fields } = wordsFor(error);
  return (
    <div className="error-note" role="alert">
      <p className="error-title">{title}</p>
      {detail !== "" && <p>{detail}</p>}
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <li key={field}>{field}</li>
          ))}
        </ul>
      )}
      {retry !== undefined && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "isPending" | "refetch">;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** A query's answer, or what is to be said while there is none. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <ErrorNote error={query.error} retry={() => void query.refetch()} />;
  return skeleton ?? <Skeleton />;
}
