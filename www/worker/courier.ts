/** Carries out what a conversation has to do outside, lane by lane, and brings the answers back into the fold. */

import { outcome } from "messenger-desk";
import type { GraphRequest, PaceKind, SendResult } from "messenger-desk";
import type { Counting } from "./counting.ts";
import type { DeskSide } from "./desk-side.ts";
import { now } from "./env.ts";
import type { Env } from "./env.ts";
import type { StoredFile } from "./files.ts";
import { answerTo, graphCall } from "./graph.ts";
import { helpDeskOf } from "./help-desk.ts";
import type { Host } from "./host.ts";
import { reasonOf } from "./log.ts";
import { Loop } from "./loop.ts";
import { nameOf } from "./outbox.ts";
import type { Lane, Waiting } from "./outbox.ts";
import type { Stores } from "./stores.ts";

/** A look-up that may not leave now is asked for again after this time, or when the Page may send. */
const LATER = 3_600_000;
/** The help desk is busy with others: those who wait come back at different moments, from this time on, ms. */
const BUSY = 5_000;
/** Graph's code for a token that does not work. */
const DEAD_TOKEN = 190;

/** Too many others ask the help desk: nothing has failed. */
class NoTurn extends Error {}

export class Courier {
  private readonly lanes: Record<Lane, Loop> = {
    messages: new Loop(() => this.work("messages")),
    desk: new Loop(() => this.work("desk")),
    beside: new Loop(() => this.work("beside")),
  };

  constructor(
    private readonly stores: Stores,
    private readonly counting: Counting,
    private readonly helpDesk: DeskSide,
    private readonly env: Env,
    private readonly host: Host,
  ) {}

  /** Until nothing is due. The lanes do not wait for one another. */
  async run(): Promise<void> {
    if (this.stores.outbox.due() === undefined) return;
    await Promise.all(Object.values(this.lanes).map((loop) => loop.run()));
  }

  private async work(lane: Lane): Promise<void> {
    for (;;) {
      const at = await now(this.env);
      const next = this.stores.outbox.next(lane, at);
      if (!next) {
        // Before anything else is waited for: what is due in a moment must not be found overdue.
        this.host.setAlarm(at);
        // What was done counts, though it may show nowhere.
        return this.host.announce();
      }
      try {
        await this.carryOut(next);
      } catch (error) {
        if (error instanceof NoTurn) this.comeBack(next.place, await now(this.env), reasonOf(error));
        else this.putAside(next, await now(this.env), reasonOf(error));
      }
      this.host.announce();
      // What a turn had for the other lanes.
      for (const [name, loop] of Object.entries(this.lanes)) if (name !== lane) void loop.run();
    }
  }

  private async carryOut(next: Waiting): Promise<void> {
    const { place } = next;
    if ("alert" in next) {
      await this.host.page()?.alert(JSON.stringify(next.alert));
      return this.stores.outbox.remove(place);
    }
    if ("desk" in next) return this.inTurn(() => this.tellDesk(place));
    const { graph: request } = next;
    const life = this.host.life();
    let { answer } = next;
    if (!answer) {
      const at = await now(this.env);
      const kind = next.paced ? undefined : paceOf(request);
      const clearance = await this.host.page()?.clearance(kind, this.stores.conversation(), isReply(request), at);
      if (life !== this.host.life()) return;
      if (!clearance) throw new Error("It is not known which Page this conversation belongs to.");
      if ("hold" in clearance) return this.holdBack(request, clearance.hold, at);
      if (clearance.due > at) return this.stores.outbox.pace(place, clearance.due);
      const file = request.upload === undefined ? undefined : await this.fileOf(request.upload);
      const call = await graphCall(request, this.env, clearance.access, file);
      if (life !== this.host.life()) return;
      this.stores.outbox.begin(place);
      answer = await answerTo(call, request.key, this.env);
      if (life !== this.host.life()) return;
      this.stores.outbox.answered(place, answer);
    }
    const at = await now(this.env);
    const why = await this.refusedToPage(request, answer, at);
    if (life !== this.host.life()) return;
    if (why !== undefined) return this.holdBack(request, why, at);
    this.fold(place, request.upload !== undefined, answer, at);
  }

  /** Tells the Page what an answer says of it. Where that is why it was not sent, and sending is broken, says why it waits. */
  private async refusedToPage(request: GraphRequest, answer: SendResult, at: number): Promise<string | undefined> {
    const { kind, code, subcode } = outcome(answer.status, answer.body, answer.headers);
    // What is looked up, and a gesture, say something of the token alone.
    if (code !== DEAD_TOKEN && paceOf(request) === undefined) return undefined;
    const heard = { kind, ...(code !== undefined && { code }), ...(subcode !== undefined && { subcode }) };
    const why = await this.host.page()?.heard(heard, this.stores.conversation(), isReply(request), at);
    return kind === "reauthorize" || kind === "restricted" ? why : undefined;
  }

  /** Nothing can be sent now: replies go back to waiting, and what is looked up is asked for later. */
  private holdBack({ key, method }: GraphRequest, why: string, at: number): void {
    this.host.atomically(() => {
      if (method === "GET") this.stores.outbox.postpone(key, at + LATER);
      else this.stores.held.pullBack(why);
      this.host.changed();
    });
  }

  /** What an answer of the help desk's names by its path there is fetched once. */
  private async fileOf(upload: string): Promise<StoredFile | undefined> {
    const here = this.stores.files.read(upload);
    if (here || !upload.startsWith("/")) return here;
    const file = await this.inTurn(async () => helpDeskOf(this.env)?.file(upload));
    const at = await now(this.env);
    if (file) this.host.atomically(() => this.stores.files.keep(upload, file, at));
    return file;
  }

  /** The Page's conversations ask the help desk in turn, so that it never has all of them at once. */
  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    using turn = await this.host
      .page()
      ?.turnAtDesk()
      .catch((error: unknown) => {
        throw new NoTurn(reasonOf(error));
      });
    if (!turn) throw new NoTurn("Others have their turn.");
    return await work();
  }

  private async tellDesk(place: number): Promise<void> {
    // What was taken back while it waited is not said any more.
    const next = this.stores.outbox.next("desk", await now(this.env));
    if (next?.place !== place || !("desk" in next)) return;
    const { desk: action } = next;
    const life = this.host.life();
    const ended = await this.helpDesk.carryOut(action, () => life === this.host.life());
    if (life !== this.host.life()) return;
    if (ended.how === "done") {
      this.counting.count("told");
      return this.stores.outbox.remove(place);
    }
    const { how, problem } = ended;
    console.warn(JSON.stringify({ helpDesk: action.do, id: action.id, how, problem }));
    const at = await now(this.env);
    if (how === "parked") {
      this.stores.outbox.park(place, problem);
      return this.host.changed();
    }
    this.counting.count("retried");
    this.stores.outbox.later(place, at, ended.least);
    if (ended.refusesUs) await this.host.page()?.helpDeskRefuses(problem, at);
  }

  private fold(place: number, upload: boolean, answer: SendResult, at: number): void {
    // What the core puts off loses its answer; what still has one is done.
    const after = () => {
      const { attachmentId } = upload ? outcome(answer.status, answer.body, answer.headers) : {};
      if (attachmentId !== undefined) this.stores.outbox.fill(answer.key, attachmentId);
      this.stores.outbox.finish(place);
    };
    this.host.turn([{ sent: answer }], at, { after });
  }

  private comeBack(place: number, at: number, why: string): void {
    console.warn(JSON.stringify({ helpDesk: "no turn", why }));
    this.stores.outbox.pace(place, at + Math.ceil(BUSY * (1 + Math.random())));
  }

  /** Something failed in the worker itself: it is tried again, and in the end shown instead of lost. */
  private putAside(next: Waiting, at: number, problem: string): void {
    const parked = this.stores.outbox.trouble(next.place, at, problem);
    console.error(JSON.stringify({ errand: nameOf(next), problem, parked }));
    if (parked && "graph" in next) {
      this.stores.transcript.mark(next.graph.key, "stuck", `The worker cannot send it: ${problem}`);
      this.host.changed();
    }
  }
}

/** A look-up is no agent's. */
function isReply({ method }: GraphRequest): boolean {
  return method !== "GET";
}

function paceOf({ method, path, body }: { method: string; path: string; body?: object }): PaceKind | undefined {
  if (method !== "POST") return undefined;
  if (/\/(comments|replies)$/.test(path)) return "comment";
  if (!path.endsWith("/messages")) return undefined;
  const { recipient, message } = body as { recipient?: object; message?: { attachment?: { type?: string } } };
  if (recipient && ("comment_id" in recipient || "post_id" in recipient)) return "privateReply";
  return ["audio", "video", "file"].includes(message?.attachment?.type ?? "") ? "media" : "text";
}
