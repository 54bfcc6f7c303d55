/** Development's entry: the edge worker, and beside it what stands in for Meta, the customer and the clock. */

import { WorkerEntrypoint } from "cloudflare:workers";
import type { Env } from "../worker/env.ts";
import worker from "../worker/index.ts";
import type { StandInMeta } from "./meta.ts";
import type { Act } from "./phone-wire.ts";

export { ConversationObject, PageObject } from "../worker/index.ts";
export { StandInMeta } from "./meta.ts";

export interface StandInEnv extends Env {
  STANDIN_META: DurableObjectNamespace<StandInMeta>;
}

const meta = (env: StandInEnv) => env.STANDIN_META.getByName("meta");

/** What the worker reaches instead of graph.facebook.com. */
export class StandInGraph extends WorkerEntrypoint<StandInEnv> {
  override async fetch(request: Request): Promise<Response> {
    return graph(request, this.env);
  }
}

/** What the worker reads instead of the real clock. */
export class StandInClock extends WorkerEntrypoint<StandInEnv> {
  async now(): Promise<number> {
    return meta(this.env).now();
  }
}

export default {
  async fetch(request: Request, env: StandInEnv): Promise<Response> {
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/standin/")) return worker.fetch(request, env);
    if (url.pathname.startsWith("/standin/graph/v")) return graph(request, env);
    const origin = request.headers.get("origin");
    if (origin !== null && origin !== url.origin) return new Response("Not from here\n", { status: 403 });

    switch (`${request.method} ${url.pathname}`) {
      case "GET /standin/phone":
        if (request.headers.get("upgrade") !== "websocket")
          return new Response("This address speaks WebSocket.\n", { status: 426 });
        return meta(env).fetch(request);
      case "POST /standin/phone": {
        const { customer, act } = await request.json<{ customer: string; act: Act }>();
        return Response.json(await meta(env).act(customer, act, url.origin));
      }
      case "GET /standin/graph/received":
        return json(await meta(env).received());
      case "POST /standin/clock": {
        const { add } = await request.json<{ add?: number }>();
        return Response.json({ now: await meta(env).moveClock(add) });
      }
      default:
        return new Response("Not found\n", { status: 404 });
    }
  },
} satisfies ExportedHandler<StandInEnv>;

async function graph(request: Request, env: StandInEnv): Promise<Response> {
  const { pathname } = new URL(request.url);
  const path = pathname.replace(/^\/standin\/graph/, "");
  const body = request.method === "POST" ? await request.text() : "";
  const { status, text } = await meta(env).graph(request.method, path, body, request.headers.get("authorization"));
  return json(text, status);
}

function json(text: string, status = 200): Response {
  return new Response(text, { status, headers: { "content-type": "application/json; charset=UTF-8" } });
}
