/** The inbox of a Page: what each of its conversations shows, and what each has had to do. */

import type { Counters, Summary } from "./ticket.ts";

/** What `/health` sums up over the conversations. */
const SUMMED = ["received", "duplicate", "unprocessed", "delivered", "failed", "retried", "told", "waiting", "parked"] as const;

/** `oldest`: since when the oldest errand waits, ms since the epoch, where one does. */
export type Sums = Record<(typeof SUMMED)[number], number> & { oldest: number | null };

/** More than anybody looks through. */
const LISTED = 500;

export class Inbox {
  constructor(private readonly sql: SqlStorage) {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS conversations (
        conversation TEXT PRIMARY KEY, revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, summary TEXT NOT NULL
      );
      CREATE TABLE IF NOT EXISTS counters (conversation TEXT PRIMARY KEY, revision INTEGER NOT NULL, counters TEXT NOT NULL);
    `);
  }

  /** `text` is the summary as JSON. True: it is news, and shows. Announcements may come late or twice: the highest revision stands. */
  keep({ conversation, revision, changedAt, ticket }: Summary, text: string, counters: Counters): boolean {
    this.sql.exec(
      `INSERT INTO counters (conversation, revision, counters) VALUES (?1, ?2, ?3)
       ON CONFLICT (conversation) DO UPDATE SET revision = ?2, counters = ?3 WHERE revision <= ?2`,
      conversation,
      revision,
      JSON.stringify(counters),
    );
    const { rowsWritten } = this.sql.exec(
      `INSERT INTO conversations (conversation, revision, changed_at, summary) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (conversation) DO UPDATE SET revision = ?2, changed_at = ?3, summary = ?4 WHERE revision < ?2`,
      conversation,
      revision,
      changedAt,
      text,
    );
    return rowsWritten > 0 && ticket > 0;
  }

  drop(conversation: string): void {
    this.sql.exec("DELETE FROM conversations WHERE conversation = ?", conversation);
    this.sql.exec("DELETE FROM counters WHERE conversation = ?", conversation);
  }

  /** The latest first; what has no ticket is kept and not listed. */
  listed(): Summary[] {
    return this.sql
      .exec<{ summary: string }>("SELECT summary FROM conversations ORDER BY changed_at DESC LIMIT ?", LISTED)
      .toArray()
      .map((row) => JSON.parse(row.summary) as Summary)
      .filter((summary) => summary.ticket > 0);
  }

  conversations(): string[] {
    return this.sql
      .exec<{ conversation: string }>("SELECT conversation FROM conversations")
      .toArray()
      .map(({ conversation }) => conversation);
  }

  /** The direct messages in which something happened last. */
  latestDirect(): string | undefined {
    const [row] = this.sql
      .exec<{ conversation: string }>(
        "SELECT conversation FROM conversations WHERE conversation LIKE 'dm:%' ORDER BY changed_at DESC LIMIT 1",
      )
      .toArray();
    return row?.conversation;
  }

  has(conversation: string): boolean {
    return this.sql.exec("SELECT 1 FROM counters WHERE conversation = ?", conversation).toArray().length > 0;
  }

  receivedOf(conversation: string): number {
    const [row] = this.sql
      .exec<{ received: number }>("SELECT counters ->> 'received' AS received FROM counters WHERE conversation = ?", conversation)
      .toArray();
    return row?.received ?? 0;
  }

  sums(): Sums {
    const sums = SUMMED.map((name) => `COALESCE(SUM(counters ->> '${name}'), 0) AS ${name}`).join(", ");
    return this.sql.exec<Sums>(`SELECT ${sums}, MIN(counters ->> 'oldest') AS oldest FROM counters`).one();
  }
}
