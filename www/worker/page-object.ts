/** One Page: its inbox, and the workspaces that watch it. */

import { DurableObject } from "cloudflare:workers";
import { pace } from "messenger-desk";
import type { PaceKind, PaceState } from "messenger-desk";
import { firstPage, now, pagesOf, policyOf } from "./env.ts";
import type { Env } from "./env.ts";
import type { Counters, News, Summary } from "./ticket.ts";

const HOUR = 3_600_000;
/** Nobody who looks at the inbox notices, ms. */
const GATHERING = 25;

/** What a conversation tells of itself. */
interface Announcement {
  summary: Summary;
  /** The summary as JSON. */
  text: string;
  counters: Counters;
}

/** What `/health` sums up over the conversations. */
const SUMMED = ["received", "duplicate", "unprocessed", "delivered", "failed", "retried", "told", "waiting", "parked"] as const;

/** `oldestMs`: for how long the oldest errand waits, where one does. */
export type Health = Record<(typeof SUMMED)[number] | "rejected", number> & { oldestMs: number | null };

export class PageObject extends DurableObject<Env> {
  private readonly sql = this.ctx.storage.sql;
  /** What is announced and not stored yet, by conversation. */
  private readonly arrived = new Map<string, Announcement>();
  private storing: Promise<void> | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS conversations (
        conversation TEXT PRIMARY KEY, revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, summary TEXT NOT NULL
      );
      CREATE TABLE IF NOT EXISTS counters (conversation TEXT PRIMARY KEY, revision INTEGER NOT NULL, counters TEXT NOT NULL);
    `);
    // Answered by the runtime: a workspace that only checks the line does not wake the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** A conversation changed. Announcements may come late or twice: the highest revision stands. Returning means that it is stored. */
  async changed(text: string, counters: Counters): Promise<void> {
    const summary = JSON.parse(text) as Summary;
    this.arrived.set(summary.conversation, { summary, text, counters });
    await (this.storing ??= this.store());
  }

  /** Many conversations change at the same time: what comes together is stored together. */
  private async store(): Promise<void> {
    await scheduler.wait(GATHERING);
    this.storing = undefined;
    const all = [...this.arrived.values()];
    this.arrived.clear();
    const news = this.ctx.storage.transactionSync(() => all.filter((each) => this.keep(each)));
    for (const { summary } of news) this.tell({ changed: summary });
  }

  /** Whether it is news to the inbox. */
  private keep({ summary, text, counters }: Announcement): boolean {
    this.sql.exec(
      `INSERT INTO counters (conversation, revision, counters) VALUES (?1, ?2, ?3)
       ON CONFLICT (conversation) DO UPDATE SET revision = ?2, counters = ?3 WHERE revision <= ?2`,
      summary.conversation,
      summary.revision,
      JSON.stringify(counters),
    );
    const { rowsWritten } = this.sql.exec(
      `INSERT INTO conversations (conversation, revision, changed_at, summary) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (conversation) DO UPDATE SET revision = ?2, changed_at = ?3, summary = ?4 WHERE revision < ?2`,
      summary.conversation,
      summary.revision,
      summary.changedAt,
      text,
    );
    return rowsWritten > 0 && summary.ticket > 0;
  }

  async alert(text: string): Promise<void> {
    console.warn(JSON.stringify({ alert: JSON.parse(text) as unknown }));
    this.tell({ alert: JSON.parse(text) as { text: string; code?: string } });
  }

  /** The help desk refuses the worker: its owner hears so once an hour, however many actions wait. */
  async helpDeskRefuses(problem: string, at: number): Promise<void> {
    const last = this.ctx.storage.kv.get<number>("helpDeskRefused");
    if (last !== undefined && last <= at && at < last + HOUR) return;
    this.ctx.storage.kv.put("helpDeskRefused", at);
    const text = `The help desk takes nothing from this channel; everything is kept until it does. ${problem}`;
    await this.alert(JSON.stringify({ code: "help_desk", text }));
  }

  /** Books a send of this Page under Meta's rate limits: when it may leave, ms since the epoch. */
  async pace(kind: PaceKind, at: number): Promise<number> {
    const kept = this.ctx.storage.kv.get<PaceState>("pace");
    // A clock that was moved back would hold everything up.
    const booked = pace(kept && kept.at <= at ? kept : null, { kind, now: at });
    this.ctx.storage.kv.put("pace", booked.state);
    return booked.at;
  }

  /** Items of notifications that could not be read. */
  async rejected(items: number): Promise<void> {
    this.ctx.storage.kv.put("rejected", (this.ctx.storage.kv.get<number>("rejected") ?? 0) + items);
  }

  /** What all conversations have had to do, and what is left of it. */
  async health(): Promise<Health> {
    const sums = SUMMED.map((name) => `COALESCE(SUM(counters ->> '${name}'), 0) AS ${name}`).join(", ");
    type Sums = Record<(typeof SUMMED)[number], number> & { oldest: number | null };
    const query = `SELECT ${sums}, MIN(counters ->> 'oldest') AS oldest FROM counters`;
    const { oldest, ...rest } = this.sql.exec<Sums>(query).one();
    const age = typeof oldest === "number" ? Math.max(0, (await now(this.env)) - oldest) : null;
    return { ...rest, rejected: this.ctx.storage.kv.get<number>("rejected") ?? 0, oldestMs: age };
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
  override async fetch(request: Request): Promise<Response> {
    const { 0: workspace, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const asked = new URL(request.url).searchParams.get("page");
    const pages = pagesOf(this.env);
    const page = pages.find(({ id }) => id === asked) ?? firstPage(this.env);
    const hello: News = {
      hello: {
        page,
        pages,
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
    const watching = this.ctx.getWebSockets();
    if (watching.length === 0) return;
    const text = JSON.stringify(news);
    for (const workspace of watching) workspace.send(text);
  }
}
