/** The edge worker: Meta's webhook on one side, the agents' workspace and their help desk on the other. */

import { agents } from "./agents.ts";
import { DEAUTHORIZE, DELETION, deauthorize, deletion } from "./deletion.ts";
import { deskWebhook } from "./desk-webhook.ts";
import { pageOf, pagesOf } from "./env.ts";
import type { Env } from "./env.ts";
import { fromQueue } from "./fanout.ts";
import type { Share } from "./fanout.ts";
import { helpDeskProblem } from "./help-desk.ts";
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
    if (pathname === "/webhooks/desk") return deskWebhook(request, env);
    if (pathname === DELETION) return deletion(request, env);
    if (pathname === DEAUTHORIZE) return deauthorize(request, env);
    if (pathname === CONNECTED) return connected(request, env);
    if (pathname.startsWith("/api/")) return agents(request, env);
    if (pathname === "/health") return health(request, env);
    return new Response("Not found\n", { status: 404 });
  },

  queue: fromQueue,
} satisfies ExportedHandler<Env, Share>;

/** For a monitor: whether the worker is set up. The counters are for whoever may read the inbox. */
async function health(request: Request, env: Env): Promise<Response> {
  const problems = [
    unready(env),
    helpDeskProblem(env),
    ...(["APP_SECRET", "VERIFY_TOKEN"] as const).map((name) => (env[name] ? undefined : `Set the secret ${name}.`)),
    await unconnected(env),
  ].filter((each) => each !== undefined);
  const known = problems.length === 0 && (await passOf(request, env)) !== undefined;
  const counters = known ? await countersOf(env) : undefined;
  return Response.json(
    { ok: problems.length === 0, ...(problems.length > 0 && { problems }), ...(counters && { counters }) },
    { status: problems.length === 0 ? 200 : 503, headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } },
  );
}

/** What is wrong with the first Page, if anything is. */
async function unconnected(env: Env): Promise<string | undefined> {
  const [page] = pagesOf(env);
  if (!page) return "Put at least one Page into CHANNEL.pages.";
  const access = await pageOf(env, page.id).access();
  return access ? undefined : "Connect the Page in the workspace, or set the secret PAGE_TOKEN.";
}

/** Of all Pages together; the age of what has waited longest is the oldest of any. */
async function countersOf(env: Env): Promise<Record<string, number | null>> {
  const all = await Promise.all(pagesOf(env).map(({ id }) => env.PAGES.getByName(id).health()));
  const ages = all.flatMap(({ oldestMs }) => oldestMs ?? []);
  const sums: Record<string, number> = {};
  for (const { oldestMs: _, ...counts } of all)
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + (count ?? 0);
  return { ...sums, oldestMs: ages.length > 0 ? Math.max(...ages) : null };
}
