/** The webhook, as Meta and as somebody who pretends to be Meta find it. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Conversation, Summary } from "../worker/ticket.ts";
import { AGENT, DevelopmentWorker, SECRETS } from "./development-worker.ts";
import { PAGE, deliver, notification, sign } from "./meta.ts";

let worker: DevelopmentWorker;
before(async () => {
  worker = await DevelopmentWorker.start();
});
after(async () => worker.stop());

const inbox = () => worker.get<Summary[]>("/api/inbox");
const conversation = (psid: string) => worker.get<Conversation>(`/api/conversations/${encodeURIComponent(`dm:${PAGE}:${psid}`)}`);
const texts = ({ entries }: Conversation) => entries.flatMap(({ message }) => message?.text ?? []);

test("the handshake gives the challenge back as plain text", async () => {
  const query = new URLSearchParams({
    "hub.mode": "subscribe",
    "hub.verify_token": SECRETS.VERIFY_TOKEN,
    "hub.challenge": "1158201444",
  });
  const answer = await fetch(`${worker.url}/webhooks/messenger?${query}`);
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), "1158201444");
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
});

test("a handshake with another verify token is refused", async () => {
  const query = new URLSearchParams({ "hub.mode": "subscribe", "hub.verify_token": "another", "hub.challenge": "1158201444" });
  const answer = await fetch(`${worker.url}/webhooks/messenger?${query}`);
  assert.equal(answer.status, 403);
  assert.notEqual(await answer.text(), "1158201444");
});

for (const [name, signature] of [
  ["forged with another secret", (body: string) => sign(body, "another-secret")],
  ["missing", () => ""],
  ["that is no signature", () => "sha256=zz"],
] as const) {
  test(`a signature ${name} gets 403 and changes nothing`, async () => {
    const before = await inbox();
    const body = notification({ psid: "24385611970000001", mid: "m_forged", text: "Let me in", at: Date.now() });
    const answer = await deliver(worker, body, signature(body));
    assert.equal(answer.status, 403);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
    assert.notEqual(await answer.text(), "");
    assert.deepEqual(await inbox(), before);
  });
}

test("a body beyond the limit gets 413 before anybody looks at it", async () => {
  const answer = await deliver(worker, `{"object":"page","entry":[${" ".repeat(1_100_000)}]}`);
  assert.equal(answer.status, 413);
});

test("what is no JSON envelope gets 400, signed or not", async () => {
  assert.equal((await deliver(worker, "hello")).status, 400);
});

test("one notification can carry several conversations, each in its order", async () => {
  const at = Date.now();
  const [one, two] = ["24385611970000002", "24385611970000003"];
  const body = notification(
    { psid: one, mid: "m_1", text: "first", at },
    { psid: two, mid: "m_2", text: "somebody else", at: at + 1 },
    { psid: one, mid: "m_3", text: "second", at: at + 2 },
  );
  const answer = await deliver(worker, body);
  assert.equal(answer.status, 200);
  // 200 means stored: no waiting here.
  assert.deepEqual(texts(await conversation(one)), ["first", "second"]);
  assert.deepEqual(texts(await conversation(two)), ["somebody else"]);
});

test("the same notification again changes nothing", async () => {
  const body = notification({ psid: "24385611970000004", mid: "m_4", text: "once", at: Date.now() });
  await deliver(worker, body);
  const before = await conversation("24385611970000004");
  assert.equal((await deliver(worker, body)).status, 200);
  assert.equal((await deliver(worker, body)).status, 200);
  assert.deepEqual(await conversation("24385611970000004"), before);
  assert.deepEqual(texts(before), ["once"]);
});

test("a reply posted twice under one id is sent once", async () => {
  const psid = "24385611976034517"; // Known to the stand-in, so that Graph would really send.
  await worker.post("/standin/phone", { customer: psid, act: { do: "text", text: "Hello" } });
  const path = `/api/conversations/${encodeURIComponent(`dm:${PAGE}:${psid}`)}/replies`;
  const [first, second] = await Promise.all([
    worker.post(path, { id: "the-same", text: "Good morning" }),
    worker.post(path, { id: "the-same", text: "Good morning" }),
  ]);
  assert.deepEqual(first, second);
  const { entries } = await conversation(psid);
  assert.equal(entries.filter(({ author }) => author === "agent").length, 1);
});

test("a page of another origin is kept out of the API", async () => {
  const answer = await fetch(`${worker.url}/api/inbox`, { headers: { ...AGENT, origin: "https://elsewhere.example" } });
  assert.equal(answer.status, 403);
});
