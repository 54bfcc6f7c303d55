/** What one conversation keeps, each kind in tables of its own. */

import { Authors } from "./authors.ts";
import { Drafts } from "./drafts.ts";
import { Facts } from "./facts.ts";
import { Files } from "./files.ts";
import { Held } from "./held.ts";
import { Outbox } from "./outbox.ts";
import { Transcript } from "./transcript.ts";
import { Unprocessed } from "./unprocessed.ts";

/** Making them makes their tables. */
export class Stores {
  readonly facts: Facts;
  readonly transcript: Transcript;
  readonly files: Files;
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  readonly held: Held;
  readonly authors: Authors;
  readonly unprocessed: Unprocessed;

  constructor(readonly sql: SqlStorage) {
    this.facts = new Facts(sql);
    this.transcript = new Transcript(sql);
    this.files = new Files(sql);
    this.drafts = new Drafts(sql, this.files);
    this.outbox = new Outbox(sql);
    this.held = new Held(sql, this.drafts, this.transcript, this.outbox);
    this.authors = new Authors(sql);
    this.unprocessed = new Unprocessed(sql);
  }

  /** The conversation's name, as long as nothing has arrived an empty one. */
  conversation(): string {
    return this.facts.get("conversation") ?? "";
  }

  /** What is remembered of the tables may not be so any more: a transaction was rolled back, or everything was erased. */
  reread(): void {
    this.facts.reread();
    this.outbox.reread();
    this.unprocessed.reread();
    this.authors.reread();
  }
}
