/** Storage that another version of the worker has written, older or newer: nothing is lost by it. */

import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import type { Conversation } from "../worker/ticket.ts";
import { DevelopmentWorker, newStorage, until } from "./development-worker.ts";
import { PAGE, deliver, notification } from "./meta.ts";

const PSID = "24385611976034517";
const PATH = `/api/conversations/${encodeURIComponent(`dm:${PAGE}:${PSID}`)}`;
const say = (worker: DevelopmentWorker, mid: string, text: string) =>
  deliver(worker, notification({ psid: PSID, mid, text, at: Date.now() }));
const texts = ({ entries }: Conversation) => entries.flatMap(({ message }) => message?.text ?? []);

/** Runs SQL on the storage of the one conversation there is. */
async function change(storage: string, ...statements: string[]): Promise<void> {
  const folder = join(storage, "v3/do");
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.includes("ConversationObject") && file.endsWith(".sqlite"));
  let changed = 0;
  for (const file of files) {
    const database = new DatabaseSync(join(folder, file));
    if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'facts'").get()) {
      for (const statement of statements) database.exec(statement);
      changed += 1;
    }
    database.close();
  }
  assert.equal(changed, 1, files.join());
}

test("a state of a version to come keeps what arrives until that version is back", async () => {
  const storage = await newStorage();
  let worker = await DevelopmentWorker.start({ storage });
  const restart = async (...statements: string[]) => {
    await worker.stop();
    await change(storage, ...statements);
    worker = await DevelopmentWorker.start({ storage });
  };
  try {
    await say(worker, "m_1", "before");
    await restart("UPDATE facts SET value = json_set(value, '$.v', 2) WHERE name = 'state'");

    assert.equal((await say(worker, "m_2", "meanwhile")).status, 200, "an error would unsubscribe the Page in the end");
    assert.equal((await say(worker, "m_3", "and again")).status, 200);
    assert.deepEqual(texts(await worker.get<Conversation>(PATH)), ["before"]);
    await until("it is counted", async () => {
      const { counters } = await worker.get<{ counters: Record<string, number> }>("/health");
      return counters["unprocessed"] === 2;
    });

    await restart("UPDATE facts SET value = json_set(value, '$.v', 1) WHERE name = 'state'");
    await say(worker, "m_4", "after");
    assert.deepEqual(texts(await worker.get<Conversation>(PATH)), ["before", "meanwhile", "and again", "after"]);
    await until("nothing is left", async () => {
      const { counters } = await worker.get<{ counters: Record<string, number> }>("/health");
      return counters["unprocessed"] === 0;
    });
  } finally {
    await worker.stop();
    await rm(storage, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("what the first version had still to send is sent by this one", async () => {
  const storage = await newStorage();
  let worker = await DevelopmentWorker.start({ storage });
  try {
    // The stand-in knows the customer, so that Graph really sends.
    await worker.post("/standin/phone", { customer: PSID, act: { do: "text", text: "Hello" } });
    await worker.stop();
    const body = { recipient: { id: PSID }, messaging_type: "RESPONSE", message: { text: "From the first version" } };
    const errand = JSON.stringify({ graph: { key: "old/0", method: "POST", path: "/v26.0/me/messages", body } });
    await change(
      storage,
      "DROP TABLE errands",
      "CREATE TABLE outbox (place INTEGER PRIMARY KEY AUTOINCREMENT, errand TEXT NOT NULL, begun INTEGER)",
      `INSERT INTO outbox (errand, begun) VALUES ('${errand}', 0)`,
    );
    worker = await DevelopmentWorker.start({ storage });
    await worker.get<Conversation>(PATH);
    await until("it is on the phone", async () => {
      const calls = await worker.get<{ status: number; body?: { message?: { text?: string } } }[]>("/standin/graph/received");
      return calls.some(({ status, body }) => status === 200 && body?.message?.text === "From the first version");
    });
  } finally {
    await worker.stop();
    await rm(storage, { recursive: true, force: true, maxRetries: 5 });
  }
});
