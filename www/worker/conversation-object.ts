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
import { Counting } from "./counting.ts";
import { DeskSide } from "./desk-side.ts";
import type { DeskWebhook } from "./desk-side.ts";
import { Desk } from "./desk.ts";
import type { NamedDraft } from "./drafts.ts";
import { channelOf, now } from "./env.ts";
import type { Env } from "./env.ts";
import type { StoredFile } from "./files.ts";
import { answerTo, graphCall } from "./graph.ts";
import { helpDeskOf } from "./help-desk.ts";
import { reasonOf } from "./log.ts";
import { Loop } from "./loop.ts";
import { nameOf } from "./outbox.ts";
import type { Lane, Waiting } from "./outbox.ts";
import type { PageObject } from "./page-object.ts";
import { Past, Stores } from "./past.ts";
import type { Erasure } from "./past.ts";
import { revisionOf, summarise } from "./summary.ts";
import { hasArrived } from "./ticket.ts";
import type { Conversation, Entry, PartState, Summary } from "./ticket.ts";

/** Looks after work that a crash or an eviction interrupted. */
const RESUME = 10_000;
/** After the inbox was told of a conversation it hears no more of it for a moment, ms. */
const QUIET = 500;
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
  private readonly unprocessed = this.stores.unprocessed;
  private readonly past = new Past(this.ctx.storage, this.stores, this.env);
  private readonly counting = new Counting(this.facts, this.outbox, this.unprocessed);
  private readonly helpDesk = new DeskSide(this.facts, this.outbox, this.env);
  private readonly announcing = new Loop(() => this.announce());
  private readonly lanes: Record<Lane, Loop> = {
    messages: new Loop(() => this.work("messages")),
    desk: new Loop(() => this.work("desk")),
    beside: new Loop(() => this.work("beside")),
  };

  /** Changes when everything is erased: what began before has nothing to do with what is here since. */
  private life = 0;
  /** What the Page's inbox was told last in this life, as text. */
  private announced: string | undefined;
  private quietUntil = 0;
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
    const named = arrived.findLast(({ contact }) => contact?.name !== undefined && contact.id !== first.page);
    if (named?.contact?.name !== undefined) this.facts.keep("customer", named.contact.name);
    this.counting.count("received", arrived.length);
    this.authors.note(arrived);
    const queue = [...this.unprocessed.take().filter((event) => !isTakenBack(event, arrived)), ...arrived];
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
      this.unprocessed.keep(event);
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
    const why = await this.page()?.holds(this.name());
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
    this.ctx.storage.transactionSync(() => this.files.keep(id, file, at));
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
    const summary = this.summary(await now(this.env));
    const state = this.facts.get("state");
    if (!summary || !state) return undefined;
    const sameAs = this.facts.get("sameAs");
    const [person = personIn(this.name()), ...others] = this.authors.met(0).people;
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
    await this.announcing.run();
    this.life += 1;
    const erasure = this.past.erase(ids, at, () => this.changed());
    this.announced = undefined;
    this.quietUntil = 0;
    // What was deleted took its alarm along.
    this.rings = Infinity;
    this.setAlarm(at);
    await this.announcing.run();
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
    this.quietUntil = 0;
    void this.deliver();
    await this.announcing.run();
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
    const lanes = this.outbox.due() === undefined ? [] : Object.values(this.lanes);
    await Promise.all([this.announcing, ...lanes].map((loop) => loop.run()));
    this.setAlarm(await now(this.env));
  }

  private async work(lane: Lane): Promise<void> {
    for (;;) {
      const at = await now(this.env);
      const next = this.outbox.next(lane, at);
      if (!next) {
        // Before anything else is waited for: what is due in a moment must not be found overdue.
        this.setAlarm(at);
        // What was done counts, though it may show nowhere.
        return void this.announcing.run();
      }
      try {
        await this.carryOut(next);
      } catch (error) {
        this.putAside(next, await now(this.env), reasonOf(error));
      }
      void this.announcing.run();
      // What a turn had for the other lanes.
      for (const [name, loop] of Object.entries(this.lanes)) if (name !== lane) void loop.run();
    }
  }

  private async carryOut(next: Waiting): Promise<void> {
    const { place } = next;
    if ("alert" in next) {
      await this.page()?.alert(JSON.stringify(next.alert));
      return this.outbox.remove(place);
    }
    if ("desk" in next) return this.tellDesk(place, next.desk);
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
      const file = request.upload === undefined ? undefined : await this.fileOf(request.upload);
      const call = await graphCall(request, this.env, clearance.access, file);
      if (life !== this.life) return;
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
    this.atomically(() => {
      if (method === "GET") this.outbox.postpone(key, at + LATER);
      else this.held.pullBack(why);
      this.changed();
    });
  }

  /** What an answer of the help desk's names by its path there is fetched once. */
  private async fileOf(upload: string): Promise<StoredFile | undefined> {
    const here = this.files.read(upload);
    if (here || !upload.startsWith("/")) return here;
    const file = await helpDeskOf(this.env)?.file(upload);
    const at = await now(this.env);
    if (file) this.ctx.storage.transactionSync(() => this.files.keep(upload, file, at));
    return file;
  }

  private async tellDesk(place: number, action: DeskAction): Promise<void> {
    const { life } = this;
    const ended = await this.helpDesk.carryOut(action, () => life === this.life);
    if (life !== this.life) return;
    if (ended.how === "done") {
      this.counting.count("told");
      return this.outbox.remove(place);
    }
    const { how, problem } = ended;
    console.warn(JSON.stringify({ helpDesk: action.do, id: action.id, how, problem }));
    const at = await now(this.env);
    if (how === "parked") {
      this.outbox.park(place, problem);
      return this.changed();
    }
    this.counting.count("retried");
    this.outbox.later(place, at, ended.least);
    if (ended.refusesUs) await this.page()?.helpDeskRefuses(problem, at);
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
    console.error(JSON.stringify({ errand: nameOf(next), problem, parked }));
    if (parked && "graph" in next) {
      this.transcript.mark(next.graph.key, "stuck", `The worker cannot send it: ${problem}`);
      this.changed();
    }
  }

  /** Tells the Page's inbox how things are, until it knows: at once, but not of every word in a burst. After a restart it is told once more. */
  private async announce(): Promise<void> {
    if (this.news() === this.announced) return;
    await scheduler.wait(Math.max(0, this.quietUntil - Date.now()));
    const at = await now(this.env);
    const news = this.news();
    const summary = this.summary(at);
    this.quietUntil = Date.now() + QUIET;
    if (summary) {
      const soiled = this.facts.get("soiled") ?? false;
      const { upTo, ...met } = this.authors.met(this.facts.get("introduced") ?? 0);
      await this.page()?.changed(JSON.stringify(summary), this.counting.counters(), met, soiled);
      this.facts.keep("introduced", upTo);
      if (soiled) this.facts.forget("soiled");
    }
    this.announced = news;
  }

  private news(): string {
    return JSON.stringify([revisionOf(this.facts), this.counting.counters()]);
  }

  private summary(at: number): Summary | undefined {
    return summarise(this.facts, this.transcript.newest(), at, this.env);
  }

  private name(): string {
    return this.facts.get("conversation") ?? "";
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
