/** Development's entry: the edge worker, and beside it what stands in for Meta, the customer and the clock. */

import { WorkerEntrypoint } from "cloudflare:workers";
import type { Env } from "../worker/env.ts";
import worker from "../worker/index.ts";
import { opening } from "../worker/session.ts";
import { answered, dialog } from "./dialog.ts";
import type { Call } from "./graph.ts";
import type { StandInMeta } from "./meta.ts";
import { isMood } from "./mood.ts";
import type { Act } from "./phone-wire.ts";

/** Longer than anybody waits. */
const SILENCE = 30_000;

export { AppObject, ConversationObject, PageObject } from "../worker/index.ts";
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

    // A name that somebody else's DNS leads here is not this machine.
    if (!["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)) return new Response("Not from here\n", { status: 403 });

    // The dialog's address has a version in it, as Facebook's has.
    if (/^\/standin\/facebook\/v[\d.]+\/dialog\/oauth$/.test(url.pathname))
      return dialog(url.searchParams, await meta(env).pages());

    switch (`${request.method} ${url.pathname}`) {
      case "POST /standin/facebook/dialog":
        return answered(request, (pages, ending) => meta(env).code(pages, ending));
      case "GET /standin/phone":
        if (request.headers.get("upgrade") !== "websocket")
          return new Response("This address speaks WebSocket.\n", { status: 426 });
        return meta(env).fetch(request);
      case "POST /standin/phone": {
        const { customer, act } = await request.json<{ customer: string; act: Act }>();
        return Response.json(await meta(env).act(customer, act, url.origin));
      }
      // Whoever sits at this machine is an agent; a page of another origin is not.
      case "POST /standin/session":
        if (origin === null) return new Response("This is for the workspace's page.\n", { status: 403 });
        return json('{"signedIn":true}', 200, await opening(request, env));
      case "POST /standin/mood": {
        const { mood, times = 1 } = await request.json<{ mood?: unknown; times?: number }>();
        if (!isMood(mood)) return new Response("No such mood\n", { status: 400 });
        return Response.json(await meta(env).act("", { do: "mood", mood, times }, url.origin));
      }
      case "GET /standin/graph/received":
        return json(await meta(env).received());
      case "POST /standin/clock": {
        const { add } = await request.json<{ add?: number }>();
        return Response.json({ now: await meta(env).moveClock(add) });
      }
      default: {
        const file = url.pathname.startsWith("/standin/files/") ? await meta(env).file(url.pathname.slice(15)) : undefined;
        if (file) return new Response(file.bytes, { headers: { "content-type": file.type, "x-content-type-options": "nosniff" } });
        return new Response("Not found\n", { status: 404 });
      }
    }
  },
} satisfies ExportedHandler<StandInEnv>;

async function graph(request: Request, env: StandInEnv): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const path = pathname.replace(/^\/standin\/graph/, "") + search;
  let body: Record<string, unknown> | undefined;
  let file: Call["file"];
  try {
    if (request.headers.get("content-type")?.startsWith("multipart/form-data")) {
      body = {};
      for (const [name, value] of await request.formData()) {
        if (typeof value === "string") body[name] = JSON.parse(value) as unknown;
        else file = { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
      }
    } else if (request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) {
      body = Object.fromEntries(new URLSearchParams(await request.text()));
    } else {
      const text = await request.text();
      if (text !== "") body = JSON.parse(text) as Record<string, unknown>;
    }
  } catch {
    return json('{"error":{"message":"Invalid JSON","type":"OAuthException","code":100}}', 400);
  }
  const answer = await meta(env).graph({ method: request.method, path, body, file }, request.headers.get("authorization"));
  if (answer.status === 0) {
    await scheduler.wait(SILENCE);
    return new Response(null, { status: 504 });
  }
  return json(answer.text, answer.status, answer.headers);
}

function json(text: string, status = 200, headers?: Record<string, string>): Response {
  return new Response(text, { status, headers: { "content-type": "application/json; charset=UTF-8", ...headers } });
}
