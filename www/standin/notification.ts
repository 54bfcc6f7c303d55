/** Webhook bodies as Meta writes and signs them. */

import type { Bubble, Comment, Customer } from "./phone-wire.ts";

/** The thumbs-up that every Messenger has beside its text field. */
export const LIKE_STICKER = 369239263222822;

const REACTIONS: Record<string, string> = {
  "❤": "love",
  "😆": "smile",
  "😮": "wow",
  "😢": "sad",
  "😠": "angry",
  "👍": "like",
  "👎": "dislike",
};

type Item = Record<string, unknown>;

export class Notification {
  constructor(
    private readonly page: string,
    private readonly at: number,
  ) {}

  message(customer: Customer, bubble: Bubble, more: Item = {}): string {
    return this.messaging(customer.psid, { message: { mid: bubble.mid, ...content(bubble), ...more } });
  }

  postback(customer: Customer, mid: string, title: string, payload: string): string {
    return this.messaging(customer.psid, { postback: { mid, title, payload } });
  }

  /** `emoji` absent: the reaction was taken back. */
  reaction(customer: Customer, mid: string, emoji: string | undefined): string {
    const reaction =
      emoji === undefined ? { mid, action: "unreact" } : { mid, action: "react", reaction: REACTIONS[emoji] ?? "other", emoji };
    return this.messaging(customer.psid, { reaction });
  }

  echo(customer: Customer, bubble: Bubble, appId: string, metadata: unknown): string {
    const message = {
      mid: bubble.mid,
      is_echo: true,
      app_id: Number(appId),
      ...(metadata !== undefined && { metadata }),
      ...content(bubble),
    };
    return this.body({
      messaging: [{ sender: { id: this.page }, recipient: { id: customer.psid }, timestamp: this.at, message }],
    });
  }

  delivery(customer: Customer, mid: string): string {
    return this.messaging(customer.psid, { delivery: { mids: [mid], watermark: this.at } });
  }

  read(customer: Customer): string {
    return this.messaging(customer.psid, { read: { watermark: this.at } });
  }

  /** Another app took the thread from ours, or passed it on to ours. */
  handover(customer: Customer, ours: string, other: string): string {
    const [previous, next] = customer.otherApp ? [ours, other] : [other, ours];
    const owners = { previous_owner_app_id: previous, new_owner_app_id: next };
    return this.messaging(customer.psid, customer.otherApp ? { take_thread_control: owners } : { pass_thread_control: owners });
  }

  comment(comment: Comment, post: string, verb: "add" | "edited" | "remove" | "hide" | "unhide" = "add"): string {
    const value = {
      item: "comment",
      verb,
      from: { id: comment.from, name: comment.name },
      post_id: post,
      comment_id: comment.id,
      parent_id: comment.parent,
      created_time: Math.floor(comment.at / 1000),
      message: comment.text,
      post: {
        id: post,
        status_type: "mobile_status_update",
        is_published: true,
        permalink_url: `https://www.facebook.com/${post}`,
      },
    };
    return this.body({ changes: [{ field: "feed", value }] });
  }

  private messaging(psid: string, item: Item): string {
    return this.body({ messaging: [{ sender: { id: psid }, recipient: { id: this.page }, timestamp: this.at, ...item }] });
  }

  private body(entry: Item): string {
    return escaped(JSON.stringify({ object: "page", entry: [{ time: this.at, id: this.page, ...entry }] }));
  }
}

function content({ text, picture, sticker, files }: Bubble): Item {
  if (files?.length) return { attachments: files.map((url) => ({ type: "file", payload: { url } })) };
  if (sticker !== undefined) return { attachments: [{ type: "sticker", payload: { url: sticker, sticker_id: LIKE_STICKER } }] };
  if (picture !== undefined) return { attachments: [{ type: "image", payload: { url: picture } }] };
  return { text };
}

/** Meta signs, and sends, JSON with every non-ASCII unit as lowercase `\uXXXX` and every slash as `\/`. */
function escaped(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).replaceAll("/", "\\/");
}

export async function signature(body: string, secret: string): Promise<string> {
  return `sha256=${Array.from(await macOf(body, secret), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** What Meta posts about a person, whom it names by the app's id of them: signed is the payload as it is encoded. */
export async function signedRequest(person: string, at: number, secret: string): Promise<string> {
  const said = { algorithm: "HMAC-SHA256", issued_at: Math.floor(at / 1000), user_id: person };
  const payload = base64url(new TextEncoder().encode(JSON.stringify(said)));
  return `${base64url(await macOf(payload, secret))}.${payload}`;
}

async function macOf(text: string, secret: string): Promise<Uint8Array> {
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(text)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
