/** Deletions of persons' data until they are done, and the proof that they were: a code, times and counts, nothing of the person. */

import { RESUME } from "./conversation-object.ts";
import { firstPage, now, pageOf } from "./env.ts";
import type { Env } from "./env.ts";
import { idsOnPages } from "./ids.ts";
import { reasonOf } from "./log.ts";

/** A conversation that crashed before it said who wrote in it has said so by then, ms. */
const LATE = RESUME + 5_000;

/** What is known of a deletion, for good. */
export interface Proof {
  code: string;
  /** `meta`: the person asked Meta; `agent`: somebody at the desk did it for them. */
  by: "meta" | "agent";
  askedAt: number;
  doneAt?: number;
  conversations: number;
  messages: number;
  files: number;
}

/** What was erased somewhere. */
export type Erased = Pick<Proof, "conversations" | "messages" | "files">;

interface Job {
  code: string;
  person: string;
  by: Proof["by"];
  page: string | null;
  /** When all that was known of by then was erased, ms since the epoch. */
  swept: number | null;
}

export class Deletions {
  constructor(
    private readonly sql: SqlStorage,
    private readonly pages: () => Promise<{ id: string }[]>,
    private readonly env: Env,
  ) {
    // The person's id is here no longer than it is needed.
    sql.exec(`
      CREATE TABLE IF NOT EXISTS deletions (
        code TEXT PRIMARY KEY, by TEXT NOT NULL, person TEXT, page TEXT, asked_at INTEGER NOT NULL, done_at INTEGER,
        conversations INTEGER NOT NULL DEFAULT 0, messages INTEGER NOT NULL DEFAULT 0, files INTEGER NOT NULL DEFAULT 0
      );
      CREATE TABLE IF NOT EXISTS sweeps (code TEXT PRIMARY KEY, at INTEGER NOT NULL);
    `);
  }

  add(code: string, person: string, by: Proof["by"], page: string | undefined, at: number): void {
    this.sql.exec(
      "INSERT INTO deletions (code, by, person, page, asked_at) VALUES (?, ?, ?, ?, ?)",
      code,
      by,
      person,
      page ?? null,
      at,
    );
  }

  proof(code: string): Proof | undefined {
    const [row] = this.sql
      .exec<{ by: Proof["by"]; asked_at: number; done_at: number | null } & Record<keyof Erased, number>>(
        "SELECT by, asked_at, done_at, conversations, messages, files FROM deletions WHERE code = ?",
        code,
      )
      .toArray();
    if (!row) return undefined;
    const { asked_at: askedAt, done_at: doneAt, ...rest } = row;
    return { code, askedAt, ...(doneAt !== null && { doneAt }), ...rest };
  }

  /** After which time there is more to do, ms; what failed is `again` later. Nothing where all are done. */
  rest(again: number): number | undefined {
    const times = this.jobs().map(({ swept }) => (isEarly(swept) ? swept + LATE - Date.now() : again));
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Each is begun again from the start until it comes to its end: what is erased is not there a second time. True: one did. */
  async work(): Promise<boolean> {
    let done = false;
    for (const job of this.jobs()) {
      if (isEarly(job.swept)) continue;
      try {
        await this.carryOut(job);
        done ||= job.swept !== null;
      } catch (error) {
        console.error(JSON.stringify({ deletion: job.code, error: reasonOf(error) }));
      }
    }
    return done;
  }

  /** Twice, because the Pages may not have heard of every conversation the first time. */
  private async carryOut({ code, person, by, page, swept }: Job): Promise<void> {
    const pages = page === null ? await this.pages() : [{ id: page }];
    // Meta names the person by an id of the app's; the desk's own names them as the Page knows them.
    const ids = by === "meta" ? [person, ...(await idsOnPages(person, this.env))] : [person];
    for (const { id } of pages) {
      const erased = await pageOf(this.env, id).erase(ids, code, swept !== null);
      this.sql.exec(
        "UPDATE deletions SET conversations = conversations + ?, messages = messages + ?, files = files + ? WHERE code = ?",
        erased.conversations,
        erased.messages,
        erased.files,
        code,
      );
    }
    if (swept === null) {
      this.sql.exec("INSERT INTO sweeps (code, at) VALUES (?, ?)", code, Date.now());
      return;
    }
    this.sql.exec("DELETE FROM sweeps WHERE code = ?", code);
    this.sql.exec("UPDATE deletions SET done_at = ?, person = NULL WHERE code = ?", await now(this.env), code);
    if (by === "meta" && this.proof(code)?.conversations === 0) await this.tellOfNone(code);
  }

  /** Meta need not say that the author of a comment is the one who asks: then somebody who knows them has to. */
  private async tellOfNone(code: string): Promise<void> {
    const text = [
      `Somebody asked Meta to have their data deleted (${code}), and Meta's id of them is none that is known here.`,
      "If they tell you who they are, delete it in their conversation.",
    ].join(" ");
    await pageOf(this.env, firstPage(this.env).id).alert(JSON.stringify({ text }));
  }

  private jobs(): Job[] {
    return this.sql
      .exec<Job & Record<string, SqlStorageValue>>(
        "SELECT code, person, by, page, at AS swept FROM deletions LEFT JOIN sweeps USING (code) WHERE done_at IS NULL",
      )
      .toArray();
  }
}

/** The second time is not yet. */
function isEarly(swept: number | null): swept is number {
  return swept !== null && Date.now() < swept + LATE;
}
