/**
 * One conversation: the fold's state, its ticket, and what is still to be sent.
 *
 * Every input is one synchronous turn: state, transcript and outgoing requests change in one transaction, so a crash
 * leaves either all of it or nothing. Requests are carried out afterwards, one at a time and in order.
 */

import { DurableObject } from "cloudflare:workers";
import type { DeskAction, Draft, Effect, GraphRequest, InboundEvent, Input } from "messenger-desk";
import { channelOf, now } from "./env.ts";
import type { Env } from "./env.ts";
import { Facts } from "./facts.ts";
import { callGraph, noAnswer } from "./graph.ts";
import { Outbox } from "./outbox.ts";
import type { PageObject } from "./page-object.ts";
import { summarise } from "./summary.ts";
import type { Conversation, Entry } from "./ticket.ts";
import { Transcript } from "./transcript.ts";

/** Looks after work that a crash or an eviction interrupted. */
const RESUME = 30_000;

export class ConversationObject extends DurableObject<Env> {
  private readonly sql = this.ctx.storage.sql;
  private readonly facts = new Facts(this.sql);
  private readonly transcript = new Transcript(this.sql);
  private readonly outbox = new Outbox(this.sql);
  private delivering: Promise<void> | undefined;
  private wanted = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql.exec("CREATE TABLE IF NOT EXISTS unprocessed (place INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL)");
    // Whatever an earlier life left undone.
    if (this.outbox.first()) void this.deliver();
  }

  /** Events of one notification, as JSON text. Returning means that they are stored. */
  async receive(events: string, at: number): Promise<void> {
    const arrived = JSON.parse(events) as InboundEvent[];
    const [first] = arrived;
    if (!first) return;
    this.facts.keep("page", first.page);
    this.facts.keep("conversation", first.conversation);
    const named = arrived.findLast(({ contact }) => contact?.name !== undefined && contact.id !== first.page);
    if (named?.contact?.name !== undefined) this.facts.keep("customer", named.contact.name);
    const waiting = this.sql.exec<{ event: string }>("DELETE FROM unprocessed RETURNING event").toArray();
    const queue = [...waiting.map((row) => JSON.parse(row.event) as InboundEvent), ...arrived];
    try {
      this.turn(
        queue.map((event) => ({ event })),
        at,
      );
    } catch {
      for (const event of queue) this.receiveAlone(event, at);
    }
    this.deliver();
  }

  /**
   * One event that cannot be processed must not stop the others. Refusing it would make Meta redeliver it, and in the end
   * unsubscribe the Page: it is kept instead, and tried again before the next events.
   */
  private receiveAlone(event: InboundEvent, at: number): void {
    try {
      this.turn([{ event }], at);
    } catch (error) {
      console.error(JSON.stringify({ unprocessed: event.id, type: event.type, error: String(error) }));
      this.sql.exec("INSERT INTO unprocessed (event) VALUES (?)", JSON.stringify(event));
    }
  }

  /** An agent's reply. The same draft posted twice is one reply. */
  async reply(text: string, at: number): Promise<boolean> {
    const draft = JSON.parse(text) as Draft & { id: string };
    if (!this.facts.get("state")) return false;
    if (!this.transcript.has(draft.id))
      this.turn([{ reply: draft }], at, () => this.transcript.put(this.draftEntry(draft, at)), draft.id);
    this.deliver();
    return true;
  }

  async mark(status: "open" | "solved", at: number): Promise<boolean> {
    const summary = this.facts.get("summary");
    if (!summary) return false;
    if (summary.status !== status) {
      const what = status === "solved" ? "solved" : "reopened";
      this.turn([{ desk: { ticket: status, at } }], at, () => {
        this.transcript.put({ id: `${what}:${at}`, what, author: "agent", at, ticket: summary.ticket });
        this.facts.keep("status", status);
      });
    }
    this.deliver();
    return true;
  }

  /** The conversation as JSON text, or nothing when there is none of this name. */
  async read(): Promise<string | undefined> {
    const summary = this.facts.get("summary");
    const state = this.facts.get("state");
    if (!summary || !state) return undefined;
    return JSON.stringify({ summary, entries: this.transcript.all(), state } satisfies Conversation);
  }

  /** Development: somebody moved the clock, forwards or back. */
  async clockMoved(at: number): Promise<void> {
    if (this.facts.get("state")) this.tick(at);
    await this.deliver();
  }

  override async alarm(): Promise<void> {
    const at = await now(this.env);
    if ((this.facts.get("wake") ?? Infinity) <= at) this.tick(at);
    else await this.setAlarm(at);
    await this.deliver();
  }

  private tick(at: number): void {
    this.turn([{ tick: true }], at, () => this.facts.forget("wake"));
  }

  /** Runs the fold once; `beside` are the host's own changes that must stand or fall with it. */
  private turn(inputs: Input[], at: number, beside?: () => void, reply?: string): void {
    this.ctx.storage.transactionSync(() => {
      beside?.();
      const { state, effects } = channelOf(this.env).step(this.facts.get("state") ?? null, inputs, at);
      this.facts.keep("state", state);
      for (const effect of effects) this.take(effect, reply);
      // A redelivery changes nothing, so there is nothing to tell anybody.
      if (beside || effects.some((effect) => !("ignored" in effect))) this.keepSummary(at);
    });
    void this.setAlarm(at);
  }

  private take(effect: Effect, reply: string | undefined): void {
    if ("desk" in effect) this.act(effect.desk, reply);
    else if ("graph" in effect) this.queue(effect.graph, reply);
    else if ("wake" in effect) this.facts.keep("wake", effect.wake);
    else if ("alert" in effect) this.outbox.add({ alert: effect.alert });
    else console.debug(JSON.stringify({ ignored: effect.ignored }));
  }

  private act(action: DeskAction, reply: string | undefined): void {
    switch (action.do) {
      case "open":
        this.openTicket(action);
        return this.transcript.add(action);
      case "append":
        if (action.reopens) this.reopenTicket(action.at);
        return this.transcript.add(action);
      case "edit":
      case "redact":
      case "react":
        return this.transcript.amend(action);
      case "receipt":
        return this.transcript.receipt(action, reply);
      case "note":
        return this.transcript.note(action);
      case "contact":
        return this.introduce(action.contact);
      case "status":
        return; // It shows in the summary, which every turn renews.
    }
  }

  /** A name that stands in gives way to a real one, never the other way round. */
  private introduce({ name, standIn }: { name: string; standIn?: true }): void {
    if (!standIn || this.facts.get("customer") === undefined) this.facts.keep("customer", name);
  }

  private openTicket(action: Extract<DeskAction, { do: "open" }>): void {
    if (action.contact) this.introduce(action.contact);
    const ticket = (this.facts.get("ticket") ?? 0) + 1;
    this.facts.keep("ticket", ticket);
    this.facts.keep("status", "open");
    this.facts.keep("subject", action.subject);
    if ("ticket" in action.route && action.route.ticket.queue) this.facts.keep("queue", action.route.ticket.queue);
    this.transcript.put({ id: `opened:${ticket}`, what: "opened", author: "system", at: action.at, ticket });
  }

  private reopenTicket(at: number): void {
    this.facts.keep("status", "open");
    this.transcript.put({
      id: `reopened:${at}`,
      what: "reopened",
      author: "customer",
      at,
      ticket: this.facts.get("ticket") ?? 0,
    });
  }

  /** The requests a reply becomes are the parts of its entry, so that each gets its own mark. */
  private queue(request: GraphRequest, reply: string | undefined): void {
    this.outbox.add({ graph: request });
    const entry = reply === undefined ? undefined : this.transcript.named(reply);
    if (!entry) return;
    const { tag, messaging_type } = (request.body ?? {}) as { tag?: string; messaging_type?: string };
    const sentAs = tag ?? messaging_type;
    if (sentAs !== undefined) entry.sentAs = sentAs;
    // The draft stood for its parts as long as nobody knew them.
    entry.parts = [...(entry.parts ?? []).filter(({ key }) => key !== entry.id), { key: request.key, state: "sending" }];
    this.transcript.put(entry);
  }

  private draftEntry(draft: Draft & { id: string }, at: number): Entry {
    return {
      id: draft.id,
      what: "message",
      author: "agent",
      at,
      message: {
        ...(draft.text !== undefined && { text: draft.text }),
        attachments: draft.attachments ?? [],
        ...(draft.quickReplies && { quickReplies: draft.quickReplies.map(({ title }) => title ?? "") }),
      },
      parts: [{ key: draft.id, state: "sending" }],
    };
  }

  /** Carries out the outbox in order. One delivery at a time; whoever comes meanwhile is served by it as well. */
  private deliver(): Promise<void> {
    this.wanted = true;
    return (this.delivering ??= this.deliverWhileWanted());
  }

  private async deliverWhileWanted(): Promise<void> {
    try {
      while (this.wanted) {
        this.wanted = false;
        await this.deliverAll();
      }
    } catch (error) {
      // The alarm resumes what is left.
      console.error(JSON.stringify({ delivery: String(error) }));
    }
    this.delivering = undefined;
  }

  private async deliverAll(): Promise<void> {
    // A request that was begun in an earlier life may have reached Meta: to send it again could say everything twice.
    for (const { place, request } of this.outbox.interrupted()) {
      this.turn([{ sent: noAnswer(request.key) }], await now(this.env), () => this.outbox.remove(place));
    }
    for (;;) {
      await this.announce();
      const next = this.outbox.first();
      if (!next) break;
      if ("alert" in next) {
        await this.page()?.alert(JSON.stringify(next.alert));
        this.outbox.remove(next.place);
        continue;
      }
      this.outbox.begin(next.place);
      const sent = await callGraph(next.graph, this.env);
      this.turn([{ sent }], await now(this.env), () => this.outbox.remove(next.place));
    }
    await this.setAlarm(await now(this.env));
  }

  /** Tells the Page's inbox about the newest revision, until it knows. */
  private async announce(): Promise<void> {
    for (;;) {
      const summary = this.facts.get("summary");
      if (!summary || summary.revision === this.facts.get("announced")) return;
      await this.page()?.changed(JSON.stringify(summary));
      this.facts.keep("announced", summary.revision);
    }
  }

  private page(): DurableObjectStub<PageObject> | undefined {
    const page = this.facts.get("page");
    return page === undefined ? undefined : this.env.PAGES.getByName(page);
  }

  private async setAlarm(at: number): Promise<void> {
    const wake = this.facts.get("wake");
    const busy = this.outbox.first() !== undefined || this.facts.get("summary")?.revision !== this.facts.get("announced");
    const delays = [...(wake === undefined ? [] : [Math.max(0, wake - at)]), ...(busy ? [RESUME] : [])];
    if (delays.length === 0) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Date.now() + Math.min(...delays));
  }

  private keepSummary(at: number): void {
    const summary = summarise(this.facts, this.transcript.newest(), at, this.env);
    if (summary) this.facts.keep("summary", summary);
  }
}
