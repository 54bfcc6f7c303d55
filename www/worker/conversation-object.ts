/**
 * One conversation: the fold's state, its ticket, and what is still to be sent.
 *
 * Every input is one synchronous turn: state, transcript and outgoing requests change in one transaction, so a crash
 * leaves either all of it or nothing. Requests are carried out afterwards, as the outbox orders them.
 */

import { DurableObject } from "cloudflare:workers";
import { outcome } from "messenger-desk";
import type { DeskAction, Effect, GraphRequest, InboundEvent, Input, PaceKind, SendResult } from "messenger-desk";
import { isWall } from "./authors.ts";
import { Desk } from "./desk.ts";
import type { NamedDraft } from "./drafts.ts";
import { channelOf, now } from "./env.ts";
import type { Env } from "./env.ts";
import type { StoredFile } from "./files.ts";
import { answerTo, graphCall } from "./graph.ts";
import { reasonOf } from "./log.ts";
import { Loop } from "./loop.ts";
import type { Lane, Waiting } from "./outbox.ts";
import type { PageObject } from "./page-object.ts";
import { Past, Stores } from "./past.ts";
import type { Erasure } from "./past.ts";
import { summarise } from "./summary.ts";
import { hasArrived } from "./ticket.ts";
import type { Conversation, Counters, PartState } from "./ticket.ts";

/** Looks after work that a crash or an eviction interrupted. */
const RESUME = 30_000;
/** A look-up that may not leave now is asked for again after this time, or when the Page may send. */
const LATER = 3_600_000;

/** Graph's code for a token that does not work. */
const DEAD_TOKEN = 190;
const UNDERWAY: PartState[] = ["sending", "waiting", "retrying", "stuck"];

/** The host's own changes, which stand or fall with a turn; and the draft it is about. */
interface Beside {
  before?: () => void;
  after?: () => void;
  reply?: string;
}

export class ConversationObject extends DurableObject<Env> {
  private readonly sql = this.ctx.storage.sql;
  private readonly stores = new Stores(this.sql);
  private readonly facts = this.stores.facts;
  private readonly transcript = this.stores.transcript;
  private readonly desk = new Desk(this.facts, this.transcript);
  private readonly files = this.stores.files;
  private readonly drafts = this.stores.drafts;
  private readonly outbox = this.stores.outbox;
  private readonly held = this.stores.held;
  private readonly authors = this.stores.authors;
  private readonly past = new Past(this.ctx.storage, this.stores, this.env);
  /** Changes when everything is erased: what began before has nothing to do with what is here since. */
  private life = 0;
  private readonly loops = [
    new Loop(() => this.announce()),
    new Loop(() => this.work("messages")),
    new Loop(() => this.work("beside")),
  ];

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
    const named = arrived.findLast(({ contact }) => contact?.name !== undefined && contact.id !== first.page);
    if (named?.contact?.name !== undefined) this.facts.keep("customer", named.contact.name);
    this.count("received", arrived.length);
    this.authors.note(arrived);
    const waiting = this.sql.exec<{ event: string }>("DELETE FROM unprocessed RETURNING event").toArray();
    const kept = waiting.map((row) => JSON.parse(row.event) as InboundEvent);
    const queue = [...kept.filter((event) => !isTakenBack(event, arrived)), ...arrived];
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
      this.sql.exec("INSERT INTO unprocessed (event) VALUES (?)", JSON.stringify(event));
    }
  }

  /** An agent's reply. The same draft posted twice is one reply. Answers with what is wrong, if anything is. */
  async reply(text: string, at: number): Promise<"unknown" | "file" | undefined> {
    const draft = JSON.parse(text) as NamedDraft;
    if (!this.facts.get("state")) return "unknown";
    const why = await this.page()?.holds(this.name());
    // Nothing overtakes what still waits.
    if (why === undefined && this.held.all().length > 0) await this.release(at);
    if (!this.transcript.has(draft.id)) {
      if (this.drafts.missing(draft) !== undefined) return "file";
      const before = () => {
        this.drafts.keep(draft);
        this.transcript.put(this.drafts.entry(draft, at));
      };
      if (why !== undefined) await this.hold(draft.id, why, at, before);
      else this.turn([{ reply: draft }], at, { before, reply: draft.id });
    }
    void this.deliver();
    return undefined;
  }

  /** A reply that may not go out now waits, undecided. */
  private async hold(id: string, why: string, at: number, before?: () => void): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      before?.();
      this.held.add(id, why);
      this.keepSummary(at);
    });
    // The Page may have been connected before it was written down that this waits.
    const still = await this.page()?.holds(this.name());
    if (still === undefined) await this.release(at);
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
    const why = underway ? undefined : await this.page()?.holds(this.name());
    if (why !== undefined) await this.hold(id, why, at);
    else if (!underway && !entry.parts.every(hasArrived))
      this.turn([{ reply: draft }], at, { before: () => this.transcript.again(entry), reply: id });
    void this.deliver();
    return true;
  }

  /** A file to send later. Answers with the name a draft calls it by. */
  async attach(file: StoredFile, at: number): Promise<string | undefined> {
    if (!this.facts.get("state")) return undefined;
    const id = crypto.randomUUID();
    this.ctx.storage.transactionSync(() => this.files.keep(id, file, at));
    return id;
  }

  async mark(status: "open" | "solved", at: number): Promise<boolean> {
    const summary = this.facts.get("summary");
    if (!summary) return false;
    if (summary.status !== status)
      this.turn([{ desk: { ticket: status, at } }], at, { before: () => this.desk.mark(status, at) });
    void this.deliver();
    return true;
  }

  /** Somebody looked at what was put aside: it is tried again, or given up with everything that waits for it. */
  async unstick(place: number, wish: "again" | "drop", at: number): Promise<boolean> {
    const stuck = this.outbox.stuck().find((each) => each.place === place);
    if (!stuck) return false;
    this.ctx.storage.transactionSync(() => {
      if (wish === "again") this.outbox.revive(place);
      else this.outbox.remove(place);
      for (const key of stuck.key === undefined ? [] : [stuck.key, ...(wish === "drop" ? this.outbox.followers(stuck.key) : [])]) {
        if (wish === "drop") this.outbox.drop(key);
        this.transcript.mark(key, wish === "again" ? "sending" : "failed", wish === "again" ? "" : "It was given up.");
      }
      this.keepSummary(at);
    });
    void this.deliver();
    return true;
  }

  /** The conversation as JSON text, or nothing when there is none of this name. */
  async read(): Promise<string | undefined> {
    const summary = this.facts.get("summary");
    const state = this.facts.get("state");
    if (!summary || !state) return undefined;
    const sameAs = this.facts.get("sameAs");
    const [person = personIn(this.name()), ...others] = this.authors.met(0).people;
    return JSON.stringify({
      summary,
      entries: this.transcript.all(),
      state,
      stuck: this.outbox.stuck(),
      ...(sameAs !== undefined && { sameAs }),
      ...(person !== undefined && others.length === 0 && { person }),
    } satisfies Conversation);
  }

  /** Erases what the person with these ids said and was told here. */
  async erase(ids: string[], at: number): Promise<Erasure> {
    // What is being announced arrives before, and is then deleted there.
    await this.loops[0]?.run();
    this.life += 1;
    const erasure = this.past.erase(ids, at, () => this.keepSummary(at));
    await this.loops[0]?.run();
    await this.setAlarm(at);
    return erasure;
  }

  /** Everything that is here of the person with these ids, as JSON text. */
  async dossier(ids: string[]): Promise<string> {
    return JSON.stringify(this.past.dossier(ids));
  }

  /** Development: somebody moved the clock, forwards or back. */
  async clockMoved(at: number): Promise<void> {
    if (this.facts.get("state")) this.tick(at);
    this.dropPast(at);
    void this.deliver();
    await this.loops[0]?.run();
  }

  override async alarm(): Promise<void> {
    const at = await now(this.env);
    if ((this.facts.get("wake") ?? Infinity) <= at) this.tick(at);
    this.dropPast(at);
    await this.deliver();
  }

  private dropPast(at: number): void {
    if ((this.past.due() ?? Infinity) <= at) this.past.drop(at, () => this.keepSummary(at));
  }

  private tick(at: number): void {
    this.turn([{ tick: true }], at, { before: () => this.facts.forget("wake") });
  }

  /** Runs the fold once. */
  private turn(inputs: Input[], at: number, { before, after, reply }: Beside = {}): void {
    this.ctx.storage.transactionSync(() => {
      before?.();
      const { state, effects } = channelOf(this.env).step(this.facts.get("state") ?? null, inputs, at);
      this.facts.keep("state", state);
      for (const effect of effects) this.take(effect, at, reply);
      after?.();
      // A redelivery changes nothing, so there is nothing to tell anybody.
      if (before || effects.some((effect) => !("ignored" in effect))) this.keepSummary(at);
    });
    void this.setAlarm(at);
  }

  private take(effect: Effect, at: number, reply: string | undefined): void {
    if ("desk" in effect) {
      if (effect.desk.do === "redact" && effect.desk.target !== undefined) this.past.takeBack(effect.desk.target, at);
      if (effect.desk.do === "contact") this.authors.learn(effect.desk);
      this.desk.act(effect.desk, reply);
      if (effect.desk.do === "receipt") this.settle(effect.desk.receipt, reply);
    } else if ("graph" in effect) {
      this.outbox.add(effect, at);
      if (reply !== undefined) this.transcript.planned(reply, effect.graph);
    } else if ("wake" in effect) this.facts.keep("wake", effect.wake);
    else if ("alert" in effect) this.outbox.add({ alert: effect.alert }, at);
    else {
      if (effect.ignored.reason === "duplicate") this.count("duplicate");
      console.debug(JSON.stringify({ ignored: effect.ignored }));
    }
  }

  /** A request stays in the outbox until its final receipt; `retrying` is none. */
  private settle({ key, state, retryAt }: Extract<DeskAction, { do: "receipt" }>["receipt"], reply: string | undefined): void {
    if (key === undefined) return;
    if (state === "retrying" && retryAt !== undefined) {
      this.count("retried");
      return this.outbox.postpone(key, retryAt);
    }
    this.outbox.drop(key);
    this.count(state === "sent" ? "delivered" : "failed");
    const entry = this.transcript.named(key);
    if (reply === undefined && entry?.parts?.every(hasArrived)) this.drafts.done(entry.id);
  }

  private async deliver(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.run()));
    await this.setAlarm(await now(this.env));
  }

  private async work(lane: Lane): Promise<void> {
    for (;;) {
      const next = this.outbox.next(lane, await now(this.env));
      if (!next) return;
      try {
        await this.carryOut(next);
      } catch (error) {
        this.putAside(next, await now(this.env), reasonOf(error));
      }
      void this.loops[0]?.run();
      void this.loops[2]?.run();
    }
  }

  private async carryOut(next: Waiting): Promise<void> {
    const { place } = next;
    if ("alert" in next) {
      await this.page()?.alert(JSON.stringify(next.alert));
      return this.outbox.remove(place);
    }
    const { graph: request } = next;
    const { life } = this;
    let { answer } = next;
    if (!answer) {
      const at = await now(this.env);
      const kind = next.paced ? undefined : paceOf(request);
      const clearance = await this.page()?.clearance(kind, this.name(), isReply(request), at);
      if (life !== this.life) return;
      if (!clearance) throw new Error("It is not known which Page this conversation belongs to.");
      if ("hold" in clearance) return this.holdBack(request, clearance.hold, at);
      if (clearance.due > at) return this.outbox.pace(place, clearance.due);
      const file = request.upload === undefined ? undefined : this.files.read(request.upload);
      const call = await graphCall(request, this.env, clearance.access, file);
      this.outbox.begin(place);
      answer = await answerTo(call, request.key, this.env);
      if (life !== this.life) return;
      this.outbox.answered(place, answer);
    }
    const at = await now(this.env);
    const why = await this.refusedToPage(request, answer, at);
    if (life !== this.life) return;
    if (why !== undefined) return this.holdBack(request, why, at);
    this.fold(place, request.upload !== undefined, answer, at);
  }

  /** Tells the Page what an answer says of it. Where that is why it was not sent, and sending is broken, says why it waits. */
  private async refusedToPage(request: GraphRequest, answer: SendResult, at: number): Promise<string | undefined> {
    const { kind, code, subcode } = outcome(answer.status, answer.body, answer.headers);
    // What is looked up, and a gesture, say something of the token alone.
    if (code !== DEAD_TOKEN && paceOf(request) === undefined) return undefined;
    const heard = { kind, ...(code !== undefined && { code }), ...(subcode !== undefined && { subcode }) };
    const why = await this.page()?.heard(heard, this.name(), isReply(request), at);
    return kind === "reauthorize" || kind === "restricted" ? why : undefined;
  }

  /** Nothing can be sent now: replies go back to waiting, and what is looked up is asked for later. */
  private holdBack({ key, method }: GraphRequest, why: string, at: number): void {
    this.ctx.storage.transactionSync(() => {
      if (method === "GET") this.outbox.postpone(key, at + LATER);
      else this.held.pullBack(why);
      this.keepSummary(at);
    });
  }

  private fold(place: number, upload: boolean, answer: SendResult, at: number): void {
    // What the core puts off loses its answer; what still has one is done.
    const after = () => {
      const { attachmentId } = upload ? outcome(answer.status, answer.body, answer.headers) : {};
      if (attachmentId !== undefined) this.outbox.fill(answer.key, attachmentId);
      this.outbox.finish(place);
    };
    this.turn([{ sent: answer }], at, { after });
  }

  /** Something failed in the worker itself: it is tried again, and in the end shown instead of lost. */
  private putAside(next: Waiting, at: number, problem: string): void {
    const parked = this.outbox.trouble(next.place, at, problem);
    console.error(JSON.stringify({ errand: "graph" in next ? next.graph.key : "alert", problem, parked }));
    if (parked && "graph" in next) {
      this.transcript.mark(next.graph.key, "stuck", `The worker cannot send it: ${problem}`);
      this.keepSummary(at);
    }
  }

  /** Tells the Page's inbox about the newest revision, until it knows. */
  private async announce(): Promise<void> {
    for (;;) {
      const summary = this.facts.get("summary");
      if (!summary || summary.revision === this.facts.get("announced")) return;
      const soiled = this.facts.get("soiled") ?? false;
      const { upTo, ...met } = this.authors.met(this.facts.get("introduced") ?? 0);
      await this.page()?.changed(JSON.stringify(summary), this.counters(), met, soiled);
      this.facts.keep("announced", summary.revision);
      this.facts.keep("introduced", upTo);
      if (soiled) this.facts.forget("soiled");
    }
  }

  private name(): string {
    return this.facts.get("conversation") ?? "";
  }

  private page(): DurableObjectStub<PageObject> | undefined {
    const page = this.facts.get("page");
    return page === undefined ? undefined : this.env.PAGES.getByName(page);
  }

  private async setAlarm(at: number): Promise<void> {
    const times = [this.facts.get("wake"), this.outbox.due(), this.past.due()].filter((time) => time !== undefined);
    const delays = times.map((time) => (time > at ? time - at : RESUME));
    if (this.facts.get("summary")?.revision !== this.facts.get("announced")) delays.push(RESUME);
    if (delays.length === 0) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Date.now() + Math.min(...delays));
  }

  private count(what: keyof NonNullable<ReturnType<typeof this.tally>>, more = 1): void {
    const tally = this.tally();
    this.facts.keep("counters", { ...tally, [what]: tally[what] + more });
  }

  private tally() {
    return this.facts.get("counters") ?? { received: 0, duplicate: 0, delivered: 0, failed: 0, retried: 0 };
  }

  private counters(): Counters {
    const { unprocessed } = this.sql.exec<{ unprocessed: number }>("SELECT COUNT(*) AS unprocessed FROM unprocessed").one();
    return { ...this.tally(), unprocessed, ...this.outbox.waiting() };
  }

  private keepSummary(at: number): void {
    const summary = summarise(this.facts, this.transcript.newest(), at, this.env);
    if (summary) this.facts.keep("summary", summary);
  }
}

/** Of direct messages the name tells it, since before anybody was noted. */
function personIn(conversation: string): string | undefined {
  return isWall(conversation) ? undefined : conversation.split(":")[2];
}

/** A look-up is no agent's. */
function isReply({ method }: GraphRequest): boolean {
  return method !== "GET";
}

/** Meta says no more of a message that was taken back, and neither do we. */
function isTakenBack(event: InboundEvent, arrived: InboundEvent[]): boolean {
  const mid = "mid" in event ? event.mid : undefined;
  return mid !== undefined && arrived.some((other) => other.type === "unsend" && other.mid === mid);
}

function paceOf({ method, path, body }: { method: string; path: string; body?: object }): PaceKind | undefined {
  if (method !== "POST") return undefined;
  if (/\/(comments|replies)$/.test(path)) return "comment";
  if (!path.endsWith("/messages")) return undefined;
  const { recipient, message } = body as { recipient?: object; message?: { attachment?: { type?: string } } };
  if (recipient && ("comment_id" in recipient || "post_id" in recipient)) return "privateReply";
  return ["audio", "video", "file"].includes(message?.attachment?.type ?? "") ? "media" : "text";
}
