/** Meta's end: the handshake, and notifications that are answered only once they are safe. */

import { ChannelError } from "messenger-desk";
import type { Delivery, InboundEvent } from "messenger-desk";
import { bodyWithin } from "./body.ts";
import { channelOf, firstPage, now } from "./env.ts";
import type { Env } from "./env.ts";

const LARGEST_BODY = 1_048_576;

export async function webhook(request: Request, env: Env): Promise<Response> {
  if (request.method === "GET") {
    const handshake = channelOf(env).handshake(new URL(request.url).search.slice(1));
    return plain(handshake.status, handshake.body);
  }
  if (request.method !== "POST") return plain(405, "Use GET or POST.", { allow: "GET, POST" });

  const body = await bodyWithin(request, env.CHANNEL.limits?.bodyBytes ?? LARGEST_BODY);
  if (!body) return plain(413, "The body is larger than this channel accepts.");

  let delivery: Delivery;
  try {
    delivery = channelOf(env).receive(body, request.headers.get("x-hub-signature-256"));
  } catch (error) {
    return refusal(error);
  }
  for (const { source, reason, message } of delivery.rejected) {
    console.warn(JSON.stringify({ rejected: { source, reason, message } }));
  }
  if (delivery.rejected.length > 0) await env.PAGES.getByName(firstPage(env).id).rejected(delivery.rejected.length);
  await store(delivery.events, env);
  return plain(200, "EVENT_RECEIVED");
}

/** Each conversation gets its events in Meta's order; the conversations do not wait for one another. */
async function store(events: InboundEvent[], env: Env): Promise<void> {
  const conversations = new Map<string, InboundEvent[]>();
  for (const event of events) {
    const queue = conversations.get(event.conversation);
    if (queue) queue.push(event);
    else conversations.set(event.conversation, [event]);
  }
  const at = await now(env);
  await Promise.all(
    [...conversations].map(([conversation, queue]) =>
      env.CONVERSATIONS.getByName(conversation).receive(JSON.stringify(queue), at),
    ),
  );
}

function refusal(error: unknown): Response {
  if (!(error instanceof ChannelError)) throw error;
  const status = error.code === "signature" ? 403 : error.code === "limit" ? 413 : error.code === "payload" ? 400 : 500;
  console.warn(JSON.stringify({ refused: { status, code: error.code, reason: error.reason, message: error.message } }));
  return plain(status, [error.message, error.hint].filter(Boolean).join("\n"));
}

function plain(status: number, text: string, headers?: Record<string, string>): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
