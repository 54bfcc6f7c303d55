/** Who wrote to a Page where: so that what belongs to one person is found without looking into every conversation. */

/** What a conversation knows of the people in it. */
export interface Acquaintance {
  /** The ids of those who wrote: a PSID, an Instagram-scoped id, a `user_ref`, or the id of a comment's author. */
  people: string[];
  /** Two ids of one person, where Meta has told. */
  same: [string, string][];
}

export class People {
  constructor(private readonly sql: SqlStorage) {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS people (person TEXT, conversation TEXT, PRIMARY KEY (person, conversation)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS same_people (one TEXT, other TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID;
    `);
  }

  meet(conversation: string, { people, same }: Acquaintance): void {
    for (const person of people)
      this.sql.exec("INSERT OR IGNORE INTO people (person, conversation) VALUES (?, ?)", person, conversation);
    for (const [one, other] of same) {
      this.sql.exec("INSERT OR IGNORE INTO same_people (one, other) VALUES (?1, ?2), (?2, ?1)", one, other);
    }
  }

  /** Every id of the person who has one of these. */
  idsOf(some: string[]): string[] {
    const ids = new Set(some);
    for (const id of ids) {
      for (const { other } of this.sql.exec<{ other: string }>("SELECT other FROM same_people WHERE one = ?", id)) ids.add(other);
    }
    return [...ids];
  }

  conversationsOf(ids: string[]): string[] {
    const found = ids.flatMap((id) =>
      this.sql.exec<{ conversation: string }>("SELECT conversation FROM people WHERE person = ?", id).toArray(),
    );
    return [...new Set(found.map(({ conversation }) => conversation))];
  }

  /** That they wrote there; and what else is known of them, unless they have written elsewhere. */
  forget(ids: string[], conversations: string[]): void {
    for (const id of ids) {
      for (const conversation of conversations)
        this.sql.exec("DELETE FROM people WHERE person = ? AND conversation = ?", id, conversation);
      if (this.conversationsOf([id]).length === 0) this.sql.exec("DELETE FROM same_people WHERE one = ?1 OR other = ?1", id);
    }
  }
}
