/** The edge worker: Meta's webhook on one side, the agents' workspace on the other. */

import { agents } from "./agents.ts";
import type { Env } from "./env.ts";
import { webhook } from "./webhook.ts";

export { ConversationObject } from "./conversation-object.ts";
export { PageObject } from "./page-object.ts";

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/webhooks/messenger") return webhook(request, env);
    if (pathname.startsWith("/api/")) return agents(request, env);
    return new Response("Not found\n", { status: 404 });
  },
} satisfies ExportedHandler<Env>;
