/** Meta's end: the package answers the handshake and refuses what is not Meta's; here everything else is made safe, then acknowledged. */

import { webhook as webhookOf } from "messenger-desk/edge";
import type { Refusal } from "messenger-desk/edge";
import type { Delivery } from "messenger-desk";
import { channelOf, firstPage } from "./env.ts";
import type { Env } from "./env.ts";
import { fanOut } from "./fanout.ts";
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
  await fanOut(events, env);
}

function warn({ status, reason, message, cause }: Refusal): void {
  console.warn(JSON.stringify({ refused: { status, reason, message, cause: cause && String(cause) } }));
}
