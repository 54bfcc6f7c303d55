/** Who wrote in a conversation. Below a post that can be several people, and each entry belongs to one of them. */

import type { DeskAction, InboundEvent } from "messenger-desk";
import type { Acquaintance } from "./people.ts";

export class Authors {
  /** The Page has not heard of all of them; after a restart nobody knows. */
  strangers = true;
  /** Who needs no noting any more: the one person of direct messages. */
  private noted: string | undefined;

  constructor(private readonly sql: SqlStorage) {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS authors (person TEXT NOT NULL, entry TEXT, PRIMARY KEY (person, entry));
      CREATE TABLE IF NOT EXISTS same_authors (one TEXT, other TEXT, PRIMARY KEY (one, other));
    `);
  }

  /** An entry has the name of the event it came by; in direct messages all are the one person's. */
  note(events: InboundEvent[]): void {
    for (const { id, page, conversation, contact } of events) {
      if (!contact || contact.id === page) continue;
      const wall = isWall(conversation);
      if (!wall && contact.id === this.noted) continue;
      this.sql.exec("INSERT OR IGNORE INTO authors (person, entry) VALUES (?, ?)", contact.id, wall ? id : "");
      this.strangers = true;
      if (!wall) this.noted = contact.id;
    }
  }

  /** Meta told that somebody here is known by another id elsewhere. */
  learn({ contact, sameAs }: Extract<DeskAction, { do: "contact" }>): void {
    const other = sameAs?.split(":").at(-1);
    if (contact.id === undefined || other === undefined) return;
    this.sql.exec("INSERT OR IGNORE INTO same_authors (one, other) VALUES (?, ?)", contact.id, other);
    this.strangers = true;
  }

  /** Whom the Page has not heard of yet: those since the place it was told of last. */
  met(since: number): Acquaintance & { upTo: number } {
    const rows = this.sql
      .exec<{ place: number; person: string }>("SELECT rowid AS place, person FROM authors WHERE rowid > ?", since)
      .toArray();
    return {
      people: [...new Set(rows.map(({ person }) => person))],
      same: this.sql
        .exec<{ one: string; other: string }>("SELECT one, other FROM same_authors")
        .toArray()
        .map(({ one, other }) => [one, other]),
      upTo: Math.max(since, ...rows.map(({ place }) => place)),
    };
  }

  /** Whether an entry is by one of these ids; `undefined` where nobody knows whose it is. */
  wrote(entry: string, ids: string[]): boolean | undefined {
    const [row] = this.sql.exec<{ person: string }>("SELECT person FROM authors WHERE entry = ?", entry).toArray();
    return row && ids.includes(row.person);
  }

  /** What was noted may not stand in the table any more. */
  reread(): void {
    this.strangers = true;
    this.noted = undefined;
  }

  forget(ids: string[]): void {
    this.reread();
    for (const id of ids) {
      this.sql.exec("DELETE FROM authors WHERE person = ?", id);
      this.sql.exec("DELETE FROM same_authors WHERE one = ?1 OR other = ?1", id);
    }
  }
}

/** Several people can write in it. */
export function isWall(conversation: string): boolean {
  return !/^(dm|ref):/.test(conversation);
}
