/** The conversations of a Page that are called back as soon as it may send again: replies wait in them, or a look-up. */

export class Waiters {
  constructor(private readonly sql: SqlStorage) {
    sql.exec(
      "CREATE TABLE IF NOT EXISTS waiters (conversation TEXT PRIMARY KEY, turn INTEGER NOT NULL, replies INTEGER NOT NULL)",
    );
  }

  /** `replies`: an agent wrote what waits. */
  add(conversation: string, replies: boolean): void {
    this.sql.exec(
      `INSERT INTO waiters (conversation, turn, replies) VALUES (?1, 1, ?2)
       ON CONFLICT (conversation) DO UPDATE SET turn = turn + 1, replies = MAX(replies, ?2)`,
      conversation,
      replies ? 1 : 0,
    );
  }

  all(): { conversation: string; turn: number }[] {
    return this.sql
      .exec<{ conversation: string; turn: number }>("SELECT conversation, turn FROM waiters ORDER BY rowid")
      .toArray();
  }

  /** With `turn` only if it was not added again since. */
  drop(conversation: string, turn?: number): void {
    this.sql.exec("DELETE FROM waiters WHERE conversation = ?1 AND (?2 IS NULL OR turn = ?2)", conversation, turn ?? null);
  }

  any(): boolean {
    return this.sql.exec("SELECT 1 FROM waiters LIMIT 1").toArray().length > 0;
  }

  /** In how many of them replies wait. */
  count(): number {
    return this.sql.exec<{ count: number }>("SELECT COUNT(*) AS count FROM waiters WHERE replies = 1").one().count;
  }
}
