/** The worker's API, as the workspace calls it. */

import type { Draft } from "messenger-desk";
import type { Said, Setup } from "../worker/standing.ts";
import type { Conversation } from "../worker/ticket.ts";

/** Which Page this workspace is of, for an address of the API: without one, it is the first of the settings. */
export function ofPage(): string {
  const page = new URLSearchParams(location.search).get("page");
  return page === null ? "" : `?${new URLSearchParams({ page })}`;
}

const path = (conversation: string) => `/api/conversations/${encodeURIComponent(conversation)}`;

export async function read(conversation: string): Promise<Conversation> {
  return (await call(path(conversation))).json() as Promise<Conversation>;
}

export async function reply(conversation: string, draft: Draft): Promise<void> {
  await post(`${path(conversation)}/replies`, draft);
}

/** What of a reply did not arrive is sent once more. */
export async function again(conversation: string, id: string): Promise<void> {
  await post(`${path(conversation)}/again`, { id });
}

export async function mark(conversation: string, ticket: "open" | "solved"): Promise<void> {
  await post(`${path(conversation)}/status`, { ticket });
}

/** Something the worker put aside: try it again, or give it up. */
export async function unstick(conversation: string, place: number, wish: "again" | "drop"): Promise<void> {
  await post(`${path(conversation)}/stuck`, { place, do: wish });
}

/** Gives the worker a file to send later. */
export async function attach(conversation: string, file: File): Promise<{ upload: string; size: number }> {
  const address = `${path(conversation)}/files?name=${encodeURIComponent(file.name)}`;
  const headers = { "content-type": file.type || "application/octet-stream" };
  const answer = await call(address, { method: "POST", headers, body: file });
  return answer.json() as Promise<{ upload: string; size: number }>;
}

/** Where all that is kept of a person is had. */
export function exportOf(person: string): string {
  return `/api/people/${encodeURIComponent(person)}/export${ofPage()}`;
}

/** A person's data is to be deleted; answers with the code by which that is known. */
export async function forget(person: string): Promise<string> {
  const { code } = (await (await post(`/api/people/${encodeURIComponent(person)}/deletion${ofPage()}`, {})).json()) as { code: string };
  return code;
}

/** How the Pages stand, what to do, and what is in the way. */
export async function setup(page?: string): Promise<Setup> {
  const answer = await call(`/api/setup${page === undefined ? "" : `?page=${encodeURIComponent(page)}`}`);
  return answer.json() as Promise<Setup>;
}

/** Asks Graph anew. */
export async function check(page: string | undefined): Promise<Setup> {
  return (await post("/api/setup/check", { page })).json() as Promise<Setup>;
}

/** Where Facebook asks the person. */
export async function login(): Promise<string> {
  return ((await (await post("/api/setup/login", {})).json()) as { url: string }).url;
}

export async function pasteToken(token: string): Promise<void> {
  await post("/api/setup/token", { token });
}

export async function tie(page: string, wish: "connect" | "disconnect"): Promise<void> {
  await post(`/api/setup/${wish}`, { page });
}

/** Has the worker make the request that mends a finding. */
export async function mend(page: string | undefined, finding: string): Promise<Setup> {
  return (await post("/api/setup/mend", { page, finding })).json() as Promise<Setup>;
}

/** Without a token of one's own one is made. */
export async function newVerifyToken(token?: string): Promise<void> {
  await post("/api/setup/verify-token", token === undefined ? {} : { token });
}

export async function say(said: Said): Promise<void> {
  await post("/api/setup/said", said);
}

function post(address: string, body: unknown): Promise<Response> {
  return call(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

async function call(address: string, request: RequestInit = {}): Promise<Response> {
  const answer = await fetch(address, request);
  if (answer.ok) return answer;
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string };
  throw new Error(error ?? `The worker answered ${answer.status}.`);
}
