/** Single values a conversation keeps beside its transcript. */

import type { ConversationState } from "messenger-desk";
import type { Counters, Summary } from "./ticket.ts";

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
  counters: Pick<Counters, "received" | "duplicate" | "delivered" | "failed" | "retried">;
  queue: string;
  /** When the core wants to be called again. */
  wake: number;
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
  /** The revision the Page's inbox knows. */
  announced: number;
}

export class Facts {
  constructor(private readonly sql: SqlStorage) {
    sql.exec("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
  }

  get<Name extends keyof Known>(name: Name): Known[Name] | undefined {
    const [row] = this.sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray();
    return row && (JSON.parse(row.value) as Known[Name]);
  }

  keep<Name extends keyof Known>(name: Name, value: Known[Name]): void {
    this.sql.exec("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, JSON.stringify(value));
  }

  forget(name: keyof Known): void {
    this.sql.exec("DELETE FROM facts WHERE name = ?", name);
  }
}
