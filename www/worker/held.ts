/** Replies that wait until the Page may send again, in the order in which they were written. */

import type { Drafts } from "./drafts.ts";
import type { Errand, Outbox } from "./outbox.ts";
import type { Entry } from "./ticket.ts";
import type { Transcript } from "./transcript.ts";

export class Held {
  constructor(
    private readonly sql: SqlStorage,
    private readonly drafts: Drafts,
    private readonly transcript: Transcript,
    private readonly outbox: Outbox,
  ) {
    sql.exec("CREATE TABLE IF NOT EXISTS held (id TEXT PRIMARY KEY, at INTEGER NOT NULL)");
  }

  /** The names of the drafts. */
  all(): string[] {
    return this.sql
      .exec<{ id: string }>("SELECT id FROM held ORDER BY at, rowid")
      .toArray()
      .map(({ id }) => id);
  }

  /** `why`: what the agent is told. */
  add(id: string, why: string): void {
    const entry = this.transcript.named(id);
    if (!entry) return;
    this.sql.exec("INSERT OR IGNORE INTO held (id, at) VALUES (?, ?)", id, entry.at);
    this.transcript.wait(entry, why);
  }

  /** It is about to be decided anew. */
  take(id: string): void {
    this.sql.exec("DELETE FROM held WHERE id = ?", id);
  }

  /**
   * Sending is broken: every reply that is still to be sent goes back to waiting, as if it had never been planned. What is no
   * reply of an agent's, such as a gesture for one, is not worth keeping.
   */
  pullBack(why: string): void {
    const errands = this.sql
      .exec<{ key: string; errand: string }>(
        "SELECT key, errand FROM errands WHERE lane = 'messages' AND parked IS NULL ORDER BY place",
      )
      .toArray();
    for (const { key, errand } of errands) {
      const entry = this.replyOf(key, JSON.parse(errand) as Errand);
      this.outbox.drop(key);
      if (entry && this.drafts.get(entry.id)) this.add(entry.id, why);
      else if (entry) this.transcript.mark(key, "failed", "Sending broke off, and its draft is no longer here. Write it again.");
    }
  }

  /** What is only looked up is asked for now, whenever it was put off to. */
  hurry(): void {
    this.sql.exec("UPDATE errands SET due = 0 WHERE lane = 'beside' AND parked IS NULL");
  }

  private replyOf(key: string, errand: Errand): Entry | undefined {
    return "graph" in errand ? this.transcript.named(key) : undefined;
  }
}
