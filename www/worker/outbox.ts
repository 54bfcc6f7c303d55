/** What a conversation still has to do outside, in order: it survives whatever happens to the worker. */

import type { Alert, DeskAction, GraphRequest, SendResult } from "messenger-desk";
import { noAnswer } from "./graph.ts";
import { put } from "./pointer.ts";
import type { Stuck } from "./ticket.ts";

export type Errand = { graph: GraphRequest } | { desk: DeskAction } | { alert: Alert };

/**
 * Messages leave one after the other, and so do actions for the help desk. Look-ups and alerts have a line of their own, so that
 * nobody waits for them.
 */
export type Lane = "messages" | "desk" | "beside";

export type Waiting = Errand & {
  place: number;
  /** Graph's answer, where it is here and not yet folded in. */
  answer?: SendResult;
  /** Its turn under the rate limits is booked already. */
  paced: boolean;
};

/** How often an errand may fail in the worker itself before it is put aside, and the wait before the first repetition. */
const TRIES = 4;
const FIRST_WAIT = 500;
/** A help desk that is down is asked again and again, in the end this often, ms. */
const LONGEST_WAIT = 300_000;

/** Before the id of the action, in the key of one that opens a ticket. */
const OPENING = "open/";

/** Of an errand called `this`: nothing has to happen before it, and it is not put aside. */
const ITS_TURN = `parked IS NULL
  AND (message = 0 OR NOT EXISTS (
    SELECT 1 FROM errands WHERE lane = this.lane AND message = 1 AND parked IS NULL AND place < this.place))
  AND NOT EXISTS (SELECT 1 FROM errands WHERE key = this.follows)`;

export class Outbox {
  /** It is known that there is nothing in it, as nearly always: nobody need look. */
  private empty = false;

  constructor(private readonly sql: SqlStorage) {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS errands (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT, follows TEXT, lane TEXT NOT NULL, message INTEGER NOT NULL, errand TEXT NOT NULL, added INTEGER NOT NULL,
        due INTEGER NOT NULL DEFAULT 0, begun INTEGER NOT NULL DEFAULT 0, paced INTEGER NOT NULL DEFAULT 0,
        answer TEXT, troubles INTEGER NOT NULL DEFAULT 0, parked TEXT
      );
      CREATE INDEX IF NOT EXISTS errands_key ON errands (key);
    `);
    this.adopt();
    this.recover();
  }

  /** A transaction was rolled back: what stands in the table counts. */
  reread(): void {
    this.empty = false;
  }

  add(errand: Errand, at: number): void {
    this.empty = false;
    const { key, follows, lane, inOrder } = this.placeOf(errand);
    // The same request again, as when a reply is sent once more, stands for the one before.
    if (key !== undefined) this.drop(key);
    this.sql.exec(
      "INSERT INTO errands (key, follows, lane, message, errand, added) VALUES (?, ?, ?, ?, ?, ?)",
      key ?? null,
      follows ?? null,
      lane,
      inOrder ? 1 : 0,
      JSON.stringify(errand),
      at,
    );
  }

  private placeOf(errand: Errand): { lane: Lane; inOrder: boolean; key?: string | undefined; follows?: string | undefined } {
    if ("alert" in errand) return { lane: "beside", inOrder: false };
    if ("graph" in errand) {
      const { graph } = errand;
      const lane = graph.method === "GET" ? "beside" : "messages";
      return { lane, inOrder: isMessage(graph), key: graph.key, follows: graph.after };
    }
    // Without its ticket nothing can be shown: what comes after an opening waits for it even while it is put aside.
    const { desk } = errand;
    const key = desk.do === "open" ? `${OPENING}${desk.id}` : undefined;
    return { lane: "desk", inOrder: true, key, follows: this.opening() };
  }

  /** The newest ticket that is still to be opened at the help desk. */
  opening(): string | undefined {
    return this.sql
      .exec<{ key: string }>("SELECT key FROM errands WHERE lane = 'desk' AND key IS NOT NULL ORDER BY place DESC LIMIT 1")
      .toArray()[0]?.key;
  }

  /**
   * The next errand of a lane whose time has come. What keeps an order waits for everything before it, for what is to be tried
   * again too; a gesture waits for nothing but its time, and nothing waits for it.
   */
  next(lane: Lane, at: number): Waiting | undefined {
    const [row] = this.sql
      .exec<{ place: number; errand: string; answer: string | null; paced: number }>(
        `SELECT place, errand, answer, paced FROM errands AS this
         WHERE lane = ?1 AND due <= ?2 AND ${ITS_TURN} ORDER BY place LIMIT 1`,
        lane,
        at,
      )
      .toArray();
    if (!row) return undefined;
    return {
      place: row.place,
      ...(JSON.parse(row.errand) as Errand),
      paced: row.paced === 1,
      ...(row.answer !== null && { answer: JSON.parse(row.answer) as SendResult }),
    };
  }

  /** When the next errand is due, of those that wait for nothing but time. */
  due(): number | undefined {
    if (this.empty) return undefined;
    return this.sql
      .exec<{ due: number | null }>(
        `SELECT MIN(due) AS due FROM errands AS this WHERE ${ITS_TURN}`,
      )
      .one().due ?? undefined;
  }

  /** Written down before the request leaves, so that a crash in between is noticed. */
  begin(place: number): void {
    this.sql.exec("UPDATE errands SET begun = 1 WHERE place = ?", place);
  }

  /** Graph has answered: whatever goes wrong from here on, it is not asked again. */
  answered(place: number, answer: SendResult): void {
    this.sql.exec("UPDATE errands SET begun = 0, answer = ? WHERE place = ?", JSON.stringify(answer), place);
  }

  /** The answer is folded in. What is to be made again has lost its answer, and stays. */
  finish(place: number): void {
    this.sql.exec("DELETE FROM errands WHERE place = ? AND answer IS NOT NULL", place);
  }

  /** The core wants the same request made again at this time. */
  postpone(key: string, due: number): void {
    this.sql.exec("UPDATE errands SET due = ?, begun = 0, paced = 0, answer = NULL, troubles = 0 WHERE key = ?", due, key);
  }

  /** Under the rate limits its turn comes later. */
  pace(place: number, due: number): void {
    this.sql.exec("UPDATE errands SET due = ?, paced = 1 WHERE place = ?", due, place);
  }

  /** What the answer to an upload gave goes into the message that carries the file. */
  fill(upload: string, attachment: string): void {
    for (const { place, errand } of this.sql
      .exec<{ place: number; errand: string }>("SELECT place, errand FROM errands WHERE follows = ?", upload)
      .toArray()) {
      const read = JSON.parse(errand) as Errand;
      if (!("graph" in read) || read.graph.attachmentAt === undefined || !read.graph.body) continue;
      put(read.graph.body, read.graph.attachmentAt, attachment);
      this.sql.exec("UPDATE errands SET errand = ? WHERE place = ?", JSON.stringify(read), place);
    }
  }

  /** The worker itself failed at it: again a little later, and put aside where that does not help. True: it is put aside now. */
  trouble(place: number, at: number, problem: string): boolean {
    const [row] = this.sql
      .exec<{ troubles: number }>("UPDATE errands SET troubles = troubles + 1 WHERE place = ? RETURNING troubles", place)
      .toArray();
    if (!row) return false;
    if (row.troubles >= TRIES) {
      this.park(place, problem);
      return true;
    }
    const wait = FIRST_WAIT * 2 ** (row.troubles - 1) * (1 + Math.random() / 4);
    this.sql.exec("UPDATE errands SET due = ?, begun = 0 WHERE place = ?", Math.ceil(at + wait), place);
    return false;
  }

  /** The help desk could not take it now: again later, and later each time, however long it takes. */
  later(place: number, at: number, least = 0): void {
    const [row] = this.sql
      .exec<{ troubles: number }>("UPDATE errands SET troubles = troubles + 1 WHERE place = ? RETURNING troubles", place)
      .toArray();
    const wait = Math.min(FIRST_WAIT * 2 ** Math.min((row?.troubles ?? 1) - 1, 20), LONGEST_WAIT) * (1 + Math.random() / 4);
    this.sql.exec("UPDATE errands SET due = ?, begun = 0 WHERE place = ?", Math.ceil(at + Math.max(wait, least)), place);
  }

  /** The same again would be refused again: it is put aside, and shown. */
  park(place: number, problem: string): void {
    this.sql.exec("UPDATE errands SET parked = ?, begun = 0 WHERE place = ?", problem, place);
  }

  stuck(): Stuck[] {
    return this.sql
      .exec<{ place: number; key: string | null; errand: string; parked: string }>(
        "SELECT place, key, errand, parked FROM errands WHERE parked IS NOT NULL ORDER BY place",
      )
      .toArray()
      .map(({ place, key, errand, parked }) => {
        return { place, what: nameOf(JSON.parse(errand) as Errand), problem: parked, ...(key !== null && { key }) };
      });
  }

  /** Somebody mended what was wrong. */
  revive(place: number): void {
    this.sql.exec("UPDATE errands SET parked = NULL, troubles = 0, due = 0 WHERE place = ?", place);
  }

  remove(place: number): void {
    this.sql.exec("DELETE FROM errands WHERE place = ?", place);
  }

  drop(key: string): void {
    this.sql.exec("DELETE FROM errands WHERE key = ?", key);
  }

  /** The keys of what waits for a request, and of what waits for that. */
  followers(key: string): string[] {
    const direct = this.sql
      .exec<{ key: string }>("SELECT key FROM errands WHERE follows = ? AND key IS NOT NULL", key)
      .toArray()
      .map((row) => row.key);
    return direct.flatMap((follower) => [follower, ...this.followers(follower)]);
  }

  /** How many errands wait, and since when the oldest does. */
  waiting(): { waiting: number; parked: number; oldest: number | null } {
    if (this.empty) return { waiting: 0, parked: 0, oldest: null };
    const waiting = this.sql
      .exec<{ waiting: number; parked: number; oldest: number | null }>(
        "SELECT COUNT(*) AS waiting, COUNT(parked) AS parked, MIN(added) AS oldest FROM errands",
      )
      .one();
    this.empty = waiting.waiting === 0;
    return waiting;
  }

  /**
   * What an earlier life of this object left begun. A request that may have reached Meta is not made again: to send it twice
   * could say everything twice. What only reads, and an upload, which no customer sees, can simply be made again.
   */
  private recover(): void {
    for (const { place, errand } of this.sql
      .exec<{ place: number; errand: string }>("SELECT place, errand FROM errands WHERE begun = 1")
      .toArray()) {
      const read = JSON.parse(errand) as Errand;
      const again = !("graph" in read) || read.graph.method === "GET" || read.graph.upload !== undefined;
      if (again) this.sql.exec("UPDATE errands SET begun = 0 WHERE place = ?", place);
      else this.answered(place, noAnswer(read.graph.key));
    }
  }

  /** Version 1 kept a table of another shape. */
  private adopt(): void {
    const old = this.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'outbox'").toArray();
    if (old.length === 0) return;
    for (const { errand, begun } of this.sql
      .exec<{ errand: string; begun: number | null }>("SELECT errand, begun FROM outbox ORDER BY place")
      .toArray()) {
      this.add(JSON.parse(errand) as Errand, Date.now());
      if (begun === 1) this.sql.exec("UPDATE errands SET begun = 1 WHERE place = last_insert_rowid()");
    }
    this.sql.exec("DROP TABLE outbox");
  }
}

/** What an errand is, without anybody's words. */
export function nameOf(errand: Errand): string {
  if ("alert" in errand) return "alert";
  if ("desk" in errand) return `help desk: ${errand.desk.do}`;
  return `${errand.graph.method} ${errand.graph.path.split("?")[0]}`;
}

/** A message, an upload for one, a public comment, or what decides who may send: these keep their order. */
function isMessage({ path, method, body }: GraphRequest): boolean {
  if (method !== "POST" || (body !== undefined && "sender_action" in body)) return false;
  return /\/(messages|message_attachments|comments|replies|[a-z]+_thread_control)$/.test(path);
}
