/** A person asks to be forgotten: nothing of theirs stays in any store, down to the bytes on the disk, and everything else does. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Notified } from "../standin/phone-wire.ts";
import type { Setup } from "../worker/standing.ts";
import type { Conversation, Entry, Summary } from "../worker/ticket.ts";
import { AGENT, DevelopmentWorker, SECRETS, newStorage, until } from "./development-worker.ts";
import { PAGE, deliver, sign } from "./meta.ts";
import { conversationDatabase, filesWith } from "./storage.ts";

const PSID = "24385611976034517";
const FEED = "61005772341100";
const APP_ID = "12200388114500";
const OTHER = "24385611976035628";
const DM = `dm:${PAGE}:${PSID}`;
/** Each stands for one way in which words get here, and occurs nowhere else. */
const WORDS = {
  message: "quinceapfel",
  edited: "mispelkern",
  reply: "hagebuttenweg",
  waiting: "sanddornlicht",
  file: "kornelkirsche",
  fileName: "ebereschenblatt.txt",
  comment: "holunderdolde",
  amongOthers: "berberitzenhain",
  privateReply: "weissdornhecke",
  unprocessed: "traubenkirsche",
  errand: "felsenbirne",
};
const OTHERS = "wacholderbusch";

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
const inbox = () => worker.get<Summary[]>("/api/inbox");
const act = (customer: string, act: object) => worker.post<Notified | null>("/standin/phone", { customer, act });
const textsOf = ({ entries }: Conversation) => entries.flatMap(({ message }) => message?.text ?? []);
const reply = (conversation: string, id: string, text: string, more: object = {}) =>
  worker.post(`${path(conversation)}/replies`, { id, text, ...more });
const stateOf = async (conversation: string, id: string) =>
  (await read(conversation)).entries.find((entry) => entry.id === id)?.parts?.[0]?.state;

async function walls(): Promise<{ own: string; shared: string }> {
  const names = (await inbox()).filter(({ kind }) => kind === "comment").map(({ conversation }) => conversation);
  const conversations = await Promise.all(names.map(read));
  const with_ = (word: string) => conversations.find((each) => JSON.stringify(each).includes(word))?.summary.conversation ?? "";
  return { own: with_(WORDS.comment), shared: with_(OTHERS) };
}

/** Takes a person's word for it, as Meta passes it on. */
function signedRequest(person: string, secret = SECRETS.APP_SECRET, at = Date.now()): URLSearchParams {
  const said = { algorithm: "HMAC-SHA256", issued_at: Math.floor(at / 1000), user_id: person };
  const payload = Buffer.from(JSON.stringify(said)).toString("base64url");
  const signature = createHmac("sha256", secret).update(payload).digest("base64url");
  return new URLSearchParams({ signed_request: `${signature}.${payload}` });
}

const post = (what: string, body: URLSearchParams | string) =>
  fetch(`${worker.url}/webhooks/messenger/${what}`, { method: "POST", body });

test("a person leaves words in every place there is", async () => {
  await act(PSID, { do: "text", text: `First: ${WORDS.message}` });
  await until("the message is here", async () => textsOf(await read(DM)).length === 1);
  const mid = (await read(DM)).entries.find(({ message }) => message)?.message?.mid ?? "";
  // What a message said before it was edited lies in freed bytes of the database, not in any row.
  for (const [edit, text] of [`Then: ${WORDS.edited} and much longer than it was before`, "Now: nothing"].entries()) {
    const at = Date.now() + edit;
    const event = {
      sender: { id: PSID },
      recipient: { id: PAGE },
      timestamp: at,
      message_edit: { mid, text, num_edit: edit + 1 },
    };
    const body = JSON.stringify({ object: "page", entry: [{ id: PAGE, time: at, messaging: [event] }] });
    assert.equal((await deliver(worker, body, sign(body))).status, 200);
  }
  await act(PSID, { do: "text", text: `Second: ${WORDS.message} ${"and more ".repeat(200)}` });
  await reply(DM, "r-1", `Answer: ${WORDS.reply}`);
  await until("the answer is sent", async () => ["sent", "delivered", "read"].includes((await stateOf(DM, "r-1")) ?? ""));

  const attached = await fetch(`${worker.url}${path(DM)}/files?name=${WORDS.fileName}`, {
    method: "POST",
    headers: { ...AGENT, "content-type": "text/plain" },
    body: WORDS.file.repeat(500),
  });
  assert.equal(attached.status, 201);

  await act(PSID, { do: "comment", text: `In public: ${WORDS.comment}` });
  await act(OTHER, { do: "comment", text: `Somebody else: ${OTHERS}` });
  await until("both comments are here", async () => (await inbox()).filter(({ kind }) => kind === "comment").length === 2);
  const { own, shared } = await walls();
  const parent = (await read(shared)).entries.find(({ message }) => message)?.message?.mid ?? "";
  await act(PSID, { do: "comment", text: `Below it: ${WORDS.amongOthers}`, parent });
  await until("the answer below it is here", async () => textsOf(await read(shared)).length === 2);
  await reply(own, "r-2", `Just for you: ${WORDS.privateReply}`, { kind: "privateReply" });
  await until("the private reply is sent", async () => ["sent", "delivered", "read"].includes((await stateOf(own, "r-2")) ?? ""));

  await worker.post("/standin/mood", { mood: "deadToken", times: 1 });
  await reply(DM, "r-3", `Later: ${WORDS.waiting}`);
  await until("a reply waits", async () => (await stateOf(DM, "r-3")) === "waiting");

  const onDisk = async (how: string, word: string) =>
    assert.ok((await filesWith(storage, word)).length > 0, `${how} is on the disk`);
  const { unprocessed, errand: stuck, ...said } = WORDS;
  for (const [how, word] of Object.entries(said)) await onDisk(how, word);

  await until("the Page knows what is whose", async () => {
    const dossier = JSON.stringify(await worker.get(`/api/people/${PSID}/export`));
    return dossier.includes(WORDS.comment) && dossier.includes(WORDS.amongOthers);
  });

  // What could not be processed, and what is stuck on its way, as an accident would leave it.
  await worker.stop();
  const database = await conversationDatabase(storage, DM);
  const odd = { id: "odd", type: "unknown", at: Date.now(), page: PAGE, conversation: DM, raw: unprocessed };
  database.prepare("INSERT INTO unprocessed (event) VALUES (?)").run(JSON.stringify(odd));
  const errand = { alert: { code: "warning", text: stuck, page: PAGE, at: 0 } };
  database
    .prepare("INSERT INTO errands (lane, message, errand, added, parked) VALUES ('beside', 0, ?, ?, 'by hand')")
    .run(JSON.stringify(errand), Date.now());
  database.close();
  worker = await DevelopmentWorker.start({ storage, port: worker.port });

  await onDisk("unprocessed", unprocessed);
  await onDisk("errand", stuck);
});

test("the fold's state holds none of anybody's words", async () => {
  const { own, shared } = await walls();
  for (const conversation of [DM, own, shared]) {
    const state = JSON.stringify((await read(conversation)).state);
    for (const text of textsOf(await read(conversation))) {
      for (const word of text.split(/\W+/).filter((word) => word.length > 4))
        assert.ok(!state.includes(word), `${word} in ${conversation}`);
    }
    assert.doesNotMatch(state, /Customer/);
  }
});

test("what is here of a person can be had, by agents alone", async () => {
  const address = `/api/people/${PSID}/export`;
  assert.equal((await fetch(worker.url + address)).status, 401);
  const dossier = JSON.stringify(await worker.get(address));
  const gone = ["edited", "file", "errand"];
  for (const [how, word] of Object.entries(WORDS)) {
    if (how !== "unprocessed" && !gone.includes(how)) assert.ok(dossier.includes(word), how);
  }
  assert.ok(!dossier.includes(OTHERS), "and nothing of anybody else's");
});

test("a request that Meta did not sign deletes nothing", async () => {
  const day = 24 * 3_600_000;
  assert.equal((await post("deletion", signedRequest(APP_ID, "another-secret"))).status, 403);
  assert.equal((await post("deletion", signedRequest(APP_ID, SECRETS.APP_SECRET, Date.now() - 30 * day))).status, 403);
  assert.equal((await post("deletion", new URLSearchParams({ signed_request: "hello" }))).status, 400);
  assert.equal((await post("deletion", "")).status, 400);
  assert.equal((await post("deauthorize", signedRequest(APP_ID, "another-secret"))).status, 403);
  assert.equal((await fetch(`${worker.url}/webhooks/messenger/deletion?code=0123456789abcdef`)).status, 404);
  assert.ok(textsOf(await read(DM)).length > 1);
});

let code = "";
/** What the settings keep, and what everything is written anew beside. */
let kept: object;

async function settings(): Promise<object> {
  const { said, verifyToken, checkedAt, pages } = await worker.get<Setup>("/api/setup");
  return { said, verifyToken, checkedAt, ties: pages.map(({ page, tie, status }) => [page.id, tie, status]) };
}

test("the person asks Meta, and Meta gets an address and a code", async () => {
  const { own } = await walls();
  await worker.post("/api/setup/said", { appMode: "live" });
  await worker.post("/api/setup/verify-token", {});
  await worker.get("/api/setup");
  kept = await settings();
  const told = await act(PSID, { do: "askForDeletion" });
  assert.equal(told?.status, 200);
  const answer = JSON.parse(told?.answer ?? "{}") as { url: string; confirmation_code: string };
  code = answer.confirmation_code;
  assert.match(code, /^[0-9a-f]{32}$/);
  assert.equal(answer.url, `${worker.url}/webhooks/messenger/deletion?code=${code}`);
  const page = await until("it is done", async () => {
    const text = await (await fetch(answer.url)).text();
    return text.includes("Your data was deleted") ? text : undefined;
  });
  assert.match(page, /3 conversations with \d+ messages and 1 file,/);
  assert.ok(!page.includes(PSID) && !page.includes(APP_ID));
  for (const conversation of [DM, own])
    assert.equal((await fetch(worker.url + path(conversation), { headers: AGENT })).status, 404);
});

test("no store holds a byte of it, and what others wrote is still there", async () => {
  for (const [how, word] of Object.entries(WORDS)) assert.deepEqual(await filesWith(storage, word), [], how);
  const { shared } = await walls();
  const conversation = await read(shared);
  assert.deepEqual(textsOf(conversation), [`Somebody else: ${OTHERS}`]);
  assert.equal(conversation.entries.filter(({ forgotten }: Entry) => forgotten === "deletion").length, 1);
  assert.deepEqual(
    (await inbox()).map((summary) => summary.conversation),
    [shared],
  );
  assert.equal(JSON.stringify(await worker.get(`/api/people/${PSID}/export`)).includes("entries"), false);
});

test("what the desk knows of its Pages is as it was", async () => {
  assert.match(JSON.stringify(kept), /"appMode":"live".*"next":"[0-9a-f]{48}"/);
  assert.deepEqual(await settings(), kept);
});

test("the proof has nothing of the person in it", async () => {
  for (const id of [PSID, FEED, APP_ID]) {
    const files = await filesWith(storage, id);
    // The local runtime writes an object's name into its database; in production it keeps no names.
    assert.deepEqual(
      files.filter((file) => /AppObject|PageObject/.test(file)),
      [],
      id,
    );
  }
});

test("a redelivery of what was said before brings nothing back", async () => {
  const told = await act(PSID, { do: "redeliver" });
  assert.equal(told?.status, 200);
  for (const word of Object.values(WORDS)) assert.deepEqual(await filesWith(storage, word), []);
});

test("what the person writes afterwards begins anew", async () => {
  await act(PSID, { do: "text", text: "Hello, it is me" });
  const { entries, summary } = await until("the message is here", () => read(DM));
  assert.equal(summary.ticket, 1);
  assert.deepEqual(
    entries.flatMap(({ message }) => message?.text ?? []),
    ["Hello, it is me"],
  );
  await worker.post("/api/setup/check", {});
  await reply(DM, "r-4", "Welcome");
  await until("the answer arrives", async () => ["sent", "delivered", "read"].includes((await stateOf(DM, "r-4")) ?? ""));
});

test("whoever is not known here is told so", async () => {
  const answer = (await (await post("deletion", signedRequest("999999999999"))).json()) as { url: string };
  await until("it is done", async () => (await (await fetch(answer.url)).text()).includes("Nothing of yours was found"));
});

test("an agent deletes what a person asked them to", async () => {
  const asked = await worker.post<{ code: string }>(`/api/people/${OTHER}/deletion`, {});
  await until("it is done", async () => {
    const page = await fetch(`${worker.url}/webhooks/messenger/deletion?code=${asked.code}`);
    return /was deleted|Nothing of yours/.test(await page.text());
  });
});
