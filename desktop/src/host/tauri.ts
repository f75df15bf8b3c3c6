import { invoke } from "@tauri-apps/api/core";
import { type Credentials, type Host, type HostAnswer, type HostRequest, type ServerInfo, Unreachable } from ".";

/** What the shell's commands answer and throw; `src-tauri/src/commands.rs` is their description. */
interface ShellAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  encoding: "text" | "base64";
}

interface ShellError {
  code: string;
  message: string;
  problem?: { status: number };
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const json = (status: number, value: unknown): HostAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: encode(JSON.stringify(value)),
});

/** The shell's refusals in the form the server's have, so that the page knows one kind of problem. */
function refusal(cause: unknown): HostAnswer {
  const error = cause as Partial<ShellError>;
  if (error.code === "unreachable") throw new Unreachable(cause);
  if (error.problem !== undefined) return json(error.problem.status, error.problem);
  const status = error.code === "no-server" ? 401 : 400;
  const code = error.code === "no-server" ? "unauthenticated" : "invalid-request";
  return json(status, { title: error.message ?? String(cause), status, code });
}

async function request({ method, path, headers, body }: HostRequest): Promise<HostAnswer> {
  try {
    const answer = await invoke<ShellAnswer>("request", { method, path, headers, body });
    const decode = answer.encoding === "base64" ? fromBase64 : encode;
    return { status: answer.status, headers: answer.headers, body: decode(answer.body) };
  } catch (cause) {
    return refusal(cause);
  }
}

async function signIn({ server, email, password, link }: Credentials): Promise<HostAnswer> {
  try {
    const proof = link === undefined ? { email, password } : { link };
    const { session } = await invoke<{ session: unknown }>("sign_in", { url: server ?? "", ...proof });
    return json(200, session);
  } catch (cause) {
    return refusal(cause);
  }
}

export const desktop: Host = {
  kind: "desktop",
  request,
  signIn,
  signOut: () => invoke("sign_out"),
  openExternal: (url) => invoke("open_external", { url }),
  saveFile: (name, bytes) => invoke("save_file", { name, content: toBase64(bytes) }),
  server: () => invoke<ServerInfo>("server_url"),
};
