/** One notification for a great many conversations: with a queue nobody waits for all of them, and all of them get theirs. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Conversation, Summary } from "../worker/ticket.ts";
import { DevelopmentWorker, until } from "./development-worker.ts";
import { PAGE, deliver, notification } from "./meta.ts";

let worker: DevelopmentWorker;
before(async () => {
  worker = await DevelopmentWorker.start({ config: "tests/fanout.wrangler.jsonc" });
});
after(async () => worker?.stop());

const many = (count: number, text: string) =>
  notification(
    ...Array.from({ length: count }, (_, index) => ({ psid: `2438561197${1000 + index}`, mid: `m_${text}_${index}`, text, at: Date.now() })),
  );

test("a notification for three hundred conversations goes through the queue, once", async () => {
  const body = many(300, "first");
  assert.equal((await deliver(worker, body)).status, 200, worker.log);
  assert.equal((await deliver(worker, body)).status, 200, worker.log);
  await until("every conversation has its message", async () => (await worker.get<Summary[]>("/api/inbox")).length === 300);
  assert.match(worker.log, /"queued":300/);
  const counters = await until("the second time counted as duplicates", async () => {
    const { counters } = await worker.get<{ counters: Record<string, number> }>("/health");
    return counters["duplicate"] === 300 ? counters : undefined;
  });
  assert.equal(counters["received"], 600, JSON.stringify(counters));
  const { entries } = await worker.get<Conversation>(`/api/conversations/${encodeURIComponent(`dm:${PAGE}:24385611971299`)}`);
  assert.deepEqual(entries.flatMap(({ message }) => message?.text ?? []), ["first"]);
});

test("a small one does not", async () => {
  const before = worker.log.split("queued").length;
  assert.equal((await deliver(worker, many(3, "second"))).status, 200);
  const { entries } = await worker.get<Conversation>(`/api/conversations/${encodeURIComponent(`dm:${PAGE}:24385611971002`)}`);
  assert.ok(entries.some(({ message }) => message?.text === "second"), "200 means stored");
  assert.equal(worker.log.split("queued").length, before);
});
