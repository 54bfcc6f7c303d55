/** The worker's API, as the workspace calls it. */

import type { Draft } from "messenger-desk";
import type { Conversation } from "../worker/ticket.ts";

const path = (conversation: string) => `/api/conversations/${encodeURIComponent(conversation)}`;

export async function read(conversation: string): Promise<Conversation> {
  return (await call(path(conversation))).json() as Promise<Conversation>;
}

export async function reply(conversation: string, draft: Draft): Promise<void> {
  await call(`${path(conversation)}/replies`, draft);
}

export async function mark(conversation: string, ticket: "open" | "solved"): Promise<void> {
  await call(`${path(conversation)}/status`, { ticket });
}

async function call(address: string, body?: unknown): Promise<Response> {
  const answer = await fetch(
    address,
    body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  if (answer.ok) return answer;
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string };
  throw new Error(error ?? `The worker answered ${answer.status}.`);
}
