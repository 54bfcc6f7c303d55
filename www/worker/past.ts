/** What a conversation must not keep: after its time, at the person's wish, or because the sender took it back. */

import type { InboundEvent } from "messenger-desk";
import { isWall } from "./authors.ts";
import { retentionOf } from "./env.ts";
import type { Env } from "./env.ts";
import { RESIDUE, rewrite } from "./rewrite.ts";
import { Stores } from "./stores.ts";
import { summarise } from "./summary.ts";
import type { Entry } from "./ticket.ts";

/** What was erased. `whole`: nothing of the conversation is left. */
export interface Erasure {
  whole: boolean;
  messages: number;
  files: number;
}

const DAY = 24 * 3_600_000;

const TOO_LATE = "The time for which texts are kept here was over before the Page could send it.";

export class Past {
  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly stores: Stores,
    private readonly env: Env,
  ) {}

  private get sql(): SqlStorage {
    return this.storage.sql;
  }

  /** When something is to be dropped next, ms since the epoch. */
  due(): number | undefined {
    const { facts } = this.stores;
    const residue = facts.get("residue");
    const lasts = retentionOf(this.env, facts.get("page"));
    const { oldest } = this.sql
      .exec<{ oldest: number | null }>("SELECT MIN(at) AS oldest FROM entries WHERE at > ?", facts.get("keptSince") ?? -Infinity)
      .one();
    const times = [residue, lasts === undefined || oldest === null ? undefined : oldest + lasts];
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Drops what is too old, and the bytes of what was dropped before. `renew` makes what shows of the conversation anew. */
  drop(at: number, renew: () => void): void {
    const { facts } = this.stores;
    const lasts = retentionOf(this.env, facts.get("page"));
    const dropped =
      lasts !== undefined &&
      this.storage.transactionSync(() => {
        if (!this.dropUntil(at - lasts, lasts / DAY)) return false;
        facts.keep("soiled", true);
        renew();
        return true;
      });
    if (!dropped && (facts.get("residue") ?? Infinity) > at) return;
    facts.forget("residue");
    this.renumber();
  }

  /** Rows get new places, so who was met has to be told anew. */
  private renumber(): void {
    this.stores.facts.forget("introduced");
    rewrite(this.storage);
  }

  private dropUntil(until: number, days: number): boolean {
    const { facts, transcript, drafts, held } = this.stores;
    const old = this.entries("at <= ? AND at > ?", until, facts.get("keptSince") ?? -Infinity);
    facts.keep("keptSince", until);
    if (old.length === 0) return false;
    for (const entry of old) {
      const parts = entry.parts?.map((part) =>
        part.state === "waiting" ? { ...part, state: "failed" as const, text: TOO_LATE } : part,
      );
      transcript.put(bare({ ...entry, ...(parts && { parts }) }, { days }));
      held.take(entry.id);
      drafts.done(entry.id);
      if (entry.what === "opened" && entry.ticket === facts.get("ticket")) facts.keep("subject", "");
    }
    for (const { id } of this.sql.exec<{ id: string }>("SELECT id FROM files WHERE at <= ?", until).toArray())
      this.stores.files.drop(id);
    this.sql.exec("DELETE FROM errands WHERE added <= ? AND parked IS NOT NULL", until);
    this.stores.unprocessed.forgetUntil(until);
    return true;
  }

  /** The sender takes a message back: no copy of it stays, wherever it is on its way. */
  takeBack(mid: string, at: number): void {
    const { facts, transcript } = this.stores;
    if (beginsWith(transcript.named(mid)?.message?.text, facts.get("subject"))) facts.keep("subject", "");
    const named = JSON.stringify(mid);
    this.stores.unprocessed.forget([mid]);
    for (const { place, errand } of this.sql
      .exec<{ place: number; errand: string }>("SELECT place, errand FROM errands")
      .toArray()) {
      if (errand.includes(named))
        this.sql.exec("UPDATE errands SET errand = ? WHERE place = ?", withoutMessage(errand, mid), place);
    }
    facts.keep("residue", at + RESIDUE);
    facts.keep("soiled", true);
  }

  /**
   * Erases what the person with these ids said and was told; where that is everything, the tables are there again afterwards, and
   * empty. `renew` makes what shows of the conversation anew.
   */
  erase(ids: string[], at: number, renew: () => void): Erasure {
    const { facts } = this.stores;
    const conversation = facts.get("conversation") ?? "";
    const mine = this.entries("1").filter((entry) => this.isTheirs(entry, ids, conversation));
    const counted = {
      messages: mine.filter(({ what, forgotten }) => what === "message" && !forgotten).length,
      files:
        this.sql.exec<{ count: number }>("SELECT COUNT(*) AS count FROM files").one().count +
        mine.reduce((sum, { message }) => sum + (message?.attachments.length ?? 0), 0),
    };
    if (isWall(conversation) && !this.isOnlyTheirs(ids)) {
      this.storage.transactionSync(() => {
        this.eraseAmongOthers(mine, ids);
        renew();
      });
      this.renumber();
      return { whole: false, ...counted };
    }
    void this.storage.deleteAll();
    // The tables again; and nothing from before comes back with a redelivery.
    new Stores(this.sql).facts.keep("erasedAt", at);
    this.stores.reread();
    return { whole: true, ...counted };
  }

  private eraseAmongOthers(theirs: Entry[], ids: string[]): void {
    const { facts, transcript, drafts, held, authors } = this.stores;
    for (const entry of theirs) {
      if (beginsWith(entry.message?.text, facts.get("subject"))) facts.keep("subject", "");
      for (const name of [entry.id, entry.message?.mid, ...(entry.parts ?? []).map(({ key }) => key)]) {
        if (name !== undefined) this.eraseWaiting(name);
      }
      held.take(entry.id);
      drafts.done(entry.id);
      transcript.put(bare(entry, "deletion"));
    }
    for (const id of ids) {
      this.eraseWaiting(id);
      const state = facts.get("state");
      if (!state || !JSON.stringify(state).includes(JSON.stringify(id))) continue;
      // The fold names the one who wrote last, and what a private reply to them would answer.
      const { contact: _, comment: __, ...rest } = state;
      facts.keep("state", rest);
      for (const fact of ["customer", "contact", "sameAs"] as const) facts.forget(fact);
    }
    authors.forget(ids);
  }

  /** Whatever is about this message or person and has not got to where it was to go. */
  private eraseWaiting(name: string): void {
    const named = JSON.stringify(name);
    this.sql.exec("DELETE FROM errands WHERE key = ?1 OR instr(errand, ?2) > 0", name, named);
    this.stores.unprocessed.forget([name]);
  }

  /** Everything that is here of the person with these ids. */
  dossier(ids: string[], at: number): object {
    const { facts } = this.stores;
    const conversation = facts.get("conversation") ?? "";
    const alone = !isWall(conversation) || this.isOnlyTheirs(ids);
    return {
      conversation,
      // Below a post it has the words of whoever wrote last.
      ...(alone && { summary: summarise(facts, this.stores.transcript.newest(), at, this.env) }),
      entries: this.entries("1").filter((entry) => alone || this.isTheirs(entry, ids, conversation)),
      drafts: this.sql
        .exec<{ draft: string }>("SELECT draft FROM drafts")
        .toArray()
        .map(({ draft }) => JSON.parse(draft) as unknown),
      waiting: this.stores.held.all(),
      files: this.sql
        .exec(
          "SELECT id, name, content_type AS contentType, at, (SELECT SUM(length(bytes)) FROM file_chunks WHERE file = id) AS bytes FROM files",
        )
        .toArray(),
      unprocessed: this.sql
        .exec<{ event: string }>("SELECT event FROM unprocessed")
        .toArray()
        .map(({ event }) => JSON.parse(event) as InboundEvent)
        .filter(({ contact }) => contact !== undefined && ids.includes(contact.id)),
      state: facts.get("state"),
    };
  }

  private isTheirs({ id, author, kind }: Entry, ids: string[], conversation: string): boolean {
    if (!isWall(conversation)) return true;
    // To whom a private reply went, no entry says: rather one too many.
    return author === "customer" ? this.stores.authors.wrote(id, ids) === true : kind === "privateReply";
  }

  private isOnlyTheirs(ids: string[]): boolean {
    return this.entries("entry ->> 'author' = 'customer' AND entry ->> 'what' = 'message'").every(
      ({ id, forgotten }) => forgotten === "deletion" || this.stores.authors.wrote(id, ids) === true,
    );
  }

  private entries(where: string, ...values: SqlStorageValue[]): Entry[] {
    return this.sql
      .exec<{ entry: string }>(`SELECT entry FROM entries WHERE ${where} ORDER BY at, rowid`, ...values)
      .toArray()
      .map(({ entry }) => JSON.parse(entry) as Entry);
  }
}

/** The entry without what anybody said in it: that there was something, when, and what became of it. */
function bare(entry: Entry, forgotten: NonNullable<Entry["forgotten"]>): Entry {
  const rest = { ...entry };
  for (const said of ["message", "note", "reaction"] as const) delete rest[said];
  if (rest.act) {
    const { text: _, ...deed } = rest.act;
    rest.act = deed;
  }
  return rest.what === "message" || rest.what === "note" ? { ...rest, forgotten } : rest;
}

/** A subject is the beginning of the text that opened the ticket, on one line. */
function beginsWith(text: string | undefined, subject: string | undefined): boolean {
  if (text === undefined || subject === undefined || subject === "") return false;
  return text.split(/\s+/).filter(Boolean).join(" ").startsWith(subject.replace(/…$/, ""));
}

/** Whatever is on its way about this message goes on without its words and files. */
function withoutMessage(errand: string, mid: string): string {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== "object" || value === null) return value;
    const object = value as Record<string, unknown>;
    if (object["mid"] === mid && ("text" in object || "attachments" in object)) return { mid, attachments: [] };
    const { subject: _, ...rest } = object;
    const stripped = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, strip(each)]));
    return "subject" in object && JSON.stringify(object).includes(JSON.stringify(mid))
      ? { ...stripped, subject: "" }
      : { ...object, ...stripped };
  };
  return JSON.stringify(strip(JSON.parse(errand)));
}
