/** What a conversation still has to do outside, in order: it survives whatever happens to the worker. */

import type { Alert, GraphRequest } from "messenger-desk";

export type Errand = { graph: GraphRequest } | { alert: Alert };

export class Outbox {
  constructor(private readonly sql: SqlStorage) {
    sql.exec("CREATE TABLE IF NOT EXISTS outbox (place INTEGER PRIMARY KEY AUTOINCREMENT, errand TEXT NOT NULL, begun INTEGER)");
  }

  add(errand: Errand): void {
    this.sql.exec("INSERT INTO outbox (errand) VALUES (?)", JSON.stringify(errand));
  }

  first(): (Errand & { place: number }) | undefined {
    const [row] = this.sql
      .exec<{ place: number; errand: string }>("SELECT place, errand FROM outbox ORDER BY place LIMIT 1")
      .toArray();
    return row && { place: row.place, ...(JSON.parse(row.errand) as Errand) };
  }

  /** Written down before the request leaves, so that a crash in between is noticed. */
  begin(place: number): void {
    this.sql.exec("UPDATE outbox SET begun = 1 WHERE place = ?", place);
  }

  /** Requests begun and never finished. To be asked only while none is being carried out. */
  interrupted(): { place: number; request: GraphRequest }[] {
    return this.sql
      .exec<{ place: number; errand: string }>("SELECT place, errand FROM outbox WHERE begun = 1 ORDER BY place")
      .toArray()
      .flatMap(({ place, errand }) => {
        const read = JSON.parse(errand) as Errand;
        return "graph" in read ? [{ place, request: read.graph }] : [];
      });
  }

  remove(place: number): void {
    this.sql.exec("DELETE FROM outbox WHERE place = ?", place);
  }
}
