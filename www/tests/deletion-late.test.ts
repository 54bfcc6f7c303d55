/** A conversation that crashed before it told the Page who wrote in it, while that person's data is deleted. */

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Conversation } from "../worker/ticket.ts";
import { AGENT, DevelopmentWorker, newStorage, until } from "./development-worker.ts";
import { PAGE, deliver, notification } from "./meta.ts";
import { conversationDatabase, databasesWith, filesWith } from "./storage.ts";

const PSID = "24385611976039999";
const DM = `dm:${PAGE}:${PSID}`;
const WALL = `comment:${PAGE}:${PAGE}_1220003341:1220003341_9001`;
const KNOWN = "moosglocke";
const LATE = "rauschbeere";
const NEW = "besenheide";

let storage: string;
let worker: DevelopmentWorker;
before(async () => {
  storage = await newStorage();
  worker = await DevelopmentWorker.start({ storage });
});
after(async () => {
  await worker?.stop();
  await rm(storage, { recursive: true, force: true, maxRetries: 5 });
});

const path = (conversation: string) => `/api/conversations/${encodeURIComponent(conversation)}`;
const say = (mid: string, text: string) => deliver(worker, notification({ psid: PSID, mid, text, at: Date.now() }));
const dossier = async () => JSON.stringify(await worker.get(`/api/people/${PSID}/export`));

function comment(): string {
  const ids = { post_id: `${PAGE}_1220003341`, parent_id: `${PAGE}_1220003341`, comment_id: "1220003341_9001" };
  const said = { created_time: Math.floor(Date.now() / 1000), message: LATE, from: { id: PSID, name: "Harbour Bikes" } };
  const value = { item: "comment", verb: "add", ...ids, ...said };
  return JSON.stringify({ object: "page", entry: [{ id: PAGE, time: Date.now(), changes: [{ field: "feed", value }] }] });
}

/** As the crash leaves it, however much the worker managed before. */
async function crashBeforeItIsTold(): Promise<void> {
  await worker.stop("SIGKILL");
  const wall = await conversationDatabase(storage, WALL);
  wall.exec("DELETE FROM facts WHERE name = 'introduced'");
  wall.close();
  for (const page of await databasesWith(storage, "PageObject", "people")) {
    page.prepare("DELETE FROM people WHERE conversation = ?").run(WALL);
    page.close();
  }
  worker = await DevelopmentWorker.start({ storage, port: worker.port });
}

test("its words go as well, and what the person writes meanwhile stays", async () => {
  await say("m_known", KNOWN);
  await until("the Page knows of the messages", async () => (await dossier()).includes(KNOWN));
  assert.equal((await deliver(worker, comment())).status, 200);
  await crashBeforeItIsTold();
  assert.ok(!(await dossier()).includes(LATE), "the Page knows nothing of the comment");

  const { code } = await worker.post<{ code: string }>(`/api/people/${PSID}/deletion`, {});
  await until("the messages are gone", async () => (await fetch(worker.url + path(DM), { headers: AGENT })).status === 404);
  await say("m_new", NEW);

  const proof = await until("it is done", async () => {
    const text = await (await fetch(`${worker.url}/webhooks/messenger/deletion?code=${code}`)).text();
    return text.includes("Your data was deleted") ? text : undefined;
  });
  assert.match(proof, /2 conversations with 2 messages/);
  for (const word of [KNOWN, LATE]) assert.deepEqual(await filesWith(storage, word), []);
  const { entries } = await worker.get<Conversation>(path(DM));
  assert.deepEqual(
    entries.flatMap(({ message }) => message?.text ?? []),
    [NEW],
  );
  await until("the Page knows of the new messages", async () => (await dossier()).includes(NEW));
});
