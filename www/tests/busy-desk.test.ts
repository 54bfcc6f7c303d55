/** A help desk that is slow, and a great many conversations that have something for it. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeskAction } from "messenger-desk";
import { DevelopmentWorker, SECRETS, until } from "./development-worker.ts";
import { PAGE, deliver, notification } from "./meta.ts";

/** As many as the worker has turns, and how long the desk takes, ms. */
const AT_ONCE = 8;
const SLOW = 150;
/** For so long a conversation stands in the queue, ms. */
const QUEUE = 20_000;

let inFlight = 0;
let most = 0;
const taken: DeskAction[] = [];
/** Where the desk answers nothing before somebody lets it. */
let held: Promise<void> | undefined;
const desk = createServer((request, response) => {
  inFlight += 1;
  most = Math.max(most, inFlight);
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", async () => {
    await (held ?? sleep(SLOW));
    inFlight -= 1;
    taken.push((JSON.parse(Buffer.concat(parts).toString()) as { action: DeskAction }).action);
    response.writeHead(200, { "content-type": "application/json" }).end('{"ticket":"T1"}');
  });
});

let worker: DevelopmentWorker;
before(async () => {
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  const vars = {
    ...SECRETS,
    HELP_DESK: "webhook",
    HELP_DESK_URL: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`,
    HELP_DESK_AUTH: "Bearer of-the-desk",
    HELP_DESK_CONFIG: '{"path":"/actions"}',
    HELP_DESK_PATIENCE_MS: String(2 * QUEUE),
  };
  worker = await DevelopmentWorker.start({ vars });
});
after(async () => {
  await worker?.stop();
  desk.close();
  desk.closeAllConnections();
});

beforeEach(() => {
  taken.length = most = 0;
});

const crowd = (count: number, first: number) => Array.from({ length: count }, (_, index) => `243856119700${first + index}`);
const say = async (people: string[], text: string) => {
  const said = people.map((psid) => ({ psid, mid: `m_${text}_${psid}`, text, at: Date.now() }));
  assert.equal((await deliver(worker, notification(...said))).status, 200);
};
const texts = (psid: string) =>
  taken.flatMap((action) => (action.conversation.endsWith(psid) && "message" in action ? (action.message.text ?? []) : []));
const heard = (people: string[], count: number) =>
  until("the desk has everything", () => people.every((psid) => texts(psid).length === count), 2 * QUEUE);

/** Fills the turns with these people, until the desk is let answer. */
async function hold(people: string[]): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  held = promise;
  await say(people, "first");
  await until("every turn is taken", () => inFlight === people.length);
  return () => {
    held = undefined;
    resolve();
  };
}

test("only so many conversations ask the desk at a time; all get their turn, and each keeps its order", async () => {
  const people = crowd(40, 1000);
  await say(people, "first");
  await say(people, "second");
  await heard(people, 2);
  for (const psid of people) assert.deepEqual(texts(psid), ["first", "second"]);
  assert.equal(most, AT_ONCE);
});

test("every turn was given back", async () => {
  const people = crowd(AT_ONCE, 2000);
  await say(people, "first");
  await heard(people, 1);
  assert.equal(most, AT_ONCE);
});

test("what is taken back by somebody who waits for their turn is not said", async () => {
  const letGo = await hold(crowd(AT_ONCE, 3000));
  const [psid = ""] = crowd(1, 3100);
  await say([psid], "a secret");
  const sender = { sender: { id: psid }, recipient: { id: PAGE }, timestamp: Date.now() };
  const unsent = { ...sender, message: { mid: `m_a secret_${psid}`, is_deleted: true } };
  await deliver(worker, JSON.stringify({ object: "page", entry: [{ id: PAGE, time: Date.now(), messaging: [unsent] }] }));
  letGo();
  await until("the desk has heard of them", () => taken.some(({ conversation, do: what }) => conversation.endsWith(psid) && what === "redact"));
  assert.deepEqual(texts(psid), []);
});

test("who waits in vain comes back later, and nothing has failed", async () => {
  const letGo = await hold(crowd(AT_ONCE, 4000));
  const late = crowd(20, 4100);
  await say(late, "first");
  await sleep(QUEUE + 1_000);
  letGo();
  await heard(late, 1);
  assert.match(worker.log, /"no turn","why":"Others have their turn."/);
  const { counters } = await worker.get<{ counters: Record<string, number> }>("/health");
  assert.deepEqual([counters["retried"], counters["parked"]], [0, 0]);
  assert.equal(most, AT_ONCE);
});
