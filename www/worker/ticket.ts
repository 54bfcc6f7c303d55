/** What a conversation looks like to an agent. The worker stores these, the workspace shows them. */

import type { Decision, DeskAction, DraftAct, NoteCode, ReplyKind } from "messenger-desk";
import type { Standing } from "./standing.ts";

export type Message = Extract<DeskAction, { do: "append" }>["message"];
export type Author = DeskAction["author"];
/** `stuck`: the worker itself failed at it again and again; `waiting`: the Page has to be connected again first. */
export type PartState =
  | "sending"
  | "waiting"
  | "retrying"
  | "maybe_sent"
  | "stuck"
  | "failed"
  | "refused"
  | "sent"
  | "delivered"
  | "read";

/** One call of an outgoing message: long answers and files take several. */
export interface Part {
  key: string;
  state: PartState;
  /** It only prepares a message: nobody receives it. */
  upload?: true;
  mid?: string;
  reason?: string;
  detail?: string;
  text?: string;
  /** `retrying`: when it is made again, ms since the epoch. */
  retryAt?: number;
}

export interface Entry {
  id: string;
  what: "message" | "note" | "opened" | "solved" | "reopened" | "act";
  author: Author;
  at: number;
  message?: Message & { quickReplies?: string[] };
  note?: string;
  code?: NoteCode;
  ticket?: number;
  /** Something an agent did that is no message. */
  act?: DraftAct;
  /** Outgoing only. */
  parts?: Part[];
  /** How the reply went out: kept with the entry, because the window moves on. */
  sentAs?: string;
  kind?: ReplyKind;
  reaction?: string;
  edited?: true;
  redacted?: true;
  /** Its words and files were dropped: at the person's wish, or after so many days. */
  forgotten?: "deletion" | { days: number };
  /** Of a comment: others do not see it; the Page likes it. */
  hidden?: true;
  liked?: true;
}

/** A row of the inbox. */
export interface Summary {
  conversation: string;
  /** Rises with every change, so that a late announcement never overwrites a newer one. */
  revision: number;
  kind: "messages" | "comment";
  /** 0 until the channel has opened a ticket: such conversations are kept, not listed. */
  ticket: number;
  status: "open" | "solved";
  subject: string;
  queue?: string;
  customer?: string;
  preview: string;
  previewAuthor?: Author;
  changedAt: number;
  stage?: Decision["stage"];
  expiresAt?: number;
}

/** What could not be carried out although it was tried again and again. */
export interface Stuck {
  place: number;
  what: string;
  key?: string;
  problem: string;
}

/** Everything the workspace needs to show one conversation and to decide about it by itself. */
export interface Conversation {
  summary: Summary;
  entries: Entry[];
  state: object;
  /** What the worker put aside because it failed at it again and again. */
  stuck: Stuck[];
  /** Another conversation with the same person, where Meta has told. */
  sameAs?: string;
  /** The person it is with, where it is with one alone. */
  person?: string;
  /** The ticket's id at the help desk: it is solved there. */
  deskTicket?: string;
}

/** What a conversation has had to do, for `/health`. */
export interface Counters {
  received: number;
  duplicate: number;
  unprocessed: number;
  delivered: number;
  failed: number;
  retried: number;
  /** Actions the help desk has taken. */
  told: number;
  waiting: number;
  parked: number;
  /** Since when the oldest errand waits, ms since the epoch. */
  oldest: number | null;
}

export interface Page {
  id: string;
  name: string;
}

/** What the workspace hears over its WebSocket. */
export type News =
  | {
      hello: {
        page: Page;
        pages: Page[];
        policy: object;
        now: number;
        standIn: boolean;
        inbox: Summary[];
        channel: Standing;
      };
    }
  | { changed: Summary }
  | { clock: { now: number } }
  | { channel: Standing }
  /** A conversation was deleted, with everything in it. */
  | { gone: string }
  /** `tone`: it is good news, or there is time still; without it something is wrong. */
  | { alert: { text: string; code?: string; tone?: "good" | "soon" } };

/** Until Graph takes it, anything may follow; what has arrived never goes back. */
const PROGRESS: Record<PartState, number> = {
  sending: 0,
  waiting: 0,
  retrying: 0,
  maybe_sent: 0,
  stuck: 0,
  failed: 0,
  refused: 0,
  sent: 1,
  delivered: 2,
  read: 3,
};

/** Receipts overtake one another; a mark only ever moves forward. */
export function furthest(before: PartState, after: PartState): PartState {
  return PROGRESS[after] >= PROGRESS[before] ? after : before;
}

export function hasArrived({ state }: Part): boolean {
  return PROGRESS[state] > 0;
}
