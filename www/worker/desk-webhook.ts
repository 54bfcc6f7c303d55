/** The help desk's end: an agent's answer there goes out to Messenger, and a ticket solved there is solved here. */

import { ChannelError } from "messenger-desk";
import { bodyWithin } from "./body.ts";
import { now } from "./env.ts";
import type { Env } from "./env.ts";
import { helpDeskOf } from "./help-desk.ts";
import { plain } from "./http.ts";
import { reasonOf } from "./log.ts";

/** A long answer has some thousand characters, and Zammad sends the whole ticket along. */
const LARGEST = 1_048_576;

/** What each of the adapter's refusals is over HTTP. */
const STATUS: Record<string, number> = { signature: 403, payload: 400, config: 503 };

/** Answers as soon as all of it is stored, and calls nobody meanwhile: Request Tracker waits for it inside the agent's own request. */
export async function deskWebhook(request: Request, env: Env): Promise<Response> {
  if (!env.HELP_DESK) return said(404, "No help desk is set up here.");
  if (request.method !== "POST") return said(405, "Post the desk's webhooks here.", { allow: "POST" });
  const bytes = await bodyWithin(request, LARGEST);
  if (!bytes) return said(413, `A webhook can have ${LARGEST} bytes.`);
  const webhook = { headers: Object.fromEntries(request.headers), body: new TextDecoder().decode(bytes) };
  const at = await now(env);
  let conversation;
  try {
    conversation = helpDeskOf(env)?.read(webhook, at).conversation;
  } catch (error) {
    console.warn(JSON.stringify({ deskWebhook: reasonOf(error) }));
    if (!(error instanceof ChannelError)) throw error;
    return said(STATUS[error.code] ?? 400, error.message);
  }
  if (conversation === undefined) return said(202, "It is about no conversation of this channel.");
  const ignored = await env.CONVERSATIONS.getByName(conversation).hear(webhook, at);
  if (ignored === "unknown") return said(404, "There is no such conversation.");
  return said(ignored === undefined ? 200 : 202, ignored === undefined ? "Taken." : `Nothing to do: ${ignored}.`);
}

function said(status: number, text: string, headers?: Record<string, string>): Response {
  return plain(`${text}\n`, status, headers);
}
