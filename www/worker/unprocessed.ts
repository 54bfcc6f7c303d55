/** Events that the channel could not process, kept until it can. */

import type { InboundEvent } from "messenger-desk";

export class Unprocessed {
  /** How many there are: nearly always none, so that nobody looks. */
  private waiting: number;

  constructor(private readonly sql: SqlStorage) {
    sql.exec("CREATE TABLE IF NOT EXISTS unprocessed (place INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL)");
    this.waiting = this.counted();
  }

  /** Something else may have changed the table, or a transaction was rolled back. */
  reread(): void {
    this.waiting = this.counted();
  }

  keep(event: InboundEvent): void {
    this.sql.exec("INSERT INTO unprocessed (event) VALUES (?)", JSON.stringify(event));
    this.waiting += 1;
  }

  /** All of them, in order, to be tried again. */
  take(): InboundEvent[] {
    if (this.waiting === 0) return [];
    this.waiting = 0;
    return this.sql
      .exec<{ event: string }>("DELETE FROM unprocessed RETURNING event")
      .toArray()
      .map((row) => JSON.parse(row.event) as InboundEvent);
  }

  /** Those that name one of these are gone. */
  forget(names: string[]): void {
    if (this.waiting === 0) return;
    for (const name of names) this.sql.exec("DELETE FROM unprocessed WHERE instr(event, ?) > 0", JSON.stringify(name));
    this.waiting = this.counted();
  }

  /** Those that happened by then are gone. */
  forgetUntil(at: number): void {
    this.sql.exec("DELETE FROM unprocessed WHERE event ->> 'at' <= ?", at);
    this.waiting = this.counted();
  }

  count(): number {
    return this.waiting;
  }

  private counted(): number {
    return this.sql.exec<{ count: number }>("SELECT COUNT(*) AS count FROM unprocessed").one().count;
  }
}
