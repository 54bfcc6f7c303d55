/** The production worker against a Graph of our own over HTTP: what it sends, and what becomes of a send that is cut short. */

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { after, before, test } from "node:test";
import type { Conversation, Part } from "../worker/ticket.ts";
import { AGENT, DevelopmentWorker, SECRETS, newStorage, until } from "./development-worker.ts";
import { deliver, notification } from "./meta.ts";

/** The Page that wrangler.production.jsonc is delivered with. */
const PAGE_ID = "0";
const PSID = "24385611970000009";
const PATH = `/api/conversations/${encodeURIComponent(`dm:${PAGE_ID}:${PSID}`)}`;

interface Call {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  body: { recipient?: { id: string }; messaging_type?: string; message?: { text?: string }; sender_action?: string };
}

const calls: Call[] = [];
/** These always fail, and are to be tried again. */
const gestures: string[] = [];
let lookUps = 0;
let answer: (response: ServerResponse, call: Call) => void;
let graph: Server;
let storage: string;
let worker: DevelopmentWorker;

before(async () => {
  graph = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => graph.listen(0, "127.0.0.1", resolve));
  storage = await newStorage();
  worker = await start();
  await deliver(worker, notification({ page: PAGE_ID, psid: PSID, mid: "m_hello", text: "Hello", at: Date.now() }));
});
after(async () => {
  await worker?.stop();
  graph.closeAllConnections();
  graph.close();
  await rm(storage, { recursive: true, force: true, maxRetries: 5 });
});

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  // Whose name it is, Graph never tells: nobody waits for that.
  if (request.method === "GET") {
    lookUps += 1;
    return;
  }
  const call = {
    method: request.method,
    url: request.url,
    authorization: request.headers.authorization,
    body: JSON.parse(body) as Call["body"],
  };
  if (call.body.sender_action !== undefined) {
    gestures.push(call.body.sender_action);
    return say(response, 500, { error: { message: "(#2)", code: 2, is_transient: true } });
  }
  calls.push(call);
  answer(response, call);
}

function start(graphUrl?: string): Promise<DevelopmentWorker> {
  const address = graph.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const vars = { ...SECRETS, GRAPH_URL: graphUrl ?? `http://127.0.0.1:${port}` };
  return DevelopmentWorker.start({ config: "wrangler.production.jsonc", storage, vars });
}

async function reply(id: string, text: string, more: object = {}): Promise<void> {
  const answered = await fetch(worker.url + PATH + "/replies", {
    method: "POST",
    headers: { ...AGENT, "content-type": "application/json" },
    body: JSON.stringify({ id, text, ...more }),
  });
  assert.equal(answered.status, 202);
}

async function conversation(): Promise<Conversation> {
  return (await (await fetch(worker.url + PATH, { headers: AGENT })).json()) as Conversation;
}

async function partsOf(id: string): Promise<Part[]> {
  const { entries } = await conversation();
  return entries.find((entry) => entry.id === id)?.parts ?? [];
}

function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

test("a reply is a Send API call with the Page's token", async () => {
  answer = (response) => say(response, 200, { recipient_id: PSID, message_id: "m_sent" });
  await reply("first", "Good morning");
  await until("it is sent", async () => (await partsOf("first"))[0]?.state === "sent");
  assert.equal(calls.length, 1);
  const [call] = calls;
  assert.equal(`${call?.method} ${call?.url}`, `POST /v26.0/${PAGE_ID}/messages`);
  assert.equal(call?.authorization, `Bearer ${SECRETS.PAGE_TOKEN}`);
  assert.deepEqual(
    { to: call?.body.recipient, type: call?.body.messaging_type, text: call?.body.message?.text },
    { to: { id: PSID }, type: "RESPONSE", text: "Good morning" },
  );
});

test("replies leave one after the other, in order, however fast they come", async () => {
  calls.length = 0;
  const held: (() => void)[] = [];
  answer = (response, call) =>
    held.push(() => say(response, 200, { recipient_id: PSID, message_id: `m_${call.body.message?.text}` }));
  await reply("one", "1");
  await reply("two", "2");
  await reply("three", "3");
  for (let answered = 1; answered <= 3; answered += 1) {
    await until("the next call", () => held.length === answered);
    assert.deepEqual(
      calls.map(({ body }) => body.message?.text),
      ["1", "2", "3"].slice(0, answered),
    );
    held.at(-1)?.();
  }
  await until("all are sent", async () => (await partsOf("three"))[0]?.state === "sent");
});

test("nobody waits for a gesture that is to be tried again", async () => {
  answer = (response) => say(response, 200, { recipient_id: PSID, message_id: "m_after_typing" });
  await reply("typed", "I am typing this", { typing: "on" });
  await until("the message is sent", async () => (await partsOf("typed"))[0]?.state === "sent");
  assert.deepEqual(gestures, ["typing_on"]);
});

test("what Graph refuses is marked as failed, with a sentence", async () => {
  answer = (response) =>
    say(response, 400, { error: { message: "(#551)", type: "OAuthException", code: 551, error_subcode: 1545041 } });
  await reply("refused", "Hello?");
  const part = await until("it has failed", async () => (await partsOf("refused")).find(({ state }) => state === "failed"));
  assert.ok((part.text ?? "").length > 10);
});

test("a send that a crash cut short is not repeated, and the agent is told", async () => {
  await deliver(worker, notification({ page: PAGE_ID, psid: PSID, mid: "m_again", text: "I am here", at: Date.now() }));
  calls.length = 0;
  answer = () => undefined; // Graph has it, and never says so.
  await reply("cut", "Did you get this?");
  await until("Graph has the call", () => calls.length === 1);
  await worker.stop("SIGKILL");
  worker = await start();
  const part = await until("it is marked", async () => (await partsOf("cut")).find(({ state }) => state === "maybe_sent"));
  assert.ok((part.text ?? "").length > 10);
  assert.equal(calls.length, 1);
  await until("whose name it is, which changes nothing, is asked again", () => lookUps === 2);
});

test("what waits to be tried again survives a crash, and what comes after it waits behind it", async () => {
  calls.length = 0;
  answer = (response) => say(response, 500, { error: { message: "(#2)", code: 2, is_transient: true } });
  await reply("later", "First");
  const waits = await until("it waits", async () => (await partsOf("later")).find(({ state }) => state === "retrying"));
  assert.ok((waits.retryAt ?? 0) > Date.now());
  await reply("behind", "Second");
  await worker.stop("SIGKILL");
  answer = (response, call) => say(response, 200, { recipient_id: PSID, message_id: `m_${call.body.message?.text}` });
  worker = await start();
  await until("both are sent", async () => (await partsOf("behind"))[0]?.state === "sent");
  assert.deepEqual(
    calls.map(({ body }) => body.message?.text),
    ["First", "First", "Second"],
  );
});

test("what the worker itself cannot do is put aside and shown, and done when it is mended", async () => {
  await worker.stop();
  worker = await start("this is no address");
  calls.length = 0;
  await reply("stuck", "Hello again");
  const part = await until("it is put aside", async () => (await partsOf("stuck")).find(({ state }) => state === "stuck"));
  assert.match(part.text ?? "", /GRAPH_URL/);
  await until("it is counted", async () => {
    const { counters } = await worker.get<{ counters: Record<string, number> }>("/health");
    return counters["parked"] === 1;
  });
  await worker.stop();
  worker = await start();
  const put = (await conversation()).stuck.find(({ key }) => key === "stuck/1");
  assert.match(put?.problem ?? "", /GRAPH_URL/);
  assert.equal(calls.length, 0, "it was never sent");
  const done = await fetch(`${worker.url}${PATH}/stuck`, {
    method: "POST",
    headers: { ...AGENT, "content-type": "application/json" },
    body: JSON.stringify({ place: put?.place, do: "again" }),
  });
  assert.equal(done.status, 202);
  await until("it is sent", async () => (await partsOf("stuck"))[0]?.state === "sent");
  assert.equal((await conversation()).stuck.find(({ key }) => key === "stuck/1"), undefined);
});
