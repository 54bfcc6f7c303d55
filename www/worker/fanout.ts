/** Hands every conversation its events: at once, or by way of a queue where one notification has more of them than a call should wait for. */

import type { InboundEvent } from "messenger-desk";
import { now } from "./env.ts";
import type { Env } from "./env.ts";

/** What one conversation gets of a notification. */
export interface Share {
  conversation: string;
  /** JSON text. */
  events: string;
}

/** Meta waits five seconds, and a worker may call a thousand objects at most: beyond this many the queue takes them, if there is one. */
const AT_ONCE = 200;
/** What Queues take: messages a batch, bytes a batch and bytes a message, less some for the envelope. */
const BATCH = { messages: 100, bytes: 240_000, message: 120_000 };

/** Each conversation gets its events in Meta's order; the conversations do not wait for one another. Returning means that all is stored. */
export async function fanOut(events: InboundEvent[], env: Env): Promise<void> {
  const shares = sharesOf(events);
  const { FANOUT } = env;
  if (!FANOUT || shares.length <= AT_ONCE) return store(shares, env);
  const small = shares.filter((share) => sizeOf(share) <= BATCH.message);
  const large = shares.filter((share) => sizeOf(share) > BATCH.message);
  console.info(JSON.stringify({ queued: small.length }));
  await Promise.all([store(large, env), ...batches(small).map((batch) => FANOUT.sendBatch(batch.map((body) => ({ body }))))]);
}

/** The other end of the queue. What fails is delivered again; the object tells what it has. */
export async function fromQueue({ messages }: MessageBatch<Share>, env: Env): Promise<void> {
  await Promise.all(
    messages.map(async (message) => {
      try {
        await store([message.body], env);
        message.ack();
      } catch (error) {
        console.error(JSON.stringify({ queue: error instanceof Error ? error.name : "unknown", attempts: message.attempts }));
        message.retry({ delaySeconds: Math.min(message.attempts * 5, 300) });
      }
    }),
  );
}

async function store(shares: Share[], env: Env): Promise<void> {
  const at = await now(env);
  await Promise.all(shares.map(({ conversation, events }) => env.CONVERSATIONS.getByName(conversation).receive(events, at)));
}

function sharesOf(events: InboundEvent[]): Share[] {
  const conversations = new Map<string, InboundEvent[]>();
  for (const event of events) {
    const share = conversations.get(event.conversation);
    if (share) share.push(event);
    else conversations.set(event.conversation, [event]);
  }
  return [...conversations].map(([conversation, share]) => ({ conversation, events: JSON.stringify(share) }));
}

function batches(shares: Share[]): Share[][] {
  const all: Share[][] = [];
  let bytes = Infinity;
  for (const share of shares) {
    const batch = all.at(-1);
    bytes += sizeOf(share);
    if (batch && batch.length < BATCH.messages && bytes <= BATCH.bytes) batch.push(share);
    else {
      all.push([share]);
      bytes = sizeOf(share);
    }
  }
  return all;
}

function sizeOf({ conversation, events }: Share): number {
  return new TextEncoder().encode(conversation + events).length;
}
