/** The edge worker: Meta's webhook on one side, the agents' workspace on the other. */

import { agents } from "./agents.ts";
import { DEAUTHORIZE, DELETION, deauthorize, deletion } from "./deletion.ts";
import { firstPage, pageOf } from "./env.ts";
import type { Env } from "./env.ts";
import { CONNECTED, connected } from "./login.ts";
import { passOf, unready } from "./session.ts";
import { webhook } from "./webhook.ts";

export { AppObject } from "./app-object.ts";
export { ConversationObject } from "./conversation-object.ts";
export { PageObject } from "./page-object.ts";

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/webhooks/messenger") return webhook(request, env);
    if (pathname === DELETION) return deletion(request, env);
    if (pathname === DEAUTHORIZE) return deauthorize(request, env);
    if (pathname === CONNECTED) return connected(request, env);
    if (pathname.startsWith("/api/")) return agents(request, env);
    if (pathname === "/health") return health(request, env);
    return new Response("Not found\n", { status: 404 });
  },
} satisfies ExportedHandler<Env>;

/** For a monitor: whether the worker is set up. The counters are for whoever may read the inbox. */
async function health(request: Request, env: Env): Promise<Response> {
  const problems = [
    unready(env),
    ...(["APP_SECRET", "VERIFY_TOKEN"] as const).map((name) => (env[name] ? undefined : `Set the secret ${name}.`)),
    (await pageOf(env, firstPage(env).id).access())
      ? undefined
      : "Connect the Page in the workspace, or set the secret PAGE_TOKEN.",
  ].filter((each) => each !== undefined);
  const known = problems.length === 0 && (await passOf(request, env)) !== undefined;
  const counters = known ? await env.PAGES.getByName(firstPage(env).id).health() : undefined;
  return Response.json(
    { ok: problems.length === 0, ...(problems.length > 0 && { problems }), ...(counters && { counters }) },
    { status: problems.length === 0 ? 200 : 503, headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } },
  );
}
