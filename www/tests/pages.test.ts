/** Several Pages in one channel: each has its inbox, its workspace and its part of the counters. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Summary } from "../worker/ticket.ts";
import { AGENT, DevelopmentWorker, until } from "./development-worker.ts";
import { deliver, notification } from "./meta.ts";
import { Workspace } from "./workspace.ts";

const BIKES = "104877212345678";
const BOATS = "104877212345679";

let worker: DevelopmentWorker;
before(async () => {
  worker = await DevelopmentWorker.start({ config: "tests/pages.wrangler.jsonc" });
  const at = Date.now();
  const bikes = { psid: "24385611970000001", mid: "m_1", text: "About a bike", at, page: BIKES };
  const boats = { psid: "24385611970000002", mid: "m_2", text: "About a boat", at, page: BOATS };
  assert.equal((await deliver(worker, notification(bikes, boats))).status, 200);
});
after(async () => worker?.stop());

const inbox = (query: string) =>
  until("a conversation is listed", async () => {
    const listed = await worker.get<Summary[]>(`/api/inbox${query}`);
    return listed.length > 0 ? listed.map(({ preview }) => preview) : undefined;
  });

test("each Page has its own inbox, and one that is not set up has none", async () => {
  assert.deepEqual(await inbox(""), ["About a bike"]);
  assert.deepEqual(await inbox(`?page=${BIKES}`), ["About a bike"]);
  assert.deepEqual(await inbox(`?page=${BOATS}`), ["About a boat"]);
  assert.equal((await fetch(`${worker.url}/api/inbox?page=7`, { headers: AGENT })).status, 404);
});

test("health counts them together", async () => {
  await until("both are counted", async () => {
    const { counters } = await worker.get<{ counters: Record<string, number> }>("/health");
    return counters["received"] === 2;
  });
});

test("the workspace goes from one Page to the other", async () => {
  const workspace = await Workspace.visit(worker);
  try {
    const { page } = workspace;
    await page.getByLabel("This desk's token").fill(AGENT.authorization.split(" ")[1] ?? "");
    await page.getByRole("form", { name: "Sign in" }).getByRole("button").click();
    await workspace.inbox.getByText("About a bike").waitFor();
    await page.getByRole("combobox", { name: "Page", exact: true }).selectOption("Boats");
    await workspace.inbox.getByText("About a boat").waitFor();
    assert.equal(await workspace.inbox.getByText("About a bike").count(), 0);
  } finally {
    await workspace.close();
  }
});
