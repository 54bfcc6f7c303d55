/** What the stand-in tells the customer's phone, and what the phone asks of it. */

import type { Mood, MoodName } from "./mood.ts";

export interface QuickReply {
  title: string;
  payload: string;
}

export interface Bubble {
  mid: string;
  from: "customer" | "page";
  at: number;
  text?: string;
  picture?: string;
  sticker?: string;
  /** Files that are no pictures of this origin, by name or address. */
  files?: string[];
  quickReplies?: QuickReply[];
  buttons?: QuickReply[];
  /** The customer's own reaction to a message of the Page. */
  reaction?: string;
  /** A private reply quotes the comment it answers. */
  about?: string;
  /** How it came in at Graph, for the curious: `RESPONSE`, `MESSAGE_TAG · HUMAN_AGENT` ... */
  sentAs?: string;
  seen?: true;
}

export interface Comment {
  id: string;
  parent: string;
  /** The customer's id in the feed, or the Page's. */
  from: string;
  name: string;
  text: string;
  at: number;
  privateReply?: true;
  hidden?: true;
  liked?: true;
  deleted?: true;
}

export interface Customer {
  /** Page-scoped id, as Messenger knows this person. */
  psid: string;
  /** Page-scoped id in the feed: Meta does not promise that it is the same. */
  feedId: string;
  /** The id by which the app knows this person: the one in Meta's data deletion callback. */
  appId: string;
  name: string;
  blocked: boolean;
  /** Another app controls the thread. */
  otherApp?: true;
  /** The Page shows that somebody writes. */
  typing?: true;
  thread: Bubble[];
  /** Last action that opens the window, and last message. */
  actedAt?: number;
  wroteAt?: number;
}

export interface Post {
  id: string;
  text: string;
  comments: Comment[];
}

/** Meta's last notification as the webhook answered it. */
export interface Notified {
  what: string;
  status: number;
  answer: string;
  bytes: number;
}

export interface PhoneView {
  page: { id: string; name: string };
  customers: { psid: string; name: string; unseen: number }[];
  customer: Customer;
  post: Post;
  clock: { now: number; offset: number };
  notified?: Notified;
  mood?: Mood;
}

export type Act =
  | { do: "text"; text: string; replyTo?: string }
  | { do: "quickReply"; title: string; payload: string }
  | { do: "postback"; title: string; payload: string }
  | { do: "picture"; picture: string }
  | { do: "like" }
  | { do: "react"; mid: string; emoji?: string }
  | { do: "comment"; text: string; parent?: string }
  | { do: "block"; blocked: boolean }
  | { do: "otherApp"; controls: boolean }
  | { do: "mood"; mood: MoodName; times: number }
  | { do: "askForDeletion" }
  | { do: "removeApp" }
  | { do: "seen" }
  | { do: "redeliver" }
  | { do: "forge" };
