/** What the page wishes from where it runs. Data goes over the same HTTP API in both hosts; the rest is a handful. */
export interface Host {
  readonly kind: "browser" | "desktop";
  /** Sends a request to the server, as whoever is signed in. The page never sees a token. */
  request(request: HostRequest): Promise<HostAnswer>;
  signIn(credentials: Credentials): Promise<HostAnswer>;
  signOut(): Promise<void>;
  openExternal(url: string): Promise<void>;
  saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The server's address; none when the desktop has not met one yet. */
  server(): Promise<ServerInfo>;
}

export interface ServerInfo {
  url: string | null;
  /** Something the host wants the reader to know, for example that the keyring is locked. */
  notice?: string | null;
}

export interface HostRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface HostAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

export interface Credentials {
  /** Only the desktop asks for it. */
  server?: string;
  email?: string;
  password?: string;
  /** The secret of a one-time sign-in link. */
  link?: string;
  /** Of an authenticator app, or a recovery code: asked for where the account has a second factor. */
  code?: string;
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super("The server cannot be reached.", { cause });
    this.name = "Unreachable";
  }
}

let current: Host | undefined;

/** Called once, by the entry file: `main.browser.tsx` or `main.desktop.tsx`. */
export function provide(host: Host) {
  current = host;
}

export function host(): Host {
  if (current === undefined) throw new Error("No host was provided by the entry file.");
  return current;
}
