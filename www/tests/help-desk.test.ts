/** A help desk behind the worker: a desk of our own that speaks the JSON webhook, and has its moods. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import type { DeskAction } from "messenger-desk";
import type { Conversation } from "../worker/ticket.ts";
import { AGENT, DevelopmentWorker, SECRETS, until } from "./development-worker.ts";
import { PAGE, deliver, notification } from "./meta.ts";
import { Workspace } from "./workspace.ts";

const SECRET = "what-the-desk-signs-with";
const PSID = "24385611976034517"; // Known to the stand-in, so that Graph really sends.

interface Taken {
  key: string | undefined;
  authorization: string | undefined;
  action: DeskAction;
  ids: { ticket?: string };
}

/** What the desk has taken, by its idempotency keys; what it was asked; and what it says next, if not yes. */
const taken: Taken[] = [];
let asked = 0;
let moods: ((() => { status: number; headers?: Record<string, string> }) | "silence")[] = [];
const desk = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    asked += 1;
    if (request.method === "GET") return response.writeHead(200, { "content-type": "image/png" }).end("picture");
    const mood = moods.shift();
    if (mood === "silence") return request.socket.destroy();
    const { status, headers } = mood?.() ?? { status: 200 };
    if (status === 200) {
      const { action, ids } = JSON.parse(Buffer.concat(parts).toString()) as Pick<Taken, "action" | "ids">;
      const { authorization } = request.headers;
      taken.push({ key: request.headers["idempotency-key"] as string, authorization, action, ids });
    }
    return response.writeHead(status, { "content-type": "application/json", ...headers }).end('{"ticket":"T1"}');
  });
});

let worker: DevelopmentWorker;
before(async () => {
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  const vars = {
    ...SECRETS,
    HELP_DESK: "webhook",
    HELP_DESK_URL: `http://127.0.0.1:${(desk.address() as AddressInfo).port}/desk/`,
    HELP_DESK_AUTH: "Bearer of-the-desk",
    HELP_DESK_SECRET: SECRET,
    HELP_DESK_CONFIG: '{"path":"/actions"}',
  };
  worker = await DevelopmentWorker.start({ vars });
});
after(async () => {
  await worker?.stop();
  desk.close();
  desk.closeAllConnections();
});
beforeEach(() => {
  taken.length = 0;
  moods = [];
});

const path = (psid: string) => `/api/conversations/${encodeURIComponent(`dm:${PAGE}:${psid}`)}`;
const read = (psid: string) => worker.get<Conversation>(path(psid));
const write = (psid: string, mid: string, text: string) => deliver(worker, notification({ psid, mid, text, at: Date.now() }));
const of = (psid: string) => taken.filter(({ action }) => action.conversation === `dm:${PAGE}:${psid}`);
const texts = (psid: string) => of(psid).flatMap(({ action }) => ("message" in action ? (action.message.text ?? []) : []));
const heard = (psid: string, count: number) => until(`the desk has ${count} messages`, () => texts(psid).length === count && texts(psid));

/** A webhook of the desk's. */
function tell(psid: string, told: object, secret = SECRET): Promise<Response> {
  const body = JSON.stringify({ conversation: `dm:${PAGE}:${psid}`, ...told });
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
  return fetch(`${worker.url}/webhooks/desk`, { method: "POST", headers, body });
}

test("what a customer writes is at the desk, in order, with its idempotency key and the worker's credentials", async () => {
  const psid = "24385611970000101";
  await write(psid, "m_1", "first");
  await write(psid, "m_2", "second");
  assert.deepEqual(await heard(psid, 2), ["first", "second"]);
  const [open, ...others] = of(psid);
  assert.equal(open?.action.do, "open");
  assert.equal(open?.key, open?.action.id);
  assert.equal(open?.authorization, "Bearer of-the-desk");
  assert.ok(others.some(({ action }) => action.do === "append"));
  assert.deepEqual(new Set(others.map(({ ids }) => ids.ticket)), new Set(["T1"]));
});

test("the workspace names the desk's ticket, and leaves it to the desk to solve it", async () => {
  const workspace = await Workspace.open(worker);
  try {
    await workspace.customerWrites("Where is my ticket?");
    await workspace.inbox.getByText("Where is my ticket?").click();
    await workspace.page.getByText("Ticket T1 at the help desk · open").waitFor();
    assert.equal(await workspace.page.getByRole("button", { name: "Mark solved" }).isVisible(), false);
  } finally {
    await workspace.close();
  }
});

test("a desk that fails is asked again until it has everything once, in order", async () => {
  const psid = "24385611970000102";
  moods = [() => ({ status: 500 }), "silence", () => ({ status: 429, headers: { "retry-after": "1" } }), () => ({ status: 503 })];
  await write(psid, "m_1", "first");
  await write(psid, "m_2", "second");
  await write(psid, "m_2", "second");
  assert.deepEqual(await heard(psid, 2), ["first", "second"]);
  const counters = await until("everything is counted", async () => {
    const { counters } = await worker.get<{ counters: Record<string, number> }>("/health");
    return counters["waiting"] === 0 ? counters : undefined;
  });
  assert.ok((counters["retried"] ?? 0) >= 4, JSON.stringify(counters));
  assert.equal((await read(psid)).stuck.length, 0);
});

test("what the desk will never take is put aside and shown; what needs it waits, and goes on after it", async () => {
  const psid = "24385611970000103";
  moods = [() => ({ status: 422 })];
  await write(psid, "m_1", "first");
  const stuck = await until("it is put aside", async () => (await read(psid)).stuck[0]);
  assert.match(stuck.problem, /^The help desk said 422/);
  await write(psid, "m_2", "second");
  await write("24385611970000104", "m_3", "somebody else");
  await heard("24385611970000104", 1);
  assert.deepEqual(texts(psid), [], "without its ticket nothing can be shown");
  await worker.post(`${path(psid)}/stuck`, { place: stuck.place, do: "again" });
  assert.deepEqual(await heard(psid, 2), ["first", "second"]);
});

test("a desk that refuses the worker keeps nothing from being kept", async () => {
  const psid = "24385611970000105";
  const inbox = new WebSocket(`${worker.url.replace("http", "ws")}/api/live`, { headers: { ...AGENT, origin: worker.url } } as never);
  const alerts: string[] = [];
  inbox.addEventListener("message", ({ data }) => {
    const news = JSON.parse(data as string) as { alert?: { code?: string; text: string } };
    if (news.alert?.code === "help_desk") alerts.push(news.alert.text);
  });
  await new Promise((resolve) => inbox.addEventListener("open", resolve));
  moods = [() => ({ status: 401 })];
  await write(psid, "m_1", "kept");
  await until("the owner hears of it", () => alerts.length > 0);
  assert.match(alerts[0] ?? "", /takes nothing.*401/);
  assert.equal((await read(psid)).stuck.length, 0, "nothing has to be picked up by hand");
  await worker.post("/standin/clock", { add: 60_000 });
  assert.deepEqual(await heard(psid, 1), ["kept"]);
  await worker.post("/standin/clock", {});
  inbox.close();
});

test("an agent's answer at the desk goes out once, and is not told to the desk", async () => {
  await worker.post("/standin/phone", { customer: PSID, act: { do: "text", text: "Is it ready?" } });
  await heard(PSID, 1);
  const reply = { reply: { id: "note-1", text: "Come by at four.", author: "human" } };
  assert.equal((await tell(PSID, reply, "another")).status, 403);
  assert.equal((await tell(PSID, reply)).status, 200);
  assert.equal((await tell(PSID, reply)).status, 202);
  const entry = await until("it is delivered", async () => {
    const entries = (await read(PSID)).entries.filter(({ author }) => author === "agent");
    return entries.length === 1 && entries[0]?.parts?.[0]?.state === "delivered" ? entries[0] : undefined;
  });
  assert.equal(entry.message?.text, "Come by at four.");
  assert.deepEqual(texts(PSID), ["Is it ready?"]);
  // An answer from the workspace is news to the desk.
  await worker.post(`${path(PSID)}/replies`, { id: "workspace-1", text: "Or at five." });
  assert.deepEqual(await heard(PSID, 2), ["Is it ready?", "Or at five."]);
  assert.equal(of(PSID).find(({ key }) => key === "workspace-1")?.action.author, "agent");
});

test("a file that the desk names by its path is fetched there and sent", async () => {
  await worker.post("/standin/phone", { customer: PSID, act: { do: "text", text: "Show me" } });
  const attachments = [{ type: "image", upload: "/files/7" }];
  assert.equal((await tell(PSID, { reply: { id: "note-2", author: "human", attachments } })).status, 200);
  await until("it is delivered", async () => (await read(PSID)).entries.find(({ id }) => id === "note-2")?.parts?.at(-1)?.state === "delivered");
  const calls = await worker.get<{ file?: { bytes: number } }[]>("/standin/graph/received");
  assert.ok(calls.some(({ file }) => file?.bytes === "picture".length));
});

test("a ticket that is solved at the desk is solved here, and opens again by the customer's words", async () => {
  assert.equal((await tell(PSID, { status: "solved" })).status, 200);
  assert.equal((await read(PSID)).summary.status, "solved");
  await worker.post("/standin/phone", { customer: PSID, act: { do: "text", text: "One more thing" } });
  await heard(PSID, 1);
  const { action } = of(PSID).find(({ action }) => "message" in action) ?? {};
  assert.ok(action?.do === "append" && action.reopens);
});

test("a desk's webhook about nobody, or that is none, changes nothing", async () => {
  assert.equal((await tell("24385611970009999", { reply: { id: "x", text: "Hello?" } })).status, 404);
  assert.equal((await fetch(`${worker.url}/webhooks/desk`)).status, 405);
  assert.equal((await fetch(`${worker.url}/webhooks/desk`, { method: "POST", body: "{" })).status, 403);
  assert.equal((await fetch(`${worker.url}/webhooks/desk`, { method: "POST", body: "x".repeat(1_100_000) })).status, 413);
  assert.ok(asked > 0);
});
