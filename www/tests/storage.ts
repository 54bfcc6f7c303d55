/** What lies on the disk: the raw bytes of every file that workerd keeps, and the tables of one object. */

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Meta's own memory is none of the worker's. */
const METAS = "StandInMeta";

/** The worker's files (databases, their logs, whatever else there is) in which a text stands, in plain bytes. */
export async function filesWith(storage: string, text: string): Promise<string[]> {
  const found = await Promise.all(
    (await filesOf(storage)).map(async (file) => ((await readFile(file)).includes(text) ? [file] : [])),
  );
  return found.flat();
}

async function filesOf(storage: string): Promise<string[]> {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => !file.includes(METAS));
}

/** Opens the databases of a class of objects that have this table, while no worker has them. */
export async function databasesWith(storage: string, objects: string, table: string): Promise<DatabaseSync[]> {
  const files = (await filesOf(storage)).filter((file) => file.includes(objects) && file.endsWith(".sqlite"));
  const databases = files.map((file) => new DatabaseSync(file));
  return databases.filter((database) => {
    const has = database.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table) !== undefined;
    if (!has) database.close();
    return has;
  });
}

/** Opens the database of the conversation with this name, while no worker has it. */
export async function conversationDatabase(storage: string, conversation: string): Promise<DatabaseSync> {
  for (const file of await filesOf(storage)) {
    if (!file.includes("ConversationObject") || !file.endsWith(".sqlite")) continue;
    const database = new DatabaseSync(file);
    try {
      const fact = database.prepare("SELECT value FROM facts WHERE name = 'conversation'").get();
      if (fact?.["value"] === JSON.stringify(conversation)) return database;
    } catch {
      // An object without a conversation.
    }
    database.close();
  }
  throw new Error(`no database has ${conversation}`);
}
