/** Events that the channel could not process, kept until it can. */

import type { InboundEvent } from "messenger-desk";

export class Unprocessed {
  constructor(private readonly sql: SqlStorage) {
    sql.exec("CREATE TABLE IF NOT EXISTS unprocessed (place INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL)");
  }

  keep(event: InboundEvent): void {
    this.sql.exec("INSERT INTO unprocessed (event) VALUES (?)", JSON.stringify(event));
  }

  /** All of them, in order, to be tried again. */
  take(): InboundEvent[] {
    return this.sql
      .exec<{ event: string }>("DELETE FROM unprocessed RETURNING event")
      .toArray()
      .map((row) => JSON.parse(row.event) as InboundEvent);
  }

  count(): number {
    return this.sql.exec<{ count: number }>("SELECT COUNT(*) AS count FROM unprocessed").one().count;
  }
}
