import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, send } from "./client";
import type {
  Account,
  Asset,
  AssetKind,
  AssetSummary,
  Comparison,
  Hit,
  IdentityProvider,
  Invitation,
  Iteration,
  IterationSummary,
  Lineage,
  OwnSession,
  Page,
  Project,
  ProjectSummary,
  Session,
  SignInProvider,
  Token,
  Version,
  VersionSummary,
  Workspace,
  WorkspacePolicy,
} from "./types";

/** One function a route. What is recorded never changes, so a version is fetched once. */
const root = "/api/v1";
const FOREVER = Infinity;

const one = <T>(path: string, staleTime = 15_000) =>
  queryOptions({ queryKey: [path], queryFn: () => get<T>(root + path), staleTime });

const pages = <T>(path: string, parameters: Record<string, string | undefined> = {}) => {
  const search = new URLSearchParams(Object.entries(parameters).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
  return infiniteQueryOptions({
    queryKey: [path, search.toString()],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams(search);
      if (pageParam !== null) query.set("cursor", pageParam);
      const text = query.toString();
      return get<Page<T>>(root + path + (text === "" ? "" : `?${text}`));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    staleTime: 15_000,
  });
};

export const session = () => one<Session>("/session", 60_000);
export const account = () => one<Account>("/account");
export const ownSessions = () => one<Page<OwnSession>>("/account/sessions");
export const invitations = () => one<Page<Invitation>>("/invitations");
export const workspace = () => one<Workspace>("/workspace", 60_000);
export const policy = () => one<WorkspacePolicy>("/workspace/policy", 60_000);
export const signInProviders = () => one<SignInProvider[]>("/sso", 60_000);
export const identityProviders = () => one<Page<IdentityProvider>>("/identity-providers", 60_000);
export const tokens = () => pages<Token>("/tokens");
export const projects = () => pages<ProjectSummary>("/projects", { limit: "200" });
export const project = (id: string) => one<Project>(`/projects/${id}`);
export const iterations = (id: string, phase?: string) =>
  pages<IterationSummary>(`/projects/${id}/iterations`, { phase });
export const iteration = (id: string) => one<Iteration>(`/iterations/${id}`);
export const assets = (id: string, kind?: AssetKind) =>
  pages<AssetSummary>(`/projects/${id}/assets`, { kind, limit: "200" });
export const asset = (id: string) => one<Asset>(`/assets/${id}`);
export const versions = (id: string) => pages<VersionSummary>(`/assets/${id}/versions`, { limit: "200" });
export const version = (id: string) => one<Version>(`/versions/${id}`, FOREVER);
export const versionOf = (assetId: string, number: number) =>
  one<Version>(`/assets/${assetId}/versions/${number}`, FOREVER);
export const comparison = (from: string, to: string) => one<Comparison>(`/versions/${from}/comparison/${to}`, FOREVER);
export const lineage = (id: string, depth = 10) => one<Lineage>(`/versions/${id}/lineage?depth=${depth}`, 60_000);
export const search = (q: string, kind?: AssetKind) => pages<Hit>("/search", { q, kind });

export const figure = (id: string) =>
  queryOptions({
    queryKey: [`/versions/${id}/figure.png`],
    queryFn: async () => (await send({ method: "GET", path: `${root}/versions/${id}/figure.png` })).body,
    staleTime: FOREVER,
  });

/** The asset of that name in a project, or null: how a document's live block finds what it shows. */
export const assetNamed = (projectId: string, kind: AssetKind | undefined, name: string) =>
  queryOptions({
    queryKey: ["asset named", projectId, kind ?? "", name],
    queryFn: async () => {
      let cursor: string | null = null;
      do {
        const query = new URLSearchParams({ limit: "200", ...(kind && { kind }), ...(cursor && { cursor }) });
        const page: Page<AssetSummary> = await get(`${root}/projects/${projectId}/assets?${query.toString()}`);
        const found = page.items.find((asset) => asset.name === name);
        if (found !== undefined) return found;
        cursor = page.next_cursor;
      } while (cursor !== null);
      return null;
    },
    staleTime: 15_000,
  });
