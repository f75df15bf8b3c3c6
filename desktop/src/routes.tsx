import type { QueryClient } from "@tanstack/react-query";
import {
  createHashHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { Refused } from "@/api/client";
import { session } from "@/api/queries";
import type { AssetKind } from "@/api/types";
import type { Host } from "@/host";
import { KINDS } from "@/domain/asset/kinds";
import { Join } from "@/views/Join";
import { Projects } from "@/views/Projects";
import { Fault, Nowhere, Shell } from "@/views/Shell";
import { SignIn } from "@/views/SignIn";

interface Context {
  queries: QueryClient;
}

type Search = Record<string, unknown>;
const whole = (value: unknown): number | undefined =>
  Number.isInteger(Number(value)) && value !== "" && value !== null && value !== undefined ? Number(value) : undefined;
const text = (value: unknown): string | undefined => {
  const told = typeof value === "number" ? String(value) : value;
  return typeof told === "string" && told !== "" ? told : undefined;
};
const kind = (value: unknown): AssetKind | undefined => KINDS.find((known) => known === value);

/** Drops what is undefined, so that addresses stay short. */
const kept = <T extends object>(search: T) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const root = createRootRouteWithContext<Context>()({ notFoundComponent: Nowhere, errorComponent: Fault });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: SignIn,
  validateSearch: ({ next, refused }: Search) => kept({ next: text(next), refused: text(refused) }),
});

const join = createRoute({ getParentRoute: () => root, path: "/join", component: Join });

/** Each screen is a file of its own, fetched when first needed, or all of them once somebody is signed in. */
const views = {
  project: lazyRouteComponent(() => import("@/views/Project"), "Project"),
  iteration: lazyRouteComponent(() => import("@/views/Iteration"), "Iteration"),
  asset: lazyRouteComponent(() => import("@/views/Asset"), "Asset"),
  compare: lazyRouteComponent(() => import("@/views/Compare"), "Compare"),
  search: lazyRouteComponent(() => import("@/views/Search"), "Search"),
  account: lazyRouteComponent(() => import("@/views/Account"), "Account"),
};

/** Every other screen is for who is signed in; who is not comes back here afterwards. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  // So that a connection lost later costs data, never a screen.
  onEnter: () => {
    for (const view of Object.values(views)) view.preload?.()?.catch(() => undefined);
  },
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.query({ ...session(), staleTime: "static" });
    } catch (error) {
      if (!(error instanceof Refused && error.problem.status === 401)) throw error;
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router is told to go elsewhere
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    }
  },
});

const projects = createRoute({ getParentRoute: () => shell, path: "/", component: Projects });

const project = createRoute({
  getParentRoute: () => shell,
  path: "/projects/$projectId",
  component: views.project,
});

const iteration = createRoute({
  getParentRoute: () => shell,
  path: "/iterations/$iterationId",
  component: views.iteration,
});

const asset = createRoute({
  getParentRoute: () => shell,
  path: "/assets/$assetId",
  component: views.asset,
  validateSearch: ({ version, tab, column, edit }: Search) =>
    kept({ version: whole(version), tab: text(tab), column: whole(column), edit: edit === true ? true : undefined }),
});

const compare = createRoute({
  getParentRoute: () => shell,
  path: "/compare/$from/$to",
  component: views.compare,
});

const search = createRoute({
  getParentRoute: () => shell,
  path: "/search",
  component: views.search,
  validateSearch: (given: Search) => kept({ q: text(given["q"]), kind: kind(given["kind"]) }),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: views.account,
});

const tree = root.addChildren([
  signIn,
  join,
  shell.addChildren([projects, project, iteration, asset, compare, search, account]),
]);

export function makeRouter(queries: QueryClient, kind: Host["kind"]) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    scrollRestoration: true,
    // The shell serves files only, so in the desktop the place is kept behind the #.
    ...(kind === "desktop" ? { history: createHashHistory() } : {}),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
