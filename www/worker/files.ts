/** Files an agent attached, kept until the message that carries them is sent. */

export interface StoredFile {
  name: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A row of SQLite in a Durable Object holds 2 MB. */
const CHUNK = 1_000_000;
/** Attached and never sent. */
const FORGOTTEN = 7 * 24 * 3_600_000;

export class Files {
  constructor(private readonly sql: SqlStorage) {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, name TEXT NOT NULL, content_type TEXT NOT NULL, at INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS file_chunks (file TEXT, place INTEGER, bytes BLOB NOT NULL, PRIMARY KEY (file, place));
    `);
  }

  keep(id: string, { name, contentType, bytes }: StoredFile, at: number): void {
    for (const { id } of this.sql.exec<{ id: string }>("SELECT id FROM files WHERE at < ?", at - FORGOTTEN).toArray())
      this.drop(id);
    this.sql.exec("INSERT INTO files (id, name, content_type, at) VALUES (?, ?, ?, ?)", id, name, contentType, at);
    for (let place = 0; place * CHUNK < bytes.length; place += 1) {
      const chunk = bytes.slice(place * CHUNK, (place + 1) * CHUNK);
      this.sql.exec("INSERT INTO file_chunks (file, place, bytes) VALUES (?, ?, ?)", id, place, chunk.buffer);
    }
  }

  name(id: string): string | undefined {
    return this.sql.exec<{ name: string }>("SELECT name FROM files WHERE id = ?", id).toArray()[0]?.name;
  }

  read(id: string): StoredFile | undefined {
    const [file] = this.sql
      .exec<{ name: string; content_type: string }>("SELECT name, content_type FROM files WHERE id = ?", id)
      .toArray();
    if (!file) return undefined;
    const chunks = this.sql
      .exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM file_chunks WHERE file = ? ORDER BY place", id)
      .toArray()
      .map((row) => new Uint8Array(row.bytes));
    const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return { name: file.name, contentType: file.content_type, bytes };
  }

  drop(id: string): void {
    this.sql.exec("DELETE FROM files WHERE id = ?", id);
    this.sql.exec("DELETE FROM file_chunks WHERE file = ?", id);
  }
}
