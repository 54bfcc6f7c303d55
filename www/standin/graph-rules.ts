/**
 * Graph's side of the rules, in its own few lines: written apart from the core on purpose, so that the two can disagree
 * and somebody notices.
 */

import type { Comment, Customer } from "./phone-wire.ts";

const HOUR = 3_600_000;
const LONGEST_TEXT = 2000;

export interface GraphError {
  status: number;
  error: { message: string; type: string; code: number; error_subcode?: number; fbtrace_id: string };
}

export interface SendBody {
  recipient?: { id?: string; comment_id?: string };
  messaging_type?: string;
  tag?: string;
  sender_action?: string;
  reply_to?: { mid?: string };
  message?: {
    text?: string;
    metadata?: string;
    quick_replies?: { content_type?: string; title?: string; payload?: string }[];
    attachment?: {
      type?: string;
      payload?: {
        url?: string;
        template_type?: string;
        text?: string;
        buttons?: { type?: string; title?: string; payload?: string }[];
      };
    };
  };
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

export function tokenError(authorization: string | null, token: string): GraphError | undefined {
  if (authorization === `Bearer ${token}`) return undefined;
  return graphError(400, 190, 463, "Error validating access token: the session has expired.");
}

export function contentError({ message }: SendBody): GraphError | undefined {
  const text = message?.text;
  if (!message || (text === undefined && !message.attachment))
    return graphError(400, 100, 2018034, "(#100) The message must not be empty.");
  if (text !== undefined && text.length > LONGEST_TEXT) {
    return graphError(400, 100, undefined, `(#100) Length of param message[text] must be less than or equal to ${LONGEST_TEXT}`);
  }
  if ((message.quick_replies?.length ?? 0) > 13) return graphError(400, 100, undefined, "(#100) Too many quick replies.");
  return undefined;
}

/** 24 hours from the customer's last action; with HUMAN_AGENT 7 days from the customer's last message. */
export function windowError({ messaging_type, tag }: SendBody, customer: Customer, now: number): GraphError | undefined {
  if (customer.blocked) return graphError(400, 551, 1545041, "(#551) This person isn't available right now.");
  if (messaging_type === "MESSAGE_TAG" && tag !== "HUMAN_AGENT")
    return graphError(400, 100, 1893061, "(#100) This message tag is no longer supported.");
  const tagged = messaging_type === "MESSAGE_TAG";
  const since = tagged ? customer.wroteAt : customer.actedAt;
  const length = tagged ? 7 * 24 * HOUR : 24 * HOUR;
  if (since !== undefined && now < since + length) return undefined;
  return graphError(400, 10, 2018278, "(#10) This message is sent outside of allowed window.");
}

/** One private reply to a comment, within 7 days. */
export function privateReplyError(comment: Comment | undefined, now: number): GraphError | undefined {
  if (!comment) return graphError(400, 100, 33, "Unsupported post request. Object does not exist.");
  if (comment.privateReply) return graphError(400, 10900, undefined, "(#10900) Activity already replied to.");
  if (now >= comment.at + 7 * 24 * HOUR)
    return graphError(400, 10, 2018278, "(#10) This message is sent outside of allowed window.");
  return undefined;
}
