/** What a conversation looks like to an agent. The worker stores these, the workspace shows them. */

import type { Decision, DeskAction } from "messenger-desk";

export type Message = Extract<DeskAction, { do: "append" }>["message"];
export type Author = DeskAction["author"];
export type PartState = "sending" | "sent" | "delivered" | "read" | "failed" | "refused";

/** One Send API call of an outgoing message: long answers take several. */
export interface Part {
  key: string;
  state: PartState;
  mid?: string;
  reason?: string;
  text?: string;
}

export interface Entry {
  id: string;
  what: "message" | "note" | "opened" | "solved" | "reopened";
  author: Author;
  at: number;
  message?: Message & { quickReplies?: string[] };
  note?: string;
  ticket?: number;
  /** Outgoing only. */
  parts?: Part[];
  /** How the reply went out: kept with the entry, because the window moves on. */
  sentAs?: string;
  reaction?: string;
  edited?: true;
  redacted?: true;
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

/** Everything the workspace needs to show one conversation and to decide about it by itself. */
export interface Conversation {
  summary: Summary;
  entries: Entry[];
  state: object;
}

/** What the workspace hears over its WebSocket. */
export type News =
  | { hello: { page: { id: string; name: string }; policy: object; now: number; standIn: boolean; inbox: Summary[] } }
  | { changed: Summary }
  | { clock: { now: number } }
  | { alert: { text: string; code?: string } };

const PROGRESS: PartState[] = ["sending", "sent", "delivered", "read"];

/** Receipts overtake one another; a mark only ever moves forward. */
export function furthest(before: PartState, after: PartState): PartState {
  return PROGRESS.indexOf(after) > PROGRESS.indexOf(before) || !PROGRESS.includes(after) ? after : before;
}
