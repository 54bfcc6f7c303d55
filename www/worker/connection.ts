/** How one Page is tied to the channel, and whether that holds: its token, sealed, and its status as the core folds it. */

import { channelStatus, diagnose, guide } from "messenger-desk/setup";
import type { ChannelState, ChannelStatus, Finding, GraphAnswers, SetupStep, StatusAlert, StatusInput } from "messenger-desk";
import { answersOf } from "./answers.ts";
import type { AppFacts } from "./app-object.ts";
import type { Env } from "./env.ts";
import type { Access } from "./graph.ts";
import type { Standing, Tie } from "./standing.ts";
import { unseal } from "./vault.ts";

/** What is kept of a tie. */
export interface Kept {
  tie: Exclude<Tie, "secret" | "none">;
  since: number;
  name?: string;
  by?: "login" | "token";
  /** The Page's token. */
  sealed?: string;
  /** Whose login it came from, by the id this app knows them by: whoever removes the app takes the token along. */
  user?: string;
}

/** What Graph said when it was last asked, and what that means. */
export interface Look {
  at: number;
  findings: Finding[];
  steps: SetupStep[];
}

const CONNECT = "Waiting for the Page to be connected.";
const RECONNECT = "Waiting for the Page to be reconnected.";
const RESTRICTED = "Waiting until Meta lets the Page send again.";
/** Graph's code for a token that does not work. */
const DEAD_TOKEN = 190;
/** So many answers to sends are judged together. */
const OUTCOMES = 20;

export class Connection {
  /** The sealed token that was opened last. */
  private opened: string | undefined;
  /** How many looks at Graph this life has begun, and which of those that ended began last. */
  private looking = 0;
  private looked = 0;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly page: { id: string; name: string; configured: boolean },
    private readonly env: Env,
    private readonly alert: (alert: StatusAlert) => void,
  ) {}

  get kept(): Kept | undefined {
    return this.kv.get<Kept>("connection");
  }

  get tie(): Tie {
    const { kept } = this;
    return kept?.tie ?? (this.secret ? "secret" : "none");
  }

  /** By what a call may be made, where one may be. */
  get access(): Access | undefined {
    const { tie, kept } = this;
    if (tie === "secret") return { page: this.page.id };
    return tie === "connected" && kept?.sealed !== undefined ? { page: this.page.id, sealed: kept.sealed } : undefined;
  }

  /** Why replies have to wait, in words for the agent; `undefined`: they go out. */
  get hold(): string | undefined {
    if (!this.access) return this.kept?.tie === "disconnected" ? RECONNECT : CONNECT;
    if (this.kv.get<boolean>("hold") !== true) return undefined;
    return this.state?.status === "disconnected" ? RECONNECT : RESTRICTED;
  }

  get state(): ChannelState | undefined {
    return this.kv.get<ChannelState>("status");
  }

  /** When the core wants to be called again, ms since the epoch. */
  get wake(): number | undefined {
    return this.access ? this.kv.get<number>("wake") : undefined;
  }

  get look(): Look | undefined {
    return this.kv.get<Look>("look");
  }

  standing(waiting: number): Standing {
    const { kept, tie, state, hold } = this;
    return {
      page: { id: this.page.id, name: kept?.name ?? this.page.name },
      tie,
      ...(kept && { since: kept.since }),
      ...(kept?.by !== undefined && { by: kept.by }),
      status: this.access ? (state?.status ?? "connected") : "disconnected",
      causes: state?.causes ?? [],
      ends: state?.ends ?? [],
      ...(hold !== undefined && { hold }),
      ...((tie === "listed" || (tie === "disconnected" && this.secret)) && { connectable: true }),
      waiting,
    };
  }

  /** A new tie in place of the one before. A token that a person's login gave is worth nothing to the next one. */
  keep(kept: Kept): void {
    this.kv.put("connection", kept);
  }

  /** The secret PAGE_TOKEN again, where there is one for this Page and nothing better. */
  fallBack(at: number): boolean {
    if (!this.secret || this.kept?.tie !== "disconnected") return false;
    this.kv.delete("connection");
    this.renewed(at);
    return true;
  }

  private get secret(): boolean {
    return Boolean(this.env.PAGE_TOKEN) && this.page.configured;
  }

  /** Something was found or happened. Says whether Graph is to be asked. */
  take(input: StatusInput | StatusInput[], at: number): ChannelStatus {
    const told = channelStatus(this.state, input, at);
    this.kv.put("status", told.state);
    this.kv.put("hold", told.hold);
    if (told.wakeAt === undefined) this.kv.delete("wake");
    else this.kv.put("wake", told.wakeAt);
    for (const alert of told.alerts) this.alert(alert);
    return told;
  }

  /** An answer to a send. */
  heard(outcome: NonNullable<GraphAnswers["outcomes"]>[number], at: number): void {
    this.kv.put("outcomes", [...this.outcomes, outcome].slice(-OUTCOMES));
    this.take(outcome.kind === "sent" ? { sent: at } : { outcome }, at);
  }

  private get outcomes(): NonNullable<GraphAnswers["outcomes"]> {
    return this.kv.get("outcomes") ?? [];
  }

  /** Asks Graph how the Page stands and takes in what it says. `more` is known from a login alone. */
  async check(at: number, facts: AppFacts, recipient: string | undefined, more: Partial<GraphAnswers> = {}): Promise<Look> {
    const { access } = this;
    const turn = (this.looking += 1);
    const readable = await this.opens();
    const receivedAt = this.state?.receivedAt;
    const answers: GraphAnswers = {
      now: at,
      page: this.page.id,
      ...(await answersOf(this.page.id, readable ? access : undefined, recipient, facts, this.env)),
      ...(receivedAt !== undefined && { receivedAt }),
      ...more,
      // Sealed under another app secret it is as good as none.
      ...(!readable && { debug_token: { data: { is_valid: false } } }),
    };
    // The status has heard of every outcome by itself; and whether a token works, Graph has just told.
    const outcomes = this.outcomes.filter(({ code }) => code !== DEAD_TOKEN);
    const all = { ...answers, ...(outcomes.length > 0 && { outcomes }) };
    const look = { at, findings: diagnose(all), steps: guide(all) };
    // A look that began later has told more already.
    if (turn < this.looked) return look;
    this.looked = turn;
    this.kv.put("look", look);
    const { kept } = this;
    // What was said of a token says nothing of the one that came meanwhile.
    if (!access || this.access?.sealed !== access.sealed) return look;
    const user = userOf(answers.debug_token);
    if (kept && user !== undefined) this.keep({ ...kept, user });
    this.take({ answers }, at);
    return look;
  }

  /** Whether the stored token can be used: after a change of the app secret it cannot. */
  async opens(): Promise<boolean> {
    const { access } = this;
    if (access?.sealed === undefined || access.sealed === this.opened) return true;
    if ((await unseal(access.sealed, `page:${access.page}`, this.env)) === undefined) return false;
    this.opened = access.sealed;
    return true;
  }

  /** The Page was connected anew: what went wrong with the token before says nothing any more. */
  renewed(at: number): void {
    this.kv.delete("outcomes");
    this.take({ reconnected: at }, at);
  }
}

function userOf(answer: object | undefined): string | undefined {
  const { data } = (answer ?? {}) as { data?: { user_id?: unknown } };
  const user = data?.user_id;
  return typeof user === "string" || typeof user === "number" ? String(user) : undefined;
}

/** An alert as one line for a person. */
export function lineOf({ kind, text, reasons, at, daysLeft }: StatusAlert, name: string): string {
  const why = reasons.map((reason) => (reason.text === text ? reason.remedy : `${reason.text} ${reason.remedy}`));
  const left = daysLeft === undefined ? undefined : daysLeft === 1 ? "One day is left." : `${daysLeft} days are left.`;
  const until = kind === "reminder" && at !== undefined ? `It ends on ${new Date(at).toISOString().slice(0, 10)}.` : undefined;
  return [`${name}:`, text, until, left, ...why].filter((part) => part !== undefined).join(" ");
}
