/** The agents' API: the session, the inbox, one conversation, a reply with its files, a person's data, the settings, the live line. */

import type { Draft } from "messenger-desk";
import { bodyWithin } from "./body.ts";
import { appOf, firstPage, now, pageOf, pagesOf } from "./env.ts";
import type { Env } from "./env.ts";
import { Refusal, bodyOf, json, problem } from "./http.ts";
import { closing, isToken, opening, passOf, unready } from "./session.ts";
import type { Pass } from "./session.ts";
import { setup } from "./setup.ts";

/** The most Meta takes of any file. */
const LARGEST_FILE = 25 * 1024 * 1024;

export async function agents(request: Request, env: Env): Promise<Response> {
  const wrong = unready(env);
  if (wrong !== undefined) return problem(503, wrong);
  if (env.AGENT_RATE) {
    const { success } = await env.AGENT_RATE.limit({ key: request.headers.get("cf-connecting-ip") ?? "here" });
    if (!success) return problem(429, "Too many requests. Wait a minute.", { "retry-after": "60" });
  }
  const pass = await passOf(request, env);
  const refused = foreign(request, pass);
  if (refused) return refused;
  try {
    if (new URL(request.url).pathname === "/api/session") return await session(request, env, pass);
    if (!pass) return problem(401, "Agents only: sign in.", { "www-authenticate": "Bearer" });
    return await answer(request, env);
  } catch (error) {
    if (error instanceof Refusal) return problem(error.status, error.message);
    const path = new URL(request.url).pathname.split("/").slice(0, 3).join("/");
    console.error(JSON.stringify({ api: path, error: error instanceof Error ? error.name : "unknown" }));
    return problem(500, "The worker failed at this; its log says why. Look at the conversation before you try again.");
  }
}

async function session(request: Request, env: Env, pass: Pass | undefined): Promise<Response> {
  switch (request.method) {
    case "GET":
      // In development the stand-in opens one for whoever works on this machine.
      return json(JSON.stringify({ signedIn: pass !== undefined, ...(env.CLOCK && { opener: "/standin/session" }) }));
    case "POST": {
      const { token } = await bodyOf<{ token?: unknown }>(request);
      if (typeof token !== "string" || !(await isToken(token, env))) throw new Refusal(401, "That is not this desk's token.");
      return json('{"signedIn":true}', 200, await opening(request, env));
    }
    case "DELETE":
      return json('{"signedIn":false}', 200, closing(request));
    default:
      throw new Refusal(405, "Use GET, POST or DELETE.");
  }
}

async function answer(request: Request, env: Env): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const [, , resource, id, action, ...rest] = pathname.split("/");
  const call = `${request.method} ${resource}${id === undefined ? "" : "/id"}${action === undefined ? "" : `/${action}`}`;
  if (rest.length > 0) throw new Refusal(404, "There is nothing at this address.");

  if (resource === "setup" && action === undefined) return setup(request, env, id);
  const page = async () => pageOf(env, await pageIn(searchParams, env));
  const conversation = () => env.CONVERSATIONS.getByName(nameOf(id));
  switch (call) {
    case "GET live":
      if (request.headers.get("upgrade") !== "websocket") throw new Refusal(426, "This address speaks WebSocket.");
      return (await page()).fetch(request);
    case "GET inbox":
      return json(await (await page()).inbox());
    case "GET conversations/id": {
      const text = await conversation().read();
      return text === undefined ? problem(404, "There is no such conversation.") : json(text);
    }
    case "POST conversations/id/replies": {
      const draft = await bodyOf<Draft>(request);
      if (!isName(draft.id)) throw new Refusal(400, "A reply needs an id of its own, of at most 100 characters.");
      const reply = { ...draft, id: draft.id, author: "human" as const };
      const wrong = await conversation().reply(JSON.stringify(reply), await now(env));
      if (wrong === "file") throw new Refusal(409, "A file of this reply is not here any more. Attach it again.");
      return accepted(wrong === undefined);
    }
    case "POST conversations/id/again": {
      const wish = await bodyOf<{ id?: unknown }>(request);
      if (!isName(wish.id)) throw new Refusal(400, "Which reply? Give its id.");
      return accepted(await conversation().again(wish.id, await now(env)));
    }
    case "POST conversations/id/files": {
      const bytes = await bodyWithin(request, LARGEST_FILE);
      if (!bytes) throw new Refusal(413, "A file can have 25 MB.");
      if (bytes.length === 0) throw new Refusal(400, "The file is empty.");
      const contentType = request.headers.get("content-type") ?? "application/octet-stream";
      const name = (searchParams.get("name") ?? "file").slice(0, 200);
      const upload = await conversation().attach({ name, contentType, bytes }, await now(env));
      return upload === undefined ? accepted(false) : json(JSON.stringify({ upload, size: bytes.length, contentType }), 201);
    }
    case "POST conversations/id/stuck": {
      const wish = await bodyOf<{ place?: unknown; do?: unknown }>(request);
      if (typeof wish.place !== "number" || (wish.do !== "again" && wish.do !== "drop"))
        throw new Refusal(400, 'Say { "place": 1, "do": "again" } or { "place": 1, "do": "drop" }.');
      return accepted(await conversation().unstick(wish.place, wish.do));
    }
    case "POST conversations/id/status": {
      const wish = await bodyOf<{ ticket?: unknown }>(request);
      if (wish.ticket !== "open" && wish.ticket !== "solved")
        throw new Refusal(400, 'Say { "ticket": "open" } or { "ticket": "solved" }.');
      return accepted(await conversation().mark(wish.ticket, await now(env)));
    }
    case "GET people/id/export":
      return json(await (await page()).dossier(nameOf(id)), 200, { "content-disposition": 'attachment; filename="person.json"' });
    case "POST people/id/deletion": {
      await bodyOf(request);
      const code = await appOf(env).forget(nameOf(id), "agent", await pageIn(searchParams, env));
      return json(JSON.stringify({ code, proof: await appOf(env).proof(code) }), 202);
    }
    default:
      throw new Refusal(404, "There is nothing at this address.");
  }
}

/** A page of another origin must not act or listen with an agent's session. */
function foreign(request: Request, pass: Pass | undefined): Response | undefined {
  const origin = request.headers.get("origin");
  const own = origin !== null && URL.canParse(origin) && new URL(origin).host === new URL(request.url).host;
  const reading = request.method === "GET" && request.headers.get("upgrade") === null;
  // A browser names the origin of whatever changes something; a program with the token need not.
  if (own || (origin === null && (reading || pass === "bearer"))) return undefined;
  return problem(403, "This API answers its own pages only.");
}

function isName(id: unknown): id is string {
  return typeof id === "string" && id !== "" && id.length <= 100;
}

/** Inbox and live line are a Page's: of the one that is asked for, else of the first. */
async function pageIn(query: URLSearchParams, env: Env): Promise<string> {
  const asked = query.get("page") ?? firstPage(env).id;
  if (pagesOf(env).some(({ id }) => id === asked)) return asked;
  // One that a login gave.
  if ((await appOf(env).pages()).some(({ id }) => id === asked)) return asked;
  throw new Refusal(404, "There is no such Page, in CHANNEL.pages or connected.");
}

function nameOf(id: string | undefined): string {
  try {
    const name = decodeURIComponent(id ?? "");
    if (name !== "" && name.length <= 200) return name;
  } catch {
    // It is no name.
  }
  throw new Refusal(404, "There is no such conversation.");
}

function accepted(found: boolean): Response {
  return found ? json('{"accepted":true}', 202) : problem(404, "There is no such conversation, or no such reply in it.");
}
