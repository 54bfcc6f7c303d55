/**
 * One conversation: the fold's state, its ticket, and what is still to be sent.
 *
 * Every input is one synchronous turn: state, transcript and outgoing requests change in one transaction, so a crash
 * leaves either all of it or nothing. Requests are carried out afterwards, as the outbox orders them.
 */

import { DurableObject } from "cloudflare:workers";
import type { DeskAction, Effect, InboundEvent, Input } from "messenger-desk";
import { Announcer } from "./announcer.ts";
import { isWall } from "./authors.ts";
import { Counting } from "./counting.ts";
import { Courier } from "./courier.ts";
import { DeskSide } from "./desk-side.ts";
import type { DeskWebhook } from "./desk-side.ts";
import { Desk } from "./desk.ts";
import type { NamedDraft } from "./drafts.ts";
import { channelOf, now } from "./env.ts";
import type { Env } from "./env.ts";
import type { StoredFile } from "./files.ts";
import type { Beside, Host } from "./host.ts";
import { reasonOf } from "./log.ts";
import { shows } from "./name.ts";
import type { PageObject } from "./page-object.ts";
import { Past } from "./past.ts";
import type { Erasure } from "./past.ts";
import { Stores } from "./stores.ts";
import { revisionOf, summarise } from "./summary.ts";
import { hasArrived } from "./ticket.ts";
import type { Conversation, Entry, PartState } from "./ticket.ts";

/** Looks after work that a crash or an eviction interrupted, ms. */
export const RESUME = 10_000;
const UNDERWAY: PartState[] = ["sending", "waiting", "retrying", "stuck"];

export class ConversationObject extends DurableObject<Env> {
  private readonly stores = new Stores(this.ctx.storage.sql);
  private readonly facts = this.stores.facts;
  private readonly transcript = this.stores.transcript;
  private readonly drafts = this.stores.drafts;
  private readonly outbox = this.stores.outbox;
  private readonly held = this.stores.held;
  private readonly authors = this.stores.authors;
  private readonly desk = new Desk(this.facts, this.transcript);
  private readonly past = new Past(this.ctx.storage, this.stores, this.env);
  private readonly counting = new Counting(this.facts, this.outbox, this.stores.unprocessed);
  private readonly helpDesk = new DeskSide(this.facts, this.outbox, this.env);
  private readonly host: Host = {
    turn: (inputs, at, beside) => this.turn(inputs, at, beside),
    atomically: (work) => this.atomically(work),
    changed: () => this.changed(),
    announce: () => void this.announcer.run(),
    setAlarm: (at) => this.setAlarm(at),
    page: () => this.page(),
    life: () => this.life,
  };
  private readonly announcer = new Announcer(this.stores, this.counting, this.env, this.host);
  private readonly courier = new Courier(this.stores, this.counting, this.helpDesk, this.env, this.host);

  /** Changes when everything is erased. */
  private life = 0;
  /** When the alarm rings, as far as this life has set it, ms since the epoch. */
  private rings = Infinity;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    // Whatever an earlier life left undone.
    if (this.outbox.due() !== undefined) void this.deliver();
  }

  /** Events of one notification, as JSON text. Returning means that they are stored. */
  async receive(events: string, at: number): Promise<void> {
    // What was deleted does not come back with a redelivery.
    const erasedAt = this.facts.get("erasedAt") ?? -Infinity;
    const arrived = (JSON.parse(events) as InboundEvent[]).filter((event) => event.at > erasedAt);
    const [first] = arrived;
    if (!first) return;
    this.facts.keep("page", first.page);
    this.facts.keep("conversation", first.conversation);
    const named = arrived.findLast(({ contact }) => shows(contact?.name ?? "") && contact?.id !== first.page);
    if (named?.contact?.name !== undefined) this.facts.keep("customer", named.contact.name);
    this.counting.count("received", arrived.length);
    this.authors.note(arrived);
    const queue = [...this.stores.unprocessed.take().filter((event) => !isTakenBack(event, arrived)), ...arrived];
    try {
      this.turn(
        queue.map((event) => ({ event })),
        at,
      );
    } catch {
      for (const event of queue) this.receiveAlone(event, at);
    }
    void this.deliver();
  }

  /**
   * One event that cannot be processed must not stop the others. Refusing it would make Meta redeliver it, and in the end
   * unsubscribe the Page: it is kept instead, and tried again before the next events.
   */
  private receiveAlone(event: InboundEvent, at: number): void {
    try {
      this.turn([{ event }], at);
    } catch (error) {
      console.error(JSON.stringify({ unprocessed: event.id, type: event.type, error: reasonOf(error) }));
      this.stores.unprocessed.keep(event);
    }
  }

  /** An agent's reply. The same draft posted twice is one reply. Answers with what is wrong, if anything is. */
  async reply(text: string, at: number): Promise<"unknown" | "file" | undefined> {
    const draft = JSON.parse(text) as NamedDraft;
    if (!this.facts.get("state")) return "unknown";
    if (this.drafts.missing(draft) !== undefined && !this.transcript.has(draft.id)) return "file";
    const why = await this.holds(at);
    this.accept(draft, at, why, (entry) => this.helpDesk.tell(entry));
    if (why !== undefined) await this.holds(at);
    void this.deliver();
    return undefined;
  }

  /** A webhook of the help desk, proved to be its own. Answers with why nothing is to be done, if nothing is. */
  async hear(webhook: DeskWebhook, at: number): Promise<string | undefined> {
    if (!this.facts.get("state")) return "unknown";
    const why = await this.holds(at);
    const ignored = this.atomically(() => {
      const incoming = this.helpDesk.read(webhook, at);
      for (const input of incoming?.inputs ?? []) {
        if ("reply" in input) this.accept(input.reply, at, why);
        else this.setStatus(input.desk.ticket, at);
      }
      return incoming?.ignored;
    });
    if (why !== undefined) await this.holds(at);
    void this.deliver();
    return ignored;
  }

  /** Without `why` it is decided now; with it, it waits undecided. */
  private accept(draft: NamedDraft, at: number, why: string | undefined, beside?: (entry: Entry) => void): void {
    if (this.transcript.has(draft.id)) return;
    const before = () => {
      this.drafts.keep(draft);
      const entry = this.drafts.entry(draft, at);
      this.transcript.put(entry);
      beside?.(entry);
    };
    if (why === undefined) this.turn([{ reply: draft }], at, { before, reply: draft.id });
    else this.putOff(draft.id, why, before);
  }

  private putOff(id: string, why: string, before?: () => void): void {
    this.atomically(() => {
      before?.();
      this.held.add(id, why);
      this.changed();
    });
  }

  /**
   * Why replies have to wait, if they do. Nothing overtakes what waits already: where it need not wait any more, it goes first. Asked
   * again after something was put to wait, because the Page may have been connected meanwhile.
   */
  private async holds(at: number): Promise<string | undefined> {
    const why = await this.page()?.holds(this.stores.conversation());
    if (why === undefined && this.held.all().length > 0) await this.release(at);
    return why;
  }

  /** The Page may send again: what waits is decided anew, in order. */
  async release(at: number): Promise<void> {
    this.held.hurry();
    for (const id of this.held.all()) {
      const draft = this.drafts.get(id);
      const entry = this.transcript.named(id);
      const before = () => {
        this.held.take(id);
        if (entry) this.transcript.again(entry);
      };
      if (draft && entry) this.turn([{ reply: draft }], at, { before, reply: id });
      else this.held.take(id);
    }
    void this.deliver();
  }

  /** What of a reply has not arrived is sent once more, unless it is still underway. */
  async again(id: string, at: number): Promise<boolean> {
    const draft = this.drafts.get(id);
    const entry = this.transcript.named(id);
    if (!draft || !entry?.parts) return false;
    const underway = entry.parts.some(({ state }) => UNDERWAY.includes(state));
    const why = underway ? undefined : await this.holds(at);
    if (why !== undefined) {
      this.putOff(id, why);
      await this.holds(at);
    } else if (!underway && !entry.parts.every(hasArrived))
      this.turn([{ reply: draft }], at, { before: () => this.transcript.again(entry), reply: id });
    void this.deliver();
    return true;
  }

  /** A file to send later. Answers with the name a draft calls it by. */
  async attach(file: StoredFile, at: number): Promise<string | undefined> {
    if (!this.facts.get("state")) return undefined;
    const id = crypto.randomUUID();
    this.atomically(() => this.stores.files.keep(id, file, at));
    return id;
  }

  async mark(status: "open" | "solved", at: number): Promise<boolean> {
    const known = this.setStatus(status, at);
    void this.deliver();
    return known;
  }

  private setStatus(status: "open" | "solved", at: number): boolean {
    if (revisionOf(this.facts) === undefined) return false;
    if ((this.facts.get("status") ?? "open") !== status)
      this.turn([{ desk: { ticket: status, at } }], at, { before: () => this.desk.mark(status, at) });
    return true;
  }

  /** Somebody looked at what was put aside: it is tried again, or given up with everything that waits for it. */
  async unstick(place: number, wish: "again" | "drop"): Promise<boolean> {
    const stuck = this.outbox.stuck().find((each) => each.place === place);
    if (!stuck) return false;
    this.atomically(() => {
      if (wish === "again") this.outbox.revive(place);
      else this.outbox.remove(place);
      for (const key of stuck.key === undefined ? [] : [stuck.key, ...(wish === "drop" ? this.outbox.followers(stuck.key) : [])]) {
        if (wish === "drop") this.outbox.drop(key);
        this.transcript.mark(key, wish === "again" ? "sending" : "failed", wish === "again" ? "" : "It was given up.");
      }
      this.changed();
    });
    void this.deliver();
    return true;
  }

  /** The conversation as JSON text, or nothing when there is none of this name. */
  async read(): Promise<string | undefined> {
    const summary = summarise(this.facts, this.transcript.newest(), await now(this.env), this.env);
    const state = this.facts.get("state");
    if (!summary || !state) return undefined;
    const sameAs = this.facts.get("sameAs");
    const [person = personIn(this.stores.conversation()), ...others] = this.authors.met(0).people;
    const deskTicket = this.facts.get("deskIds")?.ticket;
    return JSON.stringify({
      summary,
      entries: this.transcript.all(),
      state,
      stuck: this.outbox.stuck(),
      ...(sameAs !== undefined && { sameAs }),
      ...(person !== undefined && others.length === 0 && { person }),
      ...(deskTicket !== undefined && { deskTicket }),
    } satisfies Conversation);
  }

  /** Erases what the person with these ids said and was told here. */
  async erase(ids: string[], at: number): Promise<Erasure> {
    // What is being announced arrives before, and is then deleted there.
    await this.announcer.run();
    this.life += 1;
    const erasure = this.past.erase(ids, at, () => this.changed());
    this.announcer.hurry({ anew: true });
    // What was deleted took its alarm along.
    this.rings = Infinity;
    this.setAlarm(at);
    await this.announcer.run();
    return erasure;
  }

  /** Everything that is here of the person with these ids, as JSON text. */
  async dossier(ids: string[]): Promise<string> {
    return JSON.stringify(this.past.dossier(ids, await now(this.env)));
  }

  /** Development: somebody moved the clock, forwards or back. */
  async clockMoved(at: number): Promise<void> {
    if (this.facts.get("state")) this.tick(at);
    this.dropPast(at);
    this.announcer.hurry({ anew: false });
    void this.deliver();
    await this.announcer.run();
  }

  override async alarm(): Promise<void> {
    this.rings = Infinity;
    const at = await now(this.env);
    if ((this.facts.get("wake") ?? Infinity) <= at) this.tick(at);
    this.dropPast(at);
    await this.deliver();
  }

  private dropPast(at: number): void {
    if ((this.past.due() ?? Infinity) > at) return;
    this.past.drop(at, () => this.changed());
    // What was deleted took its alarm along.
    this.rings = Infinity;
  }

  private tick(at: number): void {
    this.turn([{ tick: true }], at, { before: () => this.facts.forget("wake") });
  }

  /** Runs the fold once. */
  private turn(inputs: Input[], at: number, { before, after, reply }: Beside = {}): void {
    this.atomically(() => {
      before?.();
      const { state, effects } = channelOf(this.env).step(this.facts.get("state") ?? null, inputs, at);
      this.facts.keep("state", state);
      for (const effect of effects) this.take(effect, at, reply);
      after?.();
      // A redelivery changes nothing, so there is nothing to tell anybody.
      if (before || effects.some((effect) => !("ignored" in effect))) this.changed();
    });
    // Until all of it is done.
    this.ringBy(Date.now() + RESUME);
  }

  private atomically<Result>(work: () => Result): Result {
    try {
      return this.ctx.storage.transactionSync(work);
    } catch (error) {
      this.stores.reread();
      throw error;
    }
  }

  private take(effect: Effect, at: number, reply: string | undefined): void {
    if ("desk" in effect) {
      if (effect.desk.do === "redact" && effect.desk.target !== undefined) this.past.takeBack(effect.desk.target, at);
      if (effect.desk.do === "contact") this.authors.learn(effect.desk);
      this.desk.act(effect.desk, reply);
      this.helpDesk.forward(effect.desk, at);
      if (effect.desk.do === "receipt") this.settle(effect.desk.receipt, reply);
    } else if ("graph" in effect) {
      this.outbox.add(effect, at);
      if (reply !== undefined) this.transcript.planned(reply, effect.graph);
    } else if ("wake" in effect) this.facts.keep("wake", effect.wake);
    else if ("alert" in effect) this.outbox.add({ alert: effect.alert }, at);
    else {
      if (effect.ignored.reason === "duplicate") this.counting.count("duplicate");
      console.debug(JSON.stringify({ ignored: effect.ignored }));
    }
  }

  /** A request stays in the outbox until its final receipt; `retrying` is none. */
  private settle({ key, state, retryAt }: Extract<DeskAction, { do: "receipt" }>["receipt"], reply: string | undefined): void {
    if (key === undefined) return;
    if (state === "retrying" && retryAt !== undefined) {
      this.counting.count("retried");
      return this.outbox.postpone(key, retryAt);
    }
    this.outbox.drop(key);
    this.counting.count(state === "sent" ? "delivered" : "failed");
    const entry = this.transcript.named(key);
    if (reply === undefined && entry?.parts?.every(hasArrived)) this.drafts.done(entry.id);
  }

  private async deliver(): Promise<void> {
    await Promise.all([this.announcer.run(), this.courier.run()]);
    this.setAlarm(await now(this.env));
  }

  private page(): DurableObjectStub<PageObject> | undefined {
    const page = this.facts.get("page");
    return page === undefined ? undefined : this.env.PAGES.getByName(page);
  }

  private setAlarm(at: number): void {
    const times = [this.facts.get("wake"), this.outbox.due(), this.past.due()].filter((time) => time !== undefined);
    const delays = times.map((time) => (time > at ? time - at : RESUME));
    if (delays.length > 0) this.ringBy(Date.now() + Math.min(...delays));
  }

  /** One that rings too early looks around and is set anew: cheaper than to put it off with every message. */
  private ringBy(time: number): void {
    if (this.rings <= time) return;
    this.rings = time;
    void this.ctx.storage.setAlarm(time);
  }

  /** The inbox has to hear of it. */
  private changed(): void {
    this.facts.keep("revision", (revisionOf(this.facts) ?? 0) + 1);
  }
}

/** Of direct messages the name tells it, since before anybody was noted. */
function personIn(conversation: string): string | undefined {
  return isWall(conversation) ? undefined : conversation.split(":")[2];
}

/** Meta says no more of a message that was taken back, and neither do we. */
function isTakenBack(event: InboundEvent, arrived: InboundEvent[]): boolean {
  const mid = "mid" in event ? event.mid : undefined;
  return mid !== undefined && arrived.some((other) => other.type === "unsend" && other.mid === mid);
}
