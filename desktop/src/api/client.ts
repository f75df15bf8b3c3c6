import { host, type HostAnswer, type HostRequest } from "@/host";
import type { Problem } from "./types";

/** The server answered, but not with what was asked for. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "Refused";
  }

  /** Whether the answer was one of these problem codes. */
  is(...codes: string[]): boolean {
    return codes.includes(this.problem.code);
  }
}

const decoder = new TextDecoder();

function parse(answer: HostAnswer): unknown {
  const text = decoder.decode(answer.body);
  return text === "" ? undefined : JSON.parse(text);
}

function problemOf(answer: HostAnswer): Problem {
  if ((answer.headers["content-type"] ?? "").includes("json")) {
    const problem = parse(answer) as Partial<Problem> | undefined;
    if (problem?.title !== undefined) return { type: "", status: answer.status, code: "", ...problem } as Problem;
  }
  return {
    type: "about:blank",
    title: "The server gave an answer this page does not understand",
    status: answer.status,
    code: "internal",
    detail: `It answered with status ${answer.status}. Something between this page and the server may be in the way.`,
  };
}

let askForProof: (() => Promise<boolean>) | undefined;

/** How to ask the reader to prove again who they are; answers whether they did. */
export function provideProof(ask: (() => Promise<boolean>) | undefined) {
  askForProof = ask;
}

/** The answer's bytes, or the problem thrown as {@link Refused}. What needs a fresh proof is sent again after it. */
export async function send(request: HostRequest): Promise<HostAnswer> {
  const answer = await host().request(request);
  if (answer.status === 403 && askForProof !== undefined && problemOf(answer).code === "proof-required") {
    if (await askForProof()) return accepted(await host().request(request));
  }
  return accepted(answer);
}

export function accepted(answer: HostAnswer): HostAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Refused(problemOf(answer));
}

export async function get<T>(path: string): Promise<T> {
  return parse(await send({ method: "GET", path })) as T;
}

export async function write<T>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await send({
    method,
    path,
    headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return parse(answer) as T;
}
