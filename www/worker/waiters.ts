/** The conversations of a Page in which replies wait, until they have been called back. */

export class Waiters {
  constructor(private readonly sql: SqlStorage) {
    sql.exec("CREATE TABLE IF NOT EXISTS waiters (conversation TEXT PRIMARY KEY, turn INTEGER NOT NULL)");
  }

  /** True: it is new among them. */
  add(conversation: string): boolean {
    const before = this.count();
    this.sql.exec(
      "INSERT INTO waiters (conversation, turn) VALUES (?, 1) ON CONFLICT (conversation) DO UPDATE SET turn = turn + 1",
      conversation,
    );
    return this.count() > before;
  }

  all(): { conversation: string; turn: number }[] {
    return this.sql.exec<{ conversation: string; turn: number }>("SELECT conversation, turn FROM waiters ORDER BY rowid").toArray();
  }

  /** With `turn` only if it was not added again since. */
  drop(conversation: string, turn?: number): void {
    this.sql.exec("DELETE FROM waiters WHERE conversation = ?1 AND (?2 IS NULL OR turn = ?2)", conversation, turn ?? null);
  }

  count(): number {
    return this.sql.exec<{ count: number }>("SELECT COUNT(*) AS count FROM waiters").one().count;
  }
}
