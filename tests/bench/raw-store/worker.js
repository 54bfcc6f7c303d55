// The least a webhook can do that loses nothing: it stores the body as it came, unproved and unread, in the conversation's object.
import { DurableObject } from "cloudflare:workers";

export class RawStore extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS bodies (place INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL)");
  }

  async receive(body) {
    this.ctx.storage.sql.exec("INSERT INTO bodies (body) VALUES (?)", body);
  }
}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/health") return new Response();
    // It cannot know whose it is without reading it: it is told.
    await env.CONVERSATIONS.getByName(searchParams.get("conversation")).receive(await request.text());
    return new Response("EVENT_RECEIVED");
  },
};
