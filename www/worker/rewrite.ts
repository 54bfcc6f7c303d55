/**
 * Removes what was deleted. SQLite leaves the bytes of deleted and of changed rows in free pages and in its log, and a Durable Object
 * has neither `secure_delete` nor `VACUUM` (workerd of November 2026 refuses both); overwriting before deleting leaves older versions.
 * Only `deleteAll` removes the files themselves. So what is to stay is read out, everything is deleted, and it is written again: in
 * one go, without anything awaited in between. The alarm goes too: whoever calls this sets it again.
 */

/** Tables of the runtime's own. */
const FOREIGN = /^(_cf_|__miniflare|sqlite_)/;

/** What may not stay on the disk leaves it at the latest after this time, ms: the whole object is written anew, so not at every turn. */
export const RESIDUE = 3_600_000;

export function rewrite(storage: DurableObjectStorage): void {
  const { sql, kv } = storage;
  const made = sql
    .exec<{ name: string; type: string; sql: string | null }>(
      // An index needs its table before it.
      "SELECT name, type, sql FROM sqlite_master ORDER BY type = 'table' DESC, rowid",
    )
    .toArray()
    .filter(({ name, sql }) => !FOREIGN.test(name) && sql !== null);
  const tables = made
    .filter(({ type }) => type === "table")
    .map(({ name }) => ({ name, rows: sql.exec(`SELECT * FROM "${name}"`).toArray() }));
  const values = [...kv.list()];
  void storage.deleteAll();
  for (const each of made) if (each.sql !== null) sql.exec(each.sql);
  for (const { name, rows } of tables) {
    for (const row of rows) {
      const columns = Object.keys(row);
      const names = columns.map((column) => `"${column}"`).join(", ");
      sql.exec(`INSERT INTO "${name}" (${names}) VALUES (${columns.map(() => "?").join(", ")})`, ...Object.values(row));
    }
  }
  for (const [key, value] of values) kv.put(key, value);
}
