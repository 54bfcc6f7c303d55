/** Whatever happens to the process, the desk goes on where it was. */

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { test } from "node:test";
import type { Conversation, Summary } from "../worker/ticket.ts";
import { DevelopmentWorker, newStorage, until } from "./development-worker.ts";
import { PAGE } from "./meta.ts";
import { Workspace } from "./workspace.ts";

const PSID = "24385611976034517";
const ID = `dm:${PAGE}:${PSID}`;
const PATH = `/api/conversations/${encodeURIComponent(ID)}`;

test("tickets, state and clock survive a restart", async () => {
  const storage = await newStorage();
  let worker = await DevelopmentWorker.start({ storage });
  try {
    await worker.post("/standin/phone", { customer: PSID, act: { do: "text", text: "Before the restart" } });
    await worker.post(`${PATH}/replies`, { id: "reply", text: "Noted" });
    await until("the reply is delivered", async () => {
      const { entries } = await worker.get<Conversation>(PATH);
      return entries.some(({ parts }) => parts?.[0]?.state === "delivered");
    });
    const { now: moved } = await worker.post<{ now: number }>("/standin/clock", { add: 24 * 3_600_000 });
    await until(
      "the clock's move has reached the inbox",
      async () => (await worker.get<Summary[]>("/api/inbox"))[0]?.stage === "human_agent",
    );
    const before = await worker.get<Conversation>(PATH);
    const inbox = await worker.get<Summary[]>("/api/inbox");

    await worker.stop();
    worker = await DevelopmentWorker.start({ storage });

    assert.deepEqual(await worker.get<Conversation>(PATH), before);
    assert.deepEqual(await worker.get<Summary[]>("/api/inbox"), inbox);

    // Seven simulated days after the message the conversation closes by itself: the wake survived as well.
    const { now } = await worker.post<{ now: number }>("/standin/clock", { add: 6 * 24 * 3_600_000 });
    assert.ok(now >= moved + 6 * 24 * 3_600_000, "the clock went on from where it was");
    await until("the conversation closes", async () => (await worker.get<Summary[]>("/api/inbox"))[0]?.stage === "closed");

    await worker.post("/standin/phone", { customer: PSID, act: { do: "text", text: "After the restart" } });
    const { entries, summary } = await worker.get<Conversation>(PATH);
    assert.deepEqual(
      entries.flatMap(({ message }) => message?.text ?? []),
      ["Before the restart", "Noted", "After the restart"],
    );
    assert.equal(summary.stage, "open");
  } finally {
    await worker.stop();
    await rm(storage, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("an open workspace survives the restart as well", async () => {
  const storage = await newStorage();
  let worker = await DevelopmentWorker.start({ storage });
  let desk: Workspace | undefined;
  try {
    desk = await Workspace.open(worker);
    await desk.customerWrites("Before the restart");
    await desk.message("Before the restart").waitFor();
    await desk.reply.fill("Half a sentence");

    await worker.stop();
    await desk.page.getByRole("status").getByText("Reconnecting …").waitFor();
    worker = await DevelopmentWorker.start({ storage, port: worker.port });
    await desk.page.getByRole("status").getByText("Live").waitFor();

    assert.equal(await desk.reply.inputValue(), "Half a sentence");
    await desk.customerWrites("After the restart");
    await desk.message("After the restart").waitFor();
    assert.equal(await desk.message("Before the restart").count(), 1);
  } finally {
    await desk?.close();
    await worker.stop();
    await rm(storage, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("a window that closes by itself is announced when it closes: the alarm rings", async () => {
  const worker = await DevelopmentWorker.start();
  try {
    await worker.post("/standin/phone", { customer: PSID, act: { do: "text", text: "Hello" } });
    const stage = async () => (await worker.get<Summary[]>("/api/inbox"))[0]?.stage;
    await worker.post("/standin/clock", { add: 24 * 3_600_000 - 3_000 });
    await until("the window is about to close", async () => (await stage()) === "ending");
    await until("it has closed", async () => (await stage()) === "human_agent");
  } finally {
    await worker.stop();
  }
});
