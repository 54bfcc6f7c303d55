/** One Page: its inbox, and the workspaces that watch it. */

import { DurableObject } from "cloudflare:workers";
import { firstPage, now, policyOf } from "./env.ts";
import type { Env } from "./env.ts";
import type { News, Summary } from "./ticket.ts";

export class PageObject extends DurableObject<Env> {
  private readonly sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS conversations (
        conversation TEXT PRIMARY KEY, revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, summary TEXT NOT NULL
      );
    `);
    // Answered by the runtime: a workspace that only checks the line does not wake the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** A conversation changed. Announcements may come late or twice: the highest revision stands. */
  async changed(text: string): Promise<void> {
    const summary = JSON.parse(text) as Summary;
    const { rowsWritten } = this.sql.exec(
      `INSERT INTO conversations (conversation, revision, changed_at, summary) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (conversation) DO UPDATE SET revision = ?2, changed_at = ?3, summary = ?4 WHERE revision < ?2`,
      summary.conversation,
      summary.revision,
      summary.changedAt,
      text,
    );
    if (rowsWritten > 0 && summary.ticket > 0) this.tell({ changed: summary });
  }

  async alert(text: string): Promise<void> {
    console.warn(JSON.stringify({ alert: JSON.parse(text) as unknown }));
    this.tell({ alert: JSON.parse(text) as { text: string; code?: string } });
  }

  async inbox(): Promise<string> {
    return JSON.stringify(this.listed());
  }

  /** Development: every workspace reckons with the new time at once, and every conversation looks at it again. */
  async clockMoved(at: number): Promise<void> {
    this.tell({ clock: { now: at } });
    const rows = this.sql.exec<{ conversation: string }>("SELECT conversation FROM conversations").toArray();
    await Promise.all(rows.map(({ conversation }) => this.env.CONVERSATIONS.getByName(conversation).clockMoved(at)));
  }

  /** A workspace connects. */
  override async fetch(): Promise<Response> {
    const { 0: workspace, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const page = firstPage(this.env);
    const hello: News = {
      hello: {
        page,
        policy: policyOf(this.env, page.id),
        now: await now(this.env),
        standIn: this.env.CLOCK !== undefined,
        inbox: this.listed(),
      },
    };
    server.send(JSON.stringify(hello));
    return new Response(null, { status: 101, webSocket: workspace });
  }

  override async webSocketClose(workspace: WebSocket, code: number): Promise<void> {
    // 1005 and 1006 say that no code was given; they may not be sent back.
    workspace.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  private listed(): Summary[] {
    return this.sql
      .exec<{ summary: string }>("SELECT summary FROM conversations ORDER BY changed_at DESC LIMIT 500")
      .toArray()
      .map((row) => JSON.parse(row.summary) as Summary)
      .filter((summary) => summary.ticket > 0);
  }

  private tell(news: News): void {
    const text = JSON.stringify(news);
    for (const workspace of this.ctx.getWebSockets()) workspace.send(text);
  }
}
