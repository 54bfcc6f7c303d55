/**
 * Graph's side of the rules, in its own few lines: written apart from the core on purpose, so that the two can disagree
 * and somebody notices.
 */

import type { Comment, Customer } from "./phone-wire.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const RETIRED_TAGS = ["CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE"];
const ACTIONS = ["typing_on", "typing_off", "mark_seen", "react", "unreact"];
const TYPES = ["RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"];
const FILES = ["image", "video", "audio", "file"];
const MEGABYTE = 1024 * 1024;

export interface GraphError {
  status: number;
  error: {
    message: string;
    type: string;
    code: number;
    error_subcode?: number;
    is_transient?: boolean;
    fbtrace_id: string;
  };
  headers?: Record<string, string>;
}

interface Button {
  type?: string;
  title?: string;
  payload?: string;
  url?: string;
}

export interface Attachment {
  type?: string;
  payload?: {
    url?: string;
    attachment_id?: string;
    template_type?: string;
    text?: string;
    buttons?: Button[];
    elements?: { title?: string; subtitle?: string; image_url?: string; default_action?: object; buttons?: Button[] }[];
  };
}

export interface SendBody {
  recipient?: { id?: string; comment_id?: string; post_id?: string };
  messaging_type?: string;
  tag?: string;
  sender_action?: string;
  payload?: { message_id?: string; reaction?: string };
  reply_to?: { mid?: string };
  message?: {
    text?: string;
    metadata?: string;
    quick_replies?: { content_type?: string; title?: string; payload?: string }[];
    attachment?: Attachment;
    attachments?: Attachment[];
    template?: unknown;
    sticker_id?: number;
  };
}

/** A token, and what it is good for. */
export interface Token {
  type: "USER" | "PAGE" | "APP";
  /** Whose login it came from. */
  user?: string;
  /** Of a Page's token: which. */
  page?: string;
  /** The Pages that were ticked in the login. */
  pages: string[];
  issuedAt: number;
  /** 0: never. */
  expiresAt: number;
  /** The person removed the app. */
  removed?: true;
  /** The Page tokens of this login end after 60 days. */
  ending: boolean;
}

export function graphError(status: number, code: number, subcode: number | undefined, message: string): GraphError {
  const trace = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(12)))).replaceAll(/[+/=]/g, "x");
  return {
    status,
    error: {
      message,
      type: "OAuthException",
      code,
      ...(subcode !== undefined && { error_subcode: subcode }),
      fbtrace_id: `A${trace}`,
    },
  };
}

const invalid = (message: string, subcode?: number) => graphError(400, 100, subcode, `(#100) ${message}`);

/** Whether a token is one, and still works. */
export function tokenError(token: Token | undefined, now: number): GraphError | undefined {
  if (!token) return graphError(400, 190, undefined, "Invalid OAuth access token.");
  if (token.removed) return graphError(400, 190, 458, "Error validating access token: the user has not authorized the app.");
  if (token.expiresAt === 0 || now < token.expiresAt) return undefined;
  return graphError(400, 190, 463, "Error validating access token: the session has expired.");
}

/** What is wrong with a call to `/messages`, whoever it goes to. `known` tells whether an upload is there. */
export function contentError(body: SendBody, known: (attachment: string) => boolean): GraphError | undefined {
  const { message, sender_action: action } = body;
  if (action !== undefined) {
    if (message) return invalid("A message and a sender action cannot be sent together.", 2018014);
    if (!ACTIONS.includes(action)) return invalid("Param sender_action is not one of the known actions.");
    if (/react$/.test(action) && body.payload?.message_id === undefined) return invalid("payload.message_id is required.");
    return undefined;
  }
  const files = message?.attachments ?? (message?.attachment ? [message.attachment] : []);
  const says = (message?.text ?? "").trim() !== "" || message?.template !== undefined || message?.sticker_id !== undefined;
  if (!message || (!says && files.length === 0)) return invalid("The message must not be empty.", 2018034);
  if (body.messaging_type !== undefined && !TYPES.includes(body.messaging_type)) return invalid("Unknown messaging_type.");
  if ((body.tag !== undefined) !== (body.messaging_type === "MESSAGE_TAG"))
    return invalid("A tag goes with messaging_type MESSAGE_TAG, and only with it.");
  return (
    tooLong("message[text]", message.text, 2000) ??
    tooLong("message[metadata]", message.metadata, 1000) ??
    quickReplyError(message.quick_replies ?? []) ??
    (files.length > 30 ? invalid("At most 30 attachments.") : undefined) ??
    first(files, (file) => fileError(file, files.length > 1, known))
  );
}

function quickReplyError(replies: { content_type?: string; title?: string; payload?: string }[]): GraphError | undefined {
  if (replies.length > 13) return invalid("Too many quick replies.");
  return first(replies, ({ content_type, title, payload }) =>
    content_type === "text" && !title
      ? invalid("A quick reply needs a title.")
      : (tooLong("quick_replies[title]", title, 20) ?? tooLong("quick_replies[payload]", payload, 1000)),
  );
}

function fileError({ type, payload }: Attachment, several: boolean, known: (id: string) => boolean): GraphError | undefined {
  if (type === "template") return several ? invalid("A template stands alone.") : templateError(payload);
  if (!FILES.includes(type ?? "")) return invalid("Unknown attachment type.");
  if (several && type !== "image") return invalid("Only images can be sent together.");
  const { url, attachment_id: id } = payload ?? {};
  if ((url === undefined) === (id === undefined)) return invalid("An attachment needs one of url and attachment_id.");
  if (id !== undefined && !known(id)) return invalid("The attachment id is unknown.", 2018074);
  if (url !== undefined && !/^https?:\/\/[^/]+/.test(url)) return invalid("Failed to fetch the file from the url.", 2018008);
  return undefined;
}

function templateError(payload: Attachment["payload"]): GraphError | undefined {
  switch (payload?.template_type) {
    case "button":
      if (!payload.text || !payload.buttons?.length) return invalid("A button template needs a text and buttons.");
      return tooLong("text", payload.text, 640) ?? buttonError(payload.buttons);
    case "generic":
      if (!payload.elements?.length) return invalid("A generic template needs elements.");
      if (payload.elements.length > 10) return invalid("At most 10 elements.");
      return first(
        payload.elements,
        ({ title, subtitle, image_url, default_action, buttons }) =>
          (title ? undefined : invalid("An element needs a title.")) ??
          (subtitle || image_url || default_action || buttons ? undefined : invalid("A title alone is no element.")) ??
          tooLong("title", title, 80) ??
          tooLong("subtitle", subtitle, 80) ??
          buttonError(buttons ?? []),
      );
    case undefined:
      return invalid("A template needs a template_type.");
    default:
      return undefined;
  }
}

function buttonError(buttons: Button[]): GraphError | undefined {
  if (buttons.length > 3) return invalid("At most 3 buttons.");
  return first(buttons, ({ title, payload }) => tooLong("button title", title, 20) ?? tooLong("payload", payload, 1000));
}

export function uploadError(type: string | undefined, size: number): GraphError | undefined {
  if (!FILES.includes(type ?? "")) return invalid("Unknown attachment type.");
  if (size === 0) return graphError(400, 100, 2018047, "(#100) Upload attachment failure.");
  if (size > (type === "image" ? 8 : 25) * MEGABYTE) return invalid("Attachment size exceeds the limit.", 2018109);
  return undefined;
}

/** Who controls the thread, whether they receive anything, and whether the window is open. */
export function threadError(body: SendBody, customer: Customer, now: number): GraphError | undefined {
  if (customer.otherApp) return graphError(400, 10, 2018300, "(#10) Message sent by an app that does not control this thread.");
  if (customer.blocked) return graphError(400, 551, 1545041, "(#551) This person isn't available right now.");
  return body.sender_action === undefined ? windowError(body, customer, now) : undefined;
}

/** 24 hours from the customer's last action; with HUMAN_AGENT 7 days from the customer's last message. */
function windowError({ messaging_type, tag }: SendBody, customer: Customer, now: number): GraphError | undefined {
  if (tag !== undefined && RETIRED_TAGS.includes(tag)) return invalid("This message tag is no longer supported.", 1893061);
  if (tag !== undefined && tag !== "HUMAN_AGENT") return invalid("Param tag is not one of the known tags.");
  const tagged = messaging_type === "MESSAGE_TAG";
  const since = tagged ? customer.wroteAt : customer.actedAt;
  if (since !== undefined && now < since + (tagged ? 7 * DAY : DAY)) return undefined;
  return graphError(400, 10, 2018278, "(#10) This message is sent outside of allowed window.");
}

/** One private reply to a comment, within 7 days. */
export function privateReplyError(comment: Comment | undefined, now: number): GraphError | undefined {
  if (!comment || comment.deleted) return graphError(400, 100, 33, "Unsupported post request. Object does not exist.");
  if (comment.privateReply) return graphError(400, 10900, undefined, "(#10900) Activity already replied to.");
  if (now >= comment.at + 7 * DAY)
    return graphError(400, 10, 2018278, "(#10) This message is sent outside of allowed window.");
  return undefined;
}

function tooLong(name: string, text: string | undefined, most: number): GraphError | undefined {
  return text === undefined || text.length <= most
    ? undefined
    : invalid(`Length of param ${name} must be less than or equal to ${most}`);
}

function first<T>(things: T[], check: (thing: T) => GraphError | undefined): GraphError | undefined {
  for (const thing of things) {
    const error = check(thing);
    if (error) return error;
  }
  return undefined;
}
