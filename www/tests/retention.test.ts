/** What is not to be kept: texts whose time is over, and messages that their sender took back. */

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Conversation, Summary } from "../worker/ticket.ts";
import { DevelopmentWorker, newStorage, until } from "./development-worker.ts";
import { PAGE, deliver, sign } from "./meta.ts";
import { conversationDatabase, filesWith } from "./storage.ts";
import { Workspace } from "./workspace.ts";

/** As wrangler.jsonc has it for this Page. */
const DAYS = 180;
const DAY = 24 * 3_600_000;
const PSID = "24385611976034517";
const DM = `dm:${PAGE}:${PSID}`;
const INSTAGRAM = "17841400000000001";

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
const read = (conversation: string) => worker.get<Conversation>(path(conversation));
const act = (act: object) => worker.post("/standin/phone", { customer: PSID, act });
const move = (add: number) => worker.post<{ now: number }>("/standin/clock", { add });
const textsOf = ({ entries }: Conversation) => entries.flatMap(({ message }) => message?.text ?? []);

test("texts and files are dropped after the days that are set for the Page, and the entries say so", async () => {
  await act({ do: "text", text: "An old quinceapfel" });
  await act({ do: "comment", text: "An old mispelkern" });
  await worker.post(`${path(DM)}/replies`, { id: "r-1", text: "An old schlehenfeuer" });
  await until("the reply is read or delivered", async () => {
    const { entries } = await read(DM);
    return ["delivered", "read"].includes(entries.find(({ id }) => id === "r-1")?.parts?.[0]?.state ?? "");
  });
  await move((DAYS - 1) * DAY);
  assert.deepEqual(textsOf(await read(DM)), ["An old quinceapfel", "An old schlehenfeuer"]);
  await act({ do: "text", text: "A new hagebuttenweg" });
  await move(DAY + 60_000);
  await until("the old texts are gone", async () => textsOf(await read(DM)).length === 1);
  const { entries, summary, state } = await read(DM);
  assert.deepEqual(textsOf({ entries } as Conversation), ["A new hagebuttenweg"]);
  assert.deepEqual(
    entries.flatMap(({ what, forgotten }) => (what === "message" ? [forgotten] : [])),
    [{ days: DAYS }, { days: DAYS }, undefined],
  );
  assert.equal(
    entries.find(({ id }) => id === "r-1")?.parts?.[0]?.state !== undefined,
    true,
    "what became of a reply is still known",
  );
  assert.equal(summary.subject, "");
  assert.doesNotMatch(JSON.stringify(state), /quinceapfel|schlehenfeuer|hagebuttenweg/);
  const wall = (await worker.get<Summary[]>("/api/inbox")).find(({ kind }) => kind === "comment");
  assert.deepEqual([wall?.preview, wall?.subject], ["Text removed", ""]);
});

test("within the hour its bytes leave the disk too", async () => {
  await move(3_600_000);
  for (const word of ["quinceapfel", "mispelkern", "schlehenfeuer"])
    await until(`${word} is gone`, async () => (await filesWith(storage, word)).length === 0);
  assert.ok((await filesWith(storage, "hagebuttenweg")).length > 0, "and what is new is still there");
});

test("an agent sees that there was something", async () => {
  const desk = await Workspace.open(worker);
  try {
    desk.page.setDefaultTimeout(15_000);
    await desk.inbox.getByRole("button", { name: /hagebuttenweg/ }).click();
    await desk.transcript.getByText(`Text removed after ${DAYS} days`).first().waitFor();
    assert.deepEqual(desk.complaints, []);
  } finally {
    await desk.close();
  }
});

test("the conversation goes on as if nothing had been dropped", async () => {
  await worker.post(`${path(DM)}/replies`, { id: "r-2", text: "A new answer" });
  await until("the reply arrives", async () => {
    const { entries } = await read(DM);
    return ["delivered", "read"].includes(entries.find(({ id }) => id === "r-2")?.parts?.[0]?.state ?? "");
  });
});

for (const [name, object, page, person] of [
  ["Instagram", "instagram", INSTAGRAM, "9008007006005"],
  ["Messenger", "page", PAGE, "24385611979999999"],
] as const) {
  const conversation = `dm:${page}:${person}`;
  const say = (more: object, at: number) => {
    const event = { sender: { id: person }, recipient: { id: page }, timestamp: at, message: more };
    const body = JSON.stringify({ object, entry: [{ id: page, time: at, messaging: [event] }] });
    return deliver(worker, body, sign(body));
  };

  test(`a message that is taken back on ${name} is gone from the transcript, the subject, the preview and everything on its way`, async () => {
    const { now } = await move(0);
    const word = `taken${object}back`;
    assert.equal((await say({ mid: "m_taken", text: `I should not have said ${word}` }, now)).status, 200);
    await until("it is here", async () => textsOf(await read(conversation)).length === 1);

    // What could not be processed yet, and what has not got out, as an accident would leave it.
    await worker.stop();
    const database = await conversationDatabase(storage, conversation);
    const odd = { id: "odd", type: "message", at: now, page, conversation, mid: "m_taken", text: word };
    database.prepare("INSERT INTO unprocessed (event) VALUES (?)").run(JSON.stringify(odd));
    const errand = { desk: { do: "open", subject: word, message: { mid: "m_taken", text: word, attachments: [] } } };
    database
      .prepare("INSERT INTO errands (lane, message, errand, added, due) VALUES ('elsewhere', 0, ?, ?, ?)")
      .run(JSON.stringify(errand), now, now + 365 * DAY);
    database.close();
    worker = await DevelopmentWorker.start({ storage, port: worker.port });

    assert.equal((await say({ mid: "m_taken", is_deleted: true }, now + 1000)).status, 200);
    await until("it is gone", async () => textsOf(await read(conversation)).length === 0);
    const { entries, summary } = await read(conversation);
    assert.equal(entries.find(({ what }) => what === "message")?.redacted, true);
    assert.deepEqual([summary.subject, summary.preview], ["", "Message withdrawn"]);

    await worker.stop();
    const after = await conversationDatabase(storage, conversation);
    assert.deepEqual(after.prepare("SELECT event FROM unprocessed").all(), []);
    const [left] = after.prepare("SELECT errand FROM errands WHERE lane = 'elsewhere'").all();
    assert.deepEqual(JSON.parse(String(left?.["errand"])), {
      desk: { do: "open", subject: "", message: { mid: "m_taken", attachments: [] } },
    });
    after.exec("DELETE FROM errands WHERE lane = 'elsewhere'");
    after.close();
    worker = await DevelopmentWorker.start({ storage, port: worker.port });
    await move(2 * 3_600_000);
    await until("its bytes are gone", async () => (await filesWith(storage, word)).length === 0);
  });
}
