/** Single values a conversation keeps beside its transcript. */

import type { ConversationState, DeskAction } from "messenger-desk";
import type { DeskIds } from "messenger-desk/adapters";
import type { Contact } from "./name.ts";
import type { Counters, Summary } from "./ticket.ts";

/** What is counted as it happens; the rest of the counters is what the tables hold. */
export type Tally = Pick<Counters, "received" | "duplicate" | "delivered" | "failed" | "retried" | "told">;

interface Known {
  page: string;
  conversation: string;
  /** The fold's state: the core's own, opaque to the worker. */
  state: ConversationState;
  /** The customer's name, or words that stand in for it until Graph has told. */
  customer: string;
  /** How many tickets this conversation has had; the newest is the one at hand. */
  ticket: number;
  status: Summary["status"];
  subject: string;
  /** Another conversation with the same person. */
  sameAs: string;
  counters: Tally;
  queue: string;
  /** Where the channel's rules lead, and whom the conversation is with: what a ticket at the help desk needs. */
  route: DeskAction["route"];
  contact: Contact;
  /** The help desk's ids: the adapter's own, opaque to the worker. */
  deskIds: DeskIds;
  /** When the core wants to be called again. */
  wake: number;
  /** Rises with every change that shows. */
  revision: number;
  /** Kept by earlier versions only. */
  summary: Summary;
  /** Texts and files up to this moment were dropped, because their time was over. */
  keptSince: number;
  /** By then the bytes of what was taken back leave the disk. */
  residue: number;
  /** The place up to which the Page knows who wrote here. */
  introduced: number;
  /** The Page's inbox has shown what is gone by now, and is to be told. */
  soiled: true;
  /** Everything before was deleted at the person's wish. */
  erasedAt: number;
}

/** Nothing else writes this table while the object lives, so what was read once need not be read again. */
export class Facts {
  private readonly known = new Map<keyof Known, { text: string; value: unknown } | undefined>();

  constructor(private readonly sql: SqlStorage) {
    sql.exec("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
  }

  /** To read, not to change. */
  get<Name extends keyof Known>(name: Name): Known[Name] | undefined {
    if (!this.known.has(name)) {
      const [row] = this.sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray();
      this.known.set(name, row && { text: row.value, value: JSON.parse(row.value) });
    }
    return this.known.get(name)?.value as Known[Name] | undefined;
  }

  keep<Name extends keyof Known>(name: Name, value: Known[Name]): void {
    const text = JSON.stringify(value);
    if (this.known.get(name)?.text === text) return;
    this.sql.exec("INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2", name, text);
    this.known.set(name, { text, value });
  }

  forget(name: keyof Known): void {
    this.sql.exec("DELETE FROM facts WHERE name = ?", name);
    this.known.set(name, undefined);
  }

  /** A transaction was rolled back: what stands in the table counts. */
  reread(): void {
    this.known.clear();
  }
}
