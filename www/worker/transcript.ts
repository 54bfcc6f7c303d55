/** The ticket's transcript in SQLite: does what the channel's desk actions say, and nothing of its own. */

import type { Attachment, DeskAction, DraftAct, GraphRequest } from "messenger-desk";
import { furthest, hasArrived } from "./ticket.ts";
import type { Entry, PartState } from "./ticket.ts";

type Act<Do extends DeskAction["do"]> = Extract<DeskAction, { do: Do }>;

export class Transcript {
  constructor(private readonly sql: SqlStorage) {
    // `names` leads from every mid and request key to its entry: one reply can be several messages to Meta.
    sql.exec(`
      CREATE TABLE IF NOT EXISTS entries (id TEXT PRIMARY KEY, at INTEGER NOT NULL, underway INTEGER NOT NULL, entry TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS entries_at ON entries (at);
      CREATE INDEX IF NOT EXISTS entries_underway ON entries (underway) WHERE underway = 1;
      CREATE TABLE IF NOT EXISTS early (mid TEXT PRIMARY KEY, state TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS names (name TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
    `);
  }

  all(): Entry[] {
    return this.sql
      .exec<{ entry: string }>("SELECT entry FROM entries ORDER BY at, rowid")
      .toArray()
      .map((row) => JSON.parse(row.entry) as Entry);
  }

  /** The last message: what the inbox shows. */
  newest(): Entry | undefined {
    const [row] = this.sql
      .exec<{ entry: string }>(
        "SELECT entry FROM entries WHERE entry ->> 'what' = 'message' ORDER BY at DESC, rowid DESC LIMIT 1",
      )
      .toArray();
    return row && (JSON.parse(row.entry) as Entry);
  }

  has(id: string): boolean {
    return this.sql.exec("SELECT 1 FROM entries WHERE id = ?", id).toArray().length > 0;
  }

  /** Entries whose delivery or reading is still to come. */
  private underway(): Entry[] {
    return this.sql
      .exec<{ entry: string }>("SELECT entry FROM entries WHERE underway = 1")
      .toArray()
      .map((row) => JSON.parse(row.entry) as Entry);
  }

  named(name: string): Entry | undefined {
    const [row] = this.sql
      .exec<{ entry: string }>(
        "SELECT entry FROM entries WHERE id = ?1 UNION SELECT entry FROM entries WHERE id = (SELECT id FROM names WHERE name = ?1)",
        name,
      )
      .toArray();
    return row && (JSON.parse(row.entry) as Entry);
  }

  put(entry: Entry): void {
    const underway = entry.parts?.some((part) => part.state !== "read" && part.state !== "refused");
    this.sql.exec(
      "INSERT INTO entries (id, at, underway, entry) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET underway = ?3, entry = ?4",
      entry.id,
      entry.at,
      underway ? 1 : 0,
      JSON.stringify(entry),
    );
    const names = [entry.message?.mid, ...(entry.parts ?? []).flatMap((part) => [part.key, part.mid])];
    for (const name of names) {
      if (name) this.sql.exec("INSERT OR REPLACE INTO names (name, id) VALUES (?, ?)", name, entry.id);
    }
  }

  add(action: Act<"open" | "append" | "edit">): void {
    // The Page's own public comment comes back as a comment like any other.
    const known = action.message.mid === undefined ? undefined : this.named(action.message.mid);
    if (known) return this.complete(known, action.message.attachments);
    const entry: Entry = { id: action.id, what: "message", author: action.author, at: action.at, message: action.message };
    if (action.author !== "customer") {
      const { mid } = action.message;
      entry.parts = [{ key: mid ?? action.id, state: "sent", ...(mid !== undefined && { mid }) }];
    }
    this.put(entry);
  }

  /** An edit that came before its message stands for its words, not for its files. */
  private complete(entry: Entry, attachments: Attachment[]): void {
    if (entry.author !== "customer" || !entry.message || entry.message.attachments.length > 0 || attachments.length === 0) return;
    entry.message = { ...entry.message, attachments };
    this.put(entry);
  }

  /** These name the message they are about. */
  amend(action: Act<"edit" | "redact" | "react">): void {
    const entry = action.target === undefined ? undefined : this.named(action.target);
    // An edit that came before its message stands for it.
    if (!entry && action.do === "edit") return this.add(action);
    if (!entry) return;
    switch (action.do) {
      case "edit":
        entry.message = { ...entry.message, ...action.message };
        entry.edited = true;
        break;
      case "redact":
        delete entry.message;
        entry.redacted = true;
        break;
      case "react":
        if (action.reaction.action === "react") entry.reaction = action.reaction.emoji ?? action.reaction.reaction ?? "♥";
        else delete entry.reaction;
    }
    this.put(entry);
  }

  /** `reply` is the draft at hand: a draft the channel cannot even read is refused without its name. */
  receipt({ receipt }: Act<"receipt">, reply?: string): void {
    const key = receipt.key ?? reply;
    if (key === undefined) return this.customerReceipt(receipt);
    const entry = this.named(key);
    if (!entry?.parts) return;
    for (const part of entry.parts) {
      // A refusal names the draft, everything else one request.
      if (part.key !== key && entry.id !== key) continue;
      const state = furthest(part.state, receipt.state);
      if (state !== receipt.state) continue;
      const { reason, detail, text, retryAt, mids } = receipt;
      part.state = state;
      for (const old of ["reason", "detail", "text", "retryAt"] as const) delete part[old];
      Object.assign(part, {
        ...(reason !== undefined && { reason }),
        ...(detail !== undefined && { detail }),
        ...(text !== undefined && { text }),
        ...(retryAt !== undefined && { retryAt }),
      });
      const [mid] = mids ?? [];
      if (mid !== undefined) {
        part.mid = mid;
        part.state = furthest(part.state, this.overtaken(mid) ?? part.state);
      }
    }
    this.put(entry);
    if (entry.act && entry.parts.every(hasArrived)) this.carriedOut(entry.act);
  }

  /** What the worker itself has to say of a request. */
  mark(key: string, state: PartState, text: string): void {
    const entry = this.named(key);
    const part = entry?.parts?.find((part) => part.key === key);
    if (!entry || !part) return;
    part.state = furthest(part.state, state);
    part.text = text;
    this.put(entry);
  }

  /** The same reply is sent once more: what arrived of it stays as it is. */
  again(entry: Entry): void {
    entry.parts = [...(entry.parts ?? []).filter(hasArrived), { key: entry.id, state: "sending" }];
    this.put(entry);
  }

  /** It is not sent before the Page may send again. */
  wait(entry: Entry, text: string): void {
    entry.parts = [...(entry.parts ?? []).filter(hasArrived), { key: entry.id, state: "waiting", text }];
    this.put(entry);
  }

  /** The requests a reply becomes are the parts of its entry, so that each gets its own mark. */
  planned(reply: string, { key, body, upload }: GraphRequest): void {
    const entry = this.named(reply);
    // Typing and seen are worth no mark.
    if (!entry || (body !== undefined && "sender_action" in body && entry.what === "message")) return;
    const { tag, messaging_type } = (body ?? {}) as { tag?: string; messaging_type?: string };
    const sentAs = tag ?? messaging_type;
    if (sentAs !== undefined) entry.sentAs = sentAs;
    // The draft stood for its parts as long as nobody knew them.
    const others = (entry.parts ?? []).filter((part) => part.key !== entry.id && part.key !== key);
    entry.parts = [...others, { key, state: "sending", ...(upload !== undefined && { upload: true as const }) }];
    this.put(entry);
  }

  /** What was done with a comment shows at the comment. */
  private carriedOut(act: DraftAct): void {
    const entry = act.comment === undefined ? undefined : this.named(act.comment);
    if (!entry) return;
    switch (act.do) {
      case "hideComment":
        entry.hidden = true;
        break;
      case "unhideComment":
        delete entry.hidden;
        break;
      case "likeComment":
        entry.liked = true;
        break;
      case "unlikeComment":
        delete entry.liked;
        break;
      case "deleteComment":
        delete entry.message;
        entry.redacted = true;
        break;
      case "editComment":
        entry.message = { ...entry.message, attachments: entry.message?.attachments ?? [], text: act.text ?? "" };
        entry.edited = true;
        break;
      default:
        return;
    }
    this.put(entry);
  }

  /** Delivered or read: by the messages' names, and by a moment that covers everything sent before. */
  private customerReceipt({ state, mids = [], watermark }: Act<"receipt">["receipt"]): void {
    const covered = watermark === undefined ? [] : this.underway().filter(({ at }) => at <= watermark);
    const named = mids.map((mid) => this.named(mid)).filter((entry) => entry !== undefined);
    for (const entry of new Map([...covered, ...named].map((entry) => [entry.id, entry])).values()) {
      for (const part of entry.parts ?? []) {
        if (part.mid === undefined || !hasArrived(part)) continue;
        if (covered.includes(entry) || mids.includes(part.mid)) part.state = furthest(part.state, state);
      }
      this.put(entry);
    }
    for (const mid of mids) {
      if (!this.named(mid)) this.sql.exec("INSERT OR REPLACE INTO early (mid, state) VALUES (?, ?)", mid, state);
    }
  }

  /** Meta's receipt can be here before its answer to the very send. */
  private overtaken(mid: string): PartState | undefined {
    const [row] = this.sql.exec<{ state: PartState }>("DELETE FROM early WHERE mid = ? RETURNING state", mid).toArray();
    return row?.state;
  }

  note({ id, author, at, note, code }: Act<"note">): void {
    this.put({ id, what: "note", author, at, note, code });
  }
}
