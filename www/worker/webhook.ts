/** Meta's end: the package answers the handshake and refuses what is not Meta's; here everything else is made safe, then acknowledged. */

import { webhook as webhookOf } from "messenger-desk/edge";
import type { Refusal } from "messenger-desk/edge";
import type { Delivery, InboundEvent } from "messenger-desk";
import { channelOf, firstPage, now } from "./env.ts";
import type { Env } from "./env.ts";
import { handshake } from "./verify.ts";

let receive: ((request: Request, env: Env) => Promise<Response>) | undefined;

/** One handler per isolate, as there is one channel. */
export async function webhook(request: Request, env: Env): Promise<Response> {
  if (request.method === "GET") return handshake(request, env);
  receive ??= webhookOf<Env>({
    channel: channelOf(env),
    deliver: (delivery, { ctx }) => deliver(delivery, ctx),
    onRefused: warn,
  });
  return receive(request, env);
}

async function deliver({ events, rejected }: Delivery, env: Env): Promise<void> {
  for (const { source, reason, message } of rejected) {
    console.warn(JSON.stringify({ rejected: { source, reason, message } }));
  }
  if (rejected.length > 0) await env.PAGES.getByName(firstPage(env).id).rejected(rejected.length);
  await store(events, env);
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

function warn({ status, reason, message, cause }: Refusal): void {
  console.warn(JSON.stringify({ refused: { status, reason, message, cause: cause && String(cause) } }));
}
