/** The agents' API: the inbox, one conversation, a reply, solving, and the live line. */

import type { Draft } from "messenger-desk";
import { firstPage, now } from "./env.ts";
import type { Env } from "./env.ts";

export async function agents(request: Request, env: Env): Promise<Response> {
  const refused = (await stranger(request, env)) ?? foreign(request);
  if (refused) return refused;
  try {
    return await answer(request, env);
  } catch (error) {
    console.error(JSON.stringify({ api: new URL(request.url).pathname, error: String(error) }));
    return problem(500, "The worker failed at this; its log says why. Look at the conversation before you try again.");
  }
}

async function answer(request: Request, env: Env): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, , resource, id, action, ...rest] = pathname.split("/");
  const call = `${request.method} ${resource}${id === undefined ? "" : "/id"}${action === undefined ? "" : `/${action}`}`;
  if (rest.length > 0) return problem(404, "There is nothing at this address.");

  const page = env.PAGES.getByName(firstPage(env).id);
  const conversation = () => env.CONVERSATIONS.getByName(decodeURIComponent(id ?? ""));
  switch (call) {
    case "GET live":
      if (request.headers.get("upgrade") !== "websocket") return problem(426, "This address speaks WebSocket.");
      return page.fetch(request);
    case "GET inbox":
      return json(await page.inbox());
    case "GET conversations/id": {
      const text = await conversation().read();
      return text === undefined ? problem(404, "There is no such conversation.") : json(text);
    }
    case "POST conversations/id/replies": {
      const draft = await bodyOf<Draft>(request);
      if (typeof draft?.id !== "string" || draft.id === "") return problem(400, "A reply needs an id of its own.");
      const reply = { ...draft, id: draft.id, author: "human" as const };
      return accepted(await conversation().reply(JSON.stringify(reply), await now(env)));
    }
    case "POST conversations/id/status": {
      const wish = await bodyOf<{ ticket?: unknown }>(request);
      if (wish?.ticket !== "open" && wish?.ticket !== "solved")
        return problem(400, 'Say { "ticket": "open" } or { "ticket": "solved" }.');
      return accepted(await conversation().mark(wish.ticket, await now(env)));
    }
    default:
      return problem(404, "There is nothing at this address.");
  }
}

/** Development needs no password; a deployment that has none set lets nobody in. */
async function stranger(request: Request, env: Env): Promise<Response | undefined> {
  if (env.CLOCK) return undefined;
  if (!env.DESK_PASSWORD) return problem(503, "Set the secret DESK_PASSWORD to open this workspace to agents.");
  const [scheme, credentials] = (request.headers.get("authorization") ?? "").split(" ");
  const given = scheme === "Basic" && credentials ? decode(credentials).replace(/^[^:]*:/, "") : "";
  if (await same(given, env.DESK_PASSWORD)) return undefined;
  return problem(401, "Agents only.", { "www-authenticate": 'Basic realm="messenger-desk", charset="UTF-8"' });
}

/** A page of another origin must not act or listen with an agent's credentials. */
function foreign(request: Request): Response | undefined {
  const origin = request.headers.get("origin");
  if (origin === null || (URL.canParse(origin) && new URL(origin).host === new URL(request.url).host)) return undefined;
  return problem(403, "This API answers its own pages only.");
}

/** Compares digests, so that the time taken tells nothing about the password. */
async function same(given: string, expected: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(given), await digest(expected));
}

function decode(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
  } catch {
    return "";
  }
}

async function bodyOf<T>(request: Request): Promise<T | undefined> {
  try {
    return await request.json<T>();
  } catch {
    return undefined;
  }
}

function accepted(found: boolean): Response {
  return found ? json('{"accepted":true}', 202) : problem(404, "There is no such conversation.");
}

function json(text: string, status = 200, headers?: Record<string, string>): Response {
  return new Response(text, { status, headers: { "content-type": "application/json", "cache-control": "no-store", ...headers } });
}

function problem(status: number, message: string, headers?: Record<string, string>): Response {
  return json(JSON.stringify({ error: message }), status, headers);
}
