// Against a real Request Tracker 5: what customers write becomes tickets there, what agents write there goes out to Messenger, and RT is
// read back through its own interface.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Channel } from "messenger-desk";
import { adapter } from "messenger-desk/adapters";
import { carryOut } from "./carry-out.mjs";
import { agent, history, start } from "./request-tracker.mjs";

const page = "1029384756";
const psid = "24681012141618";
const secret = "desk-secret-for-tests-only";
const channel = new Channel({ appSecret: "a-secret-for-tests-only", appId: "1357924680" });
const desk = adapter("requestTracker", { webhookSecret: secret });
const photo = Buffer.from("/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAP//2Q==", "base64");

/** What the scrip told, in order; and a picture, as Meta's servers would give it. */
const told = [];
const listener = createServer(async (request, response) => {
  if (request.url === "/photo.jpg") return response.end(photo);
  if (request.method === "GET") return response.writeHead(404).end();
  const parts = [];
  for await (const part of request) parts.push(part);
  told.push({ headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
  response.end("ok");
});
let rt;
let here;

before(async () => {
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  here = `http://127.0.0.1:${listener.address().port}`;
  rt = await start({ url: `${here}/webhooks/desk`, secret });
});

after(async () => {
  await rt?.stop();
  listener.close();
});

/** One conversation, as a host keeps it. */
class Conversation {
  state = null;
  kept = {};
  graph = [];
  results = [];
  now = Date.parse("2026-11-25T09:00:00Z");
  at = { url: "", headers: {} };

  constructor(person = psid) {
    this.person = person;
  }

  /** Takes an input through the fold, and its actions to the desk. */
  async step(input) {
    const { state, effects } = channel.step(this.state, input, this.now);
    this.state = state;
    this.graph.push(...effects.flatMap((effect) => effect.graph ?? []));
    this.actions = effects.flatMap((effect) => effect.desk ?? []);
    this.results = [];
    for (const action of this.actions) this.results.push(await this.carryOut(action));
    return effects;
  }

  carryOut(action, options = {}) {
    return carryOut(desk, action, this.kept, { url: rt.url, headers: rt.headers, ...options });
  }

  /** A webhook of Meta's with one messaging item. */
  async messenger(item, from = this.person) {
    this.now += 1000;
    const people = from === page ? [page, this.person] : [from, page];
    const messaging = { sender: { id: people[0] }, recipient: { id: people[1] }, timestamp: this.now, ...item };
    const body = JSON.stringify({ object: "page", entry: [{ id: page, time: this.now, messaging: [messaging] }] });
    const signature = `sha256=${createHmac("sha256", "a-secret-for-tests-only").update(body).digest("hex")}`;
    const { events } = channel.receive(new TextEncoder().encode(body), signature);
    assert.equal(events.length, 1);
    return this.step({ event: events[0] });
  }

  text(mid, text) {
    return this.messenger({ message: { mid, text } });
  }

  /** What RT told last, read and folded in. */
  async hear(webhook = told.at(-1)) {
    this.now += 1000;
    const incoming = desk.read(webhook, this.now, this.kept.ids);
    this.kept.ids = incoming.ids;
    for (const input of incoming.inputs) await this.step(input);
    return incoming;
  }

  get ticket() {
    return this.kept.ids.ticket;
  }
}

const messages = (entries, type) => entries.filter((entry) => entry.type === type).map((entry) => entry.text);

test("a customer's messages become one ticket, with their pictures and by their name", async () => {
  const it = new Conversation();
  const picture = { type: "image", payload: { url: `${here}/photo.jpg` } };
  await it.messenger({ message: { mid: "m_1", text: "Is my bike ready? 🚲", attachments: [picture] } });
  assert.deepEqual(it.results[0], { steps: ["contact", "open"], ended: "done", problem: undefined });
  await it.text("m_2", "It is the blue one.");
  assert.deepEqual(it.results[0].steps, ["message"]);

  const ticket = await rt.read(`/ticket/${it.ticket}`);
  assert.equal(ticket.Subject, "Is my bike ready? 🚲");
  assert.equal(ticket.Status, "open");
  assert.deepEqual(ticket.Requestor.map((user) => user.id), [`fb-${psid}`]);
  const field = (name) => ticket.CustomFields.find((field) => field.name === name)?.values;
  assert.deepEqual(field("Messenger thread"), [`dm:${page}:${psid}`]);
  const user = await rt.read(`/user/fb-${psid}`);
  assert.equal(user.RealName, "Messenger user 1618");
  assert.ok(!user.EmailAddress, "without an address RT cannot mail them");

  const entries = await history(rt, it.ticket);
  assert.equal(entries[0].text, "Messenger user 1618 wrote:\n\nIs my bike ready? 🚲");
  assert.deepEqual(entries[0].files, [{ name: "photo.jpg", type: "image/jpeg", bytes: photo.length }]);
  assert.deepEqual(messages(entries, "Correspond"), ["Messenger user 1618 wrote:\n\nIt is the blue one."]);
});

test("a second conversation with the same person finds the user that is there", async () => {
  const it = new Conversation();
  await it.text("m_10", "Hello again");
  assert.equal(it.kept.ids.contact, `fb-${psid}`);
  // RT says 400 "Name in use": that is asked about, and no failure.
  assert.deepEqual(it.results[0].steps, ["contact", "lookup/contact", "open"]);
  assert.equal(it.results[0].ended, "done");
});

test("what happens twice shows once, and an echo shows as the Page's", async () => {
  const it = new Conversation("13579111315171");
  await it.text("m_20", "One");
  const [open] = it.actions;
  assert.deepEqual(await it.carryOut(open), { steps: [], ended: "done_before", problem: undefined });
  await it.messenger({ message: { mid: "m_21", text: "We close at six.", is_echo: true, app_id: 263902037430900 } }, page);
  await it.messenger({ message_edit: { mid: "m_20", text: "One, corrected", num_edit: 1 } });
  await it.messenger({ reaction: { mid: "m_21", action: "react", reaction: "love", emoji: "❤" } });
  const entries = await history(rt, it.ticket);
  assert.deepEqual(messages(entries, "Correspond"), [
    "An agent, outside this desk, wrote:\n\nWe close at six.",
    "Messenger user 5171 wrote:\n\n[Edited. It now says:]\nOne, corrected",
  ]);
  assert.deepEqual(messages(entries, "Comment"), ["Messenger user 5171 reacted: ❤"]);
  assert.deepEqual(entries.filter((entry) => /Email/.test(entry.type)), [], "nothing was mailed");
});

test("an answer that never came is looked up before anything is sent again", async () => {
  const it = new Conversation("11223344556677");
  // RT takes the request, and its answer is lost.
  const lost = async (...request) => {
    await (await fetch(...request)).text();
    throw new Error("connection reset");
  };
  const never = async () => {
    throw new Error("connection refused");
  };
  for (const [round, broken] of [lost, never].entries()) {
    it.now += 1000;
    it.person = `1122334455660${round}`;
    it.state = null;
    it.kept = {};
    const body = { object: "page", entry: [{ id: page, time: it.now, messaging: [{ sender: { id: it.person }, recipient: { id: page }, timestamp: it.now, message: { mid: `m_3${round}`, text: "Anybody there?" } }] }] };
    const [event] = channel.parse(new TextEncoder().encode(JSON.stringify(body))).events;
    const [{ desk: open }] = channel.step(null, { event }, it.now).effects;
    const once = (path) => async (url, options) => (url.endsWith(path) && options.method === "POST" ? broken(url, options) : fetch(url, options));

    const user = await it.carryOut(open, { fetch: once("/user") });
    assert.deepEqual([user.steps, user.failure.kind, user.failure.status], [["contact"], "retry", 0]);
    const ticket = await it.carryOut(open, { fetch: once("/ticket") });
    const looked = round === 0 ? ["lookup/contact"] : ["lookup/contact", "contact"];
    assert.deepEqual([ticket.steps, ticket.failure.status], [[...looked, "open"], 0]);
    const done = await it.carryOut(open);
    assert.deepEqual(done.steps, round === 0 ? ["lookup/open"] : ["lookup/open", "open"]);
    assert.equal(done.ended, "done");

    const append = { ...open, do: "append", id: `message:${page}:m_4${round}`, message: { mid: `m_4${round}`, text: "Hello?", attachments: [] } };
    const first = await it.carryOut(append, { fetch: once("/correspond") });
    assert.equal(first.failure.kind, "retry");
    const second = await it.carryOut(append);
    assert.deepEqual(second.steps, round === 0 ? ["lookup/message"] : ["lookup/message", "message"]);
    assert.ok(it.kept.ids.messages.some((message) => message.mid === `m_4${round}`));

    const found = await rt.read(`/tickets?query=${encodeURIComponent(`Requestor.Name = 'fb-${it.person}'`)}`);
    assert.equal(found.count, 1, "one ticket");
    assert.deepEqual(messages(await history(rt, it.ticket), "Correspond"), ["Messenger user " + it.person.slice(-4) + " wrote:\n\nHello?"]);
  }
});

test("an agent's answer in RT goes out, comments stay inside, and solving reaches the state", async () => {
  const it = new Conversation("99887766554433");
  await it.text("m_50", "How much is a new chain?");
  const update = await agent(rt);
  told.length = 0;
  await update(it.ticket, { UpdateType: "private", UpdateContent: "Ask the workshop first." });
  assert.deepEqual(told, [], "a comment is nobody's business outside");
  await update(it.ticket, { UpdateType: "response", UpdateContent: "30 euros — fitted & “oiled”.", "UpdateStatus": "" });
  assert.equal(told.length, 1);
  const sent = JSON.parse(told[0].body);
  assert.deepEqual([sent.type, sent.creator, sent.ticket], ["Correspond", "root", it.ticket]);
  assert.equal(sent.conversation, `dm:${page}:${it.person}`);

  // Before its ids are known the conversation is named.
  assert.equal(desk.read(told[0], it.now).conversation, `dm:${page}:${it.person}`);
  it.graph = [];
  await it.hear();
  const [call] = it.graph;
  assert.equal(call.body.message.text, "30 euros — fitted & “oiled”.");
  assert.deepEqual(call.body.recipient, { id: it.person });
  assert.equal(call.key.split("/")[0], `rt-${sent.transaction}`);
  assert.equal((await it.hear()).ignored, "duplicate");
  assert.equal(it.graph.length, 1, "it goes out once");

  // Graph takes it: the transaction is known by its mid. Its echo then leads to nothing.
  await it.step({ sent: { key: call.key, status: 200, body: JSON.stringify({ recipient_id: it.person, message_id: "m_51" }) } });
  assert.equal(it.kept.ids.messages.find((message) => message.mid === "m_51").id, sent.transaction);
  const echo = { message: { mid: "m_51", text: "30 euros", is_echo: true, app_id: 1357924680, metadata: call.key } };
  assert.deepEqual((await it.messenger(echo, page)).map((effect) => effect.ignored?.reason), ["own_echo"]);

  // A refusal is shown to the agent as a comment.
  await update(it.ticket, { UpdateType: "response", UpdateContent: "Shall I order it?" });
  await it.hear();
  const refusal = { error: { message: "(#10) outside of allowed window", code: 10, error_subcode: 2018278 } };
  await it.step({ sent: { key: it.graph.at(-1).key, status: 400, body: JSON.stringify(refusal) } });
  const comments = messages(await history(rt, it.ticket), "Comment");
  assert.match(comments.at(-1), /^Not delivered: Messenger refused the answer\. .+/s);

  // Solved in RT, opened again by the customer.
  told.length = 0;
  await update(it.ticket, { UpdateType: "response", UpdateContent: "Good-bye!", Status: "resolved" });
  assert.deepEqual(told.map((webhook) => JSON.parse(webhook.body).type), ["Correspond", "Status"]);
  for (const webhook of told) await it.hear(webhook);
  assert.ok(it.state.thread.solvedAt > 0);
  assert.equal((await rt.read(`/ticket/${it.ticket}`)).Status, "resolved");
  // What the Page says elsewhere does not open it.
  await it.messenger({ message: { mid: "m_52", text: "Thanks!", is_echo: true, app_id: 263902037430900 } }, page);
  assert.equal((await rt.read(`/ticket/${it.ticket}`)).Status, "resolved");
  await it.text("m_53", "One more thing");
  assert.equal(it.actions[0].reopens, true);
  assert.deepEqual(it.results[0].steps, ["message", "check"]);
  assert.equal((await rt.read(`/ticket/${it.ticket}`)).Status, "open");
  // A stalled ticket RT would leave stalled.
  await update(it.ticket, { UpdateType: "private", UpdateContent: "Waiting.", Status: "stalled" });
  await it.text("m_54", "Still there?");
  assert.equal((await rt.read(`/ticket/${it.ticket}`)).Status, "open");
});

test("the window shows in its field, the name in the user, and what RT ignores is a failure", async () => {
  const it = new Conversation("77665544332211");
  await it.text("m_60", "Hi");
  await it.step({ tick: true });
  assert.deepEqual(it.results[0].steps, ["status"]);
  const field = async () => (await rt.read(`/ticket/${it.ticket}`)).CustomFields.find((one) => one.name === "Messenger window");
  assert.match((await field()).values[0], /^open, until 2026-11-\d\d \d\d:\d\d UTC$/);
  // The same again changes nothing: RT says [], as it does for a field it does not have.
  const action = { ...it.actions[0], id: "tick:again" };
  assert.deepEqual((await it.carryOut(action)).steps, ["status", "check"]);
  const astray = adapter("requestTracker", { windowField: "No such field" });
  const lost = await carryOut(astray, { ...action, id: "tick:astray" }, it.kept, { url: rt.url, headers: rt.headers });
  assert.equal(lost.failure.kind, "invalid");

  const named = { ...action, do: "contact", id: "contact:1", contact: { id: it.person, kind: "psid", name: "Ana Lund" }, sameAs: "comment:1:2:3" };
  assert.deepEqual((await it.carryOut(named)).steps, ["contact", "message"]);
  assert.equal((await rt.read(`/user/fb-${it.person}`)).RealName, "Ana Lund");
  await it.text("m_61", "It is me");
  assert.deepEqual(messages(await history(rt, it.ticket), "Correspond"), ["Ana Lund wrote:\n\nIt is me"]);
});

test("a file that is gone is linked, and wrong credentials park the action", async () => {
  const it = new Conversation("55443322110099");
  const gone = { type: "image", payload: { url: `${here}/gone.jpg?oe=7A3B5C7D` } };
  await it.messenger({ message: { mid: "m_70", attachments: [gone] } });
  assert.deepEqual(it.results[0].steps, ["contact", "open", "open"]);
  const [created] = await history(rt, it.ticket);
  assert.match(created.text, /\[image\] http:\S+gone\.jpg\S+ \(the link ends 2034-12-\d\d \d\d:\d\d UTC\)$/);

  const append = { ...it.actions[0], do: "append", id: "message:x", message: { mid: "m_71", text: "Hi", attachments: [] } };
  for (const headers of [{ authorization: "token 1-1-0" }, { ...rt.headers, cookie: "a=b", authorization: "token 1-1-0" }]) {
    const refused = await it.carryOut(append, { headers });
    assert.equal(refused.failure.kind, "unauthorised", JSON.stringify(refused));
  }
  const astray = adapter("requestTracker", { queue: "Nowhere" });
  const opened = await carryOut(astray, { ...it.actions[0], id: "open:2" }, { ids: undefined }, { url: rt.url, headers: rt.headers });
  assert.equal(opened.failure.kind, "unauthorised", "RT says 403 of a queue it does not have");
});

test("a webhook that RT did not sign is not read", () => {
  const webhook = { headers: { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }, body: '{"type":"Correspond"}' };
  assert.throws(() => desk.read(webhook, Date.now()), { name: "ChannelError", code: "signature", reason: "mismatch" });
  assert.throws(() => desk.read({ headers: {}, body: "{}" }, Date.now()), { code: "signature", reason: "missing" });
  assert.throws(() => adapter("requestTracker").read({ body: "{}" }, Date.now()), { code: "config" });
});
