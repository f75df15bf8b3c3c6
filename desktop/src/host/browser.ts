import { type Credentials, type Host, type HostAnswer, type HostRequest, Unreachable } from ".";

/** Marks a request as the page's own: a foreign site cannot set it, so a cookie alone writes nothing. */
const OWN_REQUEST = { "X-Conspectus": "page" };

async function request({ method, path, headers, body }: HostRequest): Promise<HostAnswer> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: { ...OWN_REQUEST, ...headers },
      credentials: "same-origin",
      ...(body === undefined ? {} : { body }),
    });
  } catch (cause) {
    throw new Unreachable(cause);
  }
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: new Uint8Array(await answer.arrayBuffer()),
  };
}

function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(new Blob([bytes]));
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
  return Promise.resolve();
}

export const browser: Host = {
  kind: "browser",
  request,
  signIn: ({ email, password, link, code }: Credentials) =>
    request({
      method: "POST",
      path: "/api/v1/session",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...(link === undefined ? { email, password } : { link }), code }),
    }),
  signOut: async () => {
    await request({ method: "DELETE", path: "/api/v1/session" });
  },
  openExternal: (url) => {
    window.open(url, "_blank", "noopener,noreferrer");
    return Promise.resolve();
  },
  saveFile,
  server: () => Promise.resolve({ url: window.location.origin }),
};
