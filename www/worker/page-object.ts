/** One Page: its inbox, the workspaces that watch it, the pace of its sends, and how it is tied to the channel. */

import { DurableObject } from "cloudflare:workers";
import { pace } from "messenger-desk";
import type { GraphAnswers, Outcome, PaceKind, PaceState } from "messenger-desk";
import { Connection, lineOf } from "./connection.ts";
import type { Kept, Look } from "./connection.ts";
import type { Erased } from "./deletions.ts";
import { appOf, now, policyOf } from "./env.ts";
import type { Env } from "./env.ts";
import type { Access } from "./graph.ts";
import { Inbox } from "./inbox.ts";
import type { Sums } from "./inbox.ts";
import { Loop } from "./loop.ts";
import { People } from "./people.ts";
import type { Acquaintance } from "./people.ts";
import { RESIDUE, rewrite } from "./rewrite.ts";
import type { Standing } from "./standing.ts";
import type { Counters, News, Summary } from "./ticket.ts";
import { Turns } from "./turns.ts";
import type { Turn } from "./turns.ts";
import { Waiters } from "./waiters.ts";

/** Looks after replies that wait and may go out, ms. */
const RESUME = 30_000;

/** Whether a request may leave: why not, or when, and by what. */
export type Clearance = { hold: string } | { due: number; access: Access };

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Nobody who looks at the inbox notices, ms. */
const GATHERING = 50;

/** What a conversation tells of itself. */
interface Announcement {
  summary: Summary;
  /** The summary as JSON. */
  text: string;
  counters: Counters;
  acquaintance: Acquaintance;
}

/** Whose data was erased where, for as long as a request lasts. */
interface Sweep {
  ids: string[];
  conversations: string[];
}

/** What `/health` says of one Page. `oldestMs`: for how long the oldest errand waits, where one does. */
export type Health = Omit<Sums, "oldest"> & { rejected: number; oldestMs: number | null };

export class PageObject extends DurableObject<Env> {
  private readonly sql = this.ctx.storage.sql;
  private readonly kv = this.ctx.storage.kv;
  private readonly page = pageFrom(this.env, this.ctx.id.name ?? "");
  private readonly list = new Inbox(this.sql);
  private readonly people = new People(this.sql);
  private readonly waiters = new Waiters(this.sql);
  private readonly turns = new Turns();
  private readonly connection = new Connection(this.kv, this.page, this.env, (alert) => {
    console.warn(JSON.stringify({ alert: { ...alert, page: this.page.id } }));
    const { kind, status } = alert;
    const tone = kind === "reminder" ? "soon" : status === "connected" ? "good" : undefined;
    this.tell({ alert: { text: lineOf(alert, this.standing().page.name), code: status, ...(tone && { tone }) } });
  });
  private readonly releasing = new Loop(() => this.release());
  /** What is announced and not stored yet, by conversation. */
  private readonly arrived = new Map<string, Announcement>();
  private storing: Promise<void> | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    // Answered by the runtime: a workspace that only checks the line does not wake the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /**
   * A conversation changed. Announcements may come late or twice: the highest revision stands. `soiled`: what was shown of it before
   * has to leave the disk as well. Returning means that it is stored.
   */
  async changed(text: string, counters: Counters, acquaintance: Acquaintance, soiled: boolean): Promise<void> {
    const summary = JSON.parse(text) as Summary;
    this.arrived.set(summary.conversation, { summary, text, counters, acquaintance });
    if (soiled && this.kv.get<number>("residue") === undefined) {
      this.kv.put("residue", (await now(this.env)) + RESIDUE);
      await this.setAlarm();
    }
    await (this.storing ??= this.store());
  }

  /** Many conversations change at the same time: what comes together is stored together. */
  private async store(): Promise<void> {
    await scheduler.wait(GATHERING);
    this.storing = undefined;
    const all = [...this.arrived.values()];
    this.arrived.clear();
    const received = all.some(({ summary, counters }) => counters.received > this.list.receivedOf(summary.conversation));
    const news = this.ctx.storage.transactionSync(() =>
      all.filter(({ summary, text, counters, acquaintance }) => {
        this.people.meet(summary.conversation, acquaintance);
        return this.list.keep(summary, text, counters);
      }),
    );
    for (const { summary } of news) this.tell({ changed: summary });
    if (received) await this.hearsMeta(await now(this.env));
    // Where messages arrive from, nobody need have set up: it is listed all the same.
    if (this.kv.get<boolean>("known") !== true) {
      await appOf(this.env).know({ id: this.page.id, name: this.page.name });
      this.kv.put("known", true);
    }
  }

  /** That something arrived is worth a note once a minute, or when it had seemed that nothing does. */
  private async hearsMeta(at: number): Promise<void> {
    const { status, receivedAt } = this.connection.state ?? {};
    const known = receivedAt !== undefined && receivedAt <= at && at < receivedAt + MINUTE;
    if (status !== "connected" || !known) await this.take([{ received: at }], at);
  }

  async alert(text: string): Promise<void> {
    const alert = JSON.parse(text) as { text: string; code?: string };
    console.warn(JSON.stringify({ alert }));
    // What is said of a failed send, the Page's status says once for all of them.
    if (alert.code !== "reauthorize") this.tell({ alert });
  }

  /** The help desk refuses the worker: its owner hears so once an hour, however many actions wait. */
  async helpDeskRefuses(problem: string, at: number): Promise<void> {
    const last = this.kv.get<number>("helpDeskRefused");
    if (last !== undefined && last <= at && at < last + HOUR) return;
    this.kv.put("helpDeskRefused", at);
    const text = `The help desk takes nothing from this channel; everything is kept until it does. ${problem}`;
    await this.alert(JSON.stringify({ code: "help_desk", text }));
  }

  /** A conversation has something for the help desk. Nothing where too many others have. */
  async turnAtDesk(): Promise<Turn | undefined> {
    return this.turns.take();
  }

  /** Books a send under the Page's rate limits, unless nothing may be sent at all: then the conversation is called back. */
  async clearance(kind: PaceKind | undefined, conversation: string, reply: boolean, at: number): Promise<Clearance> {
    const hold = await this.holds(conversation, reply);
    if (hold !== undefined) return { hold };
    const { access } = this.connection;
    if (!access) throw new Error("A Page that may send has a token.");
    return { due: kind === undefined ? at : this.pace(kind, at), access };
  }

  /** Why replies of this conversation wait, if they do; then it is called back as soon as they may go out. */
  async holds(conversation: string, reply = true): Promise<string | undefined> {
    // A token that does not open any more is as dead as one that Graph refuses.
    if (this.connection.hold === undefined && !(await this.connection.opens()))
      await this.take([{ outcome: { kind: "reauthorize", code: 190 } }]);
    const { hold } = this.connection;
    if (hold === undefined) return undefined;
    const before = this.waiters.count();
    this.waiters.add(conversation, reply);
    if (this.waiters.count() !== before) this.tell({ channel: this.standing() });
    return hold;
  }

  /** What Graph answered to a request of a conversation. Says why replies wait now, if they do. */
  async heard(
    answer: Pick<Outcome, "kind" | "code" | "subcode">,
    conversation: string,
    reply: boolean,
    at: number,
  ): Promise<string | undefined> {
    const before = JSON.stringify(this.standing());
    this.connection.heard(answer, at);
    await this.after(before);
    return this.holds(conversation, reply);
  }

  /** A token of its own, or none any more. */
  async tie(kept: Omit<Kept, "since">, at: number): Promise<void> {
    const before = JSON.stringify(this.standing());
    this.connection.keep({ ...kept, since: at });
    if (kept.tie === "connected") this.connection.renewed(at);
    await appOf(this.env).know({ id: this.page.id, name: kept.name ?? this.page.name });
    await this.after(before);
  }

  /** Connects the Page with what is at hand: the token that it came with in a login, or the secret PAGE_TOKEN. */
  async connectAgain(at: number): Promise<boolean> {
    const { kept } = this.connection;
    if (kept?.tie === "listed") {
      await this.tie({ ...kept, tie: "connected" }, at);
      return true;
    }
    const before = JSON.stringify(this.standing());
    if (!this.connection.fallBack(at)) return false;
    await this.after(before);
    return true;
  }

  async standsAs(): Promise<Standing> {
    return this.standing();
  }

  /** The Page's token as it lies here, for a call that the settings make. */
  async access(): Promise<Access | undefined> {
    return this.connection.access;
  }

  /** Asks Graph how the Page stands. */
  async check(at: number, more: Partial<GraphAnswers> = {}): Promise<Look> {
    const before = JSON.stringify(this.standing());
    const look = await this.connection.check(at, await appOf(this.env).facts(), this.recipient(), more);
    await this.after(before);
    return look;
  }

  /** What Graph said when it was last asked. */
  async lastLook(): Promise<Look | undefined> {
    return this.connection.look;
  }

  /** Somebody removed the app: the tokens that came from their login are dead. Whose token this is may not be known: Graph knows. */
  async deauthorized(user: string, at: number): Promise<void> {
    const { kept, access } = this.connection;
    if (!access) return;
    if (kept?.user === user) await this.take([{ deauthorized: at }]);
    else if (kept?.user === undefined) await this.check(at);
  }

  /** Items of notifications that could not be read. */
  async rejected(items: number): Promise<void> {
    this.kv.put("rejected", (this.kv.get<number>("rejected") ?? 0) + items);
  }

  /** What all conversations have had to do, and what is left of it. */
  async health(): Promise<Health> {
    const { oldest, ...rest } = this.list.sums();
    const age = oldest !== null ? Math.max(0, (await now(this.env)) - oldest) : null;
    return { ...rest, rejected: this.kv.get<number>("rejected") ?? 0, oldestMs: age };
  }

  async inbox(): Promise<string> {
    return JSON.stringify(this.list.listed());
  }

  /**
   * Erases what the person with these ids said and was told, in every conversation of theirs. `code` names the request, which comes
   * again: then those are left that were erased before, since all they have is new. After the `last` time nothing is known but that.
   */
  async erase(ids: string[], code: string, last: boolean): Promise<Erased> {
    const sweep = `sweep ${code}`;
    const before = this.kv.get<Sweep | "last">(sweep) ?? { ids: [], conversations: [] };
    if (before === "last") return { conversations: 0, messages: 0, files: 0 };
    const everyId = this.people.idsOf([...ids, ...before.ids]);
    const places = this.placesOf(everyId).filter((conversation) => !before.conversations.includes(conversation));
    const erased: Erased = { conversations: 0, messages: 0, files: 0 };
    const gone: string[] = [];
    for (const conversation of places) {
      const { whole, messages, files } = await this.env.CONVERSATIONS.getByName(conversation).erase(everyId, await now(this.env));
      if (messages + files > 0) erased.conversations += 1;
      erased.messages += messages;
      erased.files += files;
      if (whole) gone.push(conversation);
    }
    for (const conversation of gone) {
      this.list.drop(conversation);
      this.waiters.drop(conversation);
      this.tell({ gone: conversation });
    }
    this.people.forget(everyId, places);
    const swept = { ids: everyId, conversations: [...before.conversations, ...places] };
    this.kv.put<Sweep | "last">(sweep, last ? "last" : swept);
    this.kv.delete("residue");
    rewrite(this.ctx.storage);
    await this.setAlarm();
    if (erased.conversations > 0) this.tellOfErasure(erased.conversations, code);
    return erased;
  }

  /** Everything that is known here of the person who has this id, as JSON text. */
  async dossier(id: string): Promise<string> {
    const ids = this.people.idsOf([id]);
    const conversations = await Promise.all(
      this.placesOf(ids).map(
        async (conversation) => JSON.parse(await this.env.CONVERSATIONS.getByName(conversation).dossier(ids)) as unknown,
      ),
    );
    return JSON.stringify({ page: { id: this.page.id, name: this.page.name }, ids, conversations });
  }

  /** Development: every workspace reckons with the new time at once, and every conversation looks at it again. */
  async clockMoved(at: number): Promise<void> {
    this.tell({ clock: { now: at } });
    this.cleanUp(at);
    await this.storing;
    await Promise.all(this.list.conversations().map((each) => this.env.CONVERSATIONS.getByName(each).clockMoved(at)));
    await this.take([{ tick: true }], at);
    // What was found later than it now is says nothing any more.
    if ((this.connection.state?.since ?? 0) > at || (this.connection.look?.at ?? 0) > at) await this.check(at);
  }

  override async alarm(): Promise<void> {
    const at = await now(this.env);
    if ((this.connection.wake ?? Infinity) <= at) await this.take([{ tick: true }], at);
    this.cleanUp(at);
    await this.releasing.run();
    await this.setAlarm();
  }

  private cleanUp(at: number): void {
    if ((this.kv.get<number>("residue") ?? Infinity) > at) return;
    this.kv.delete("residue");
    rewrite(this.ctx.storage);
  }

  /** A workspace connects. */
  override async fetch(): Promise<Response> {
    const { 0: workspace, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const hello: News = {
      hello: {
        page: this.standing().page,
        pages: await appOf(this.env).pages(),
        policy: policyOf(this.env, this.page.id),
        now: await now(this.env),
        standIn: this.env.CLOCK !== undefined,
        inbox: this.list.listed(),
        channel: this.standing(),
      },
    };
    server.send(JSON.stringify(hello));
    return new Response(null, { status: 101, webSocket: workspace });
  }

  override async webSocketClose(workspace: WebSocket, code: number): Promise<void> {
    // 1005 and 1006 say that no code was given; they may not be sent back.
    workspace.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  private standing(): Standing {
    return this.connection.standing(this.waiters.count());
  }

  /** Something was found or happened; where the core wants to know more, Graph is asked. */
  private async take(input: Parameters<Connection["take"]>[0], at?: number): Promise<void> {
    const moment = at ?? (await now(this.env));
    const before = JSON.stringify(this.standing());
    const { probe } = this.connection.take(input, moment);
    await this.after(before);
    if (probe && this.connection.access) await this.check(moment);
  }

  /** What a change of the Page's standing leads to. */
  private async after(before: string): Promise<void> {
    const standing = this.standing();
    if (JSON.stringify(standing) !== before) this.tell({ channel: standing });
    if (standing.hold === undefined && this.waiters.any()) void this.releasing.run();
    await this.setAlarm();
  }

  /** Replies may go out again: each conversation that waits decides anew about its own. */
  private async release(): Promise<void> {
    for (const { conversation, turn } of this.waiters.all()) {
      if (this.connection.hold !== undefined) return;
      await this.env.CONVERSATIONS.getByName(conversation).release(await now(this.env));
      // Who had to wait again meanwhile stays.
      this.waiters.drop(conversation, turn);
    }
    this.tell({ channel: this.standing() });
  }

  private async setAlarm(): Promise<void> {
    const { wake, hold } = this.connection;
    const at = await now(this.env);
    const times = [wake, this.kv.get<number>("residue")].filter((time) => time !== undefined);
    const delays = times.map((time) => Math.max(0, time - at));
    if (hold === undefined && this.waiters.any()) delays.push(RESUME);
    if (delays.length === 0) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Date.now() + Math.min(...delays));
  }

  /** When the send may leave, ms since the epoch. */
  private pace(kind: PaceKind, at: number): number {
    const kept = this.kv.get<PaceState>("pace");
    // A clock that was moved back would hold everything up.
    const booked = pace(kept && kept.at <= at ? kept : null, { kind, now: at });
    this.kv.put("pace", booked.state);
    return booked.at;
  }

  /** Somebody whose thread shows which app answers: the latest who wrote. */
  private recipient(): string | undefined {
    return this.list.latestDirect()?.split(":")[2];
  }

  /** Where the person with these ids wrote. Before there was an index of people, only the name of a conversation tells. */
  private placesOf(ids: string[]): string[] {
    const named = ids.flatMap((id) => [`dm:${this.page.id}:${id}`, `ref:${this.page.id}:${id}`]);
    return [...new Set([...this.people.conversationsOf(ids), ...named.filter((name) => this.list.has(name))])];
  }

  /** A help desk that is connected has the conversation too, and nobody deletes it there from here. */
  private tellOfErasure(conversations: number, code: string): void {
    const what = conversations === 1 ? "A conversation was" : `${conversations} conversations were`;
    const desk = this.env.HELP_DESK ? " The help desk has a copy of its own: delete it there too." : "";
    this.tell({
      alert: { text: `${what} deleted here at the person's wish (${code}).${desk}`, tone: desk === "" ? "good" : "soon" },
    });
  }

  private tell(news: News): void {
    const watching = this.ctx.getWebSockets();
    if (watching.length === 0) return;
    const text = JSON.stringify(news);
    for (const workspace of watching) workspace.send(text);
  }
}

function pageFrom({ CHANNEL }: Env, id: string): { id: string; name: string; configured: boolean } {
  const configured = CHANNEL.pages?.find((page) => page.id === id);
  return { id, name: configured?.name ?? id, configured: CHANNEL.pages === undefined || configured !== undefined };
}
