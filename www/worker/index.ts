/** The edge worker: Meta's webhook on one side, the agents' workspace and their help desk on the other. */

import { agents } from "./agents.ts";
import { deskWebhook } from "./desk-webhook.ts";
import { pagesOf } from "./env.ts";
import type { Env } from "./env.ts";
import { fromQueue } from "./fanout.ts";
import type { Share } from "./fanout.ts";
import { helpDeskProblem } from "./help-desk.ts";
import type { Health } from "./page-object.ts";
import { passOf, unready } from "./session.ts";
import { webhook } from "./webhook.ts";

export { ConversationObject } from "./conversation-object.ts";
export { PageObject } from "./page-object.ts";

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/webhooks/messenger") return webhook(request, env);
    if (pathname === "/webhooks/desk") return deskWebhook(request, env);
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
    ...(["APP_SECRET", "VERIFY_TOKEN", "PAGE_TOKEN"] as const).map((name) => (env[name] ? undefined : `Set the secret ${name}.`)),
  ].filter((each) => each !== undefined);
  const known = problems.length === 0 && (await passOf(request, env)) !== undefined;
  const counters = known ? await countersOf(env) : undefined;
  return Response.json(
    { ok: problems.length === 0, ...(problems.length > 0 && { problems }), ...(counters && { counters }) },
    { status: problems.length === 0 ? 200 : 503, headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" } },
  );
}

/** Those of all Pages together; of the oldest that waits, the oldest. */
async function countersOf(env: Env): Promise<Health> {
  const [first, ...others] = await Promise.all(pagesOf(env).map(({ id }) => env.PAGES.getByName(id).health()));
  const together = { ...first } as Health;
  for (const page of others) {
    for (const [name, value] of Object.entries(page) as [keyof Health, number | null][]) {
      if (value === null) continue;
      const known = together[name] ?? 0;
      together[name] = name === "oldestMs" ? Math.max(known, value) : known + value;
    }
  }
  return together;
}
