/** Whoever writes has a name in the workspace, whatever Meta tells of them. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { best } from "../worker/name.ts";
import { DevelopmentWorker, until } from "./development-worker.ts";
import { PAGE, deliver, notification } from "./meta.ts";
import { Workspace } from "./workspace.ts";

/** Letters that leave no mark: Facebook takes them for a name. */
const UNSEEN = "\u3164\u200b\u2800";

let worker: DevelopmentWorker;
let desk: Workspace;
before(async () => {
  worker = await DevelopmentWorker.start();
  desk = await Workspace.open(worker);
});
after(async () => {
  await desk?.close();
  await worker?.stop();
});

function comment(number: number, parent: number | undefined, name: string, message: string): string {
  const post_id = `${PAGE}_1220003341`;
  const value = {
    item: "comment",
    verb: "add",
    post_id,
    comment_id: `1220003341_90${number}`,
    parent_id: parent === undefined ? post_id : `1220003341_90${parent}`,
    created_time: Math.floor(Date.now() / 1000) + number,
    message,
    from: { id: `700${number}`, name },
  };
  return JSON.stringify({ object: "page", entry: [{ id: PAGE, time: Date.now(), changes: [{ field: "feed", value }] }] });
}

/** The name in the row, and in the header once it is opened. */
async function namesBeside(text: string): Promise<string[]> {
  const row = desk.inbox.getByRole("button", { name: new RegExp(text) });
  await row.click();
  await desk.message(text).waitFor();
  const shown = [row.locator(".row__name"), desk.page.locator(".head__title")];
  return Promise.all(shown.map(async (place) => (await place.textContent()) ?? ""));
}

test("a person whose profile Graph refuses is called by the end of their id", async () => {
  await deliver(worker, notification({ psid: "24385611979990042", mid: "m_1", text: "Who am I?", at: Date.now() }));
  const calls = () => worker.get<{ method: string; path: string; status: number }[]>("/standin/graph/received");
  await until("Graph refused", async () =>
    (await calls()).some(({ method, path, status }) => method === "GET" && path.includes("24385611979990042") && status === 400),
  );
  assert.deepEqual(await namesBeside("Who am I"), ["Messenger user 0042", "Messenger user 0042"]);
});

test("a person whose profile Graph never tells is called so from the first word on", async () => {
  await worker.post("/standin/mood", { mood: "silent", times: 1 });
  await deliver(worker, notification({ psid: "24385611979990043", mid: "m_2", text: "Nobody says", at: Date.now() }));
  assert.deepEqual(await namesBeside("Nobody says"), ["Messenger user 0043", "Messenger user 0043"]);
});

for (const [number, name, called, what] of [
  [11, "", "Facebook user 0011", "empty"],
  [12, "   ", "Facebook user 0012", "of spaces"],
  [13, UNSEEN, "Facebook user 0013", "of letters that nobody sees"],
] as const) {
  test(`a name ${what} is none`, async () => {
    await deliver(worker, comment(number, undefined, name, `Nameless ${number}`));
    assert.deepEqual(await namesBeside(`Nameless ${number}`), [called, called]);
  });
}

test("it does not take the place of one that shows", async () => {
  await deliver(worker, comment(21, undefined, "Harbour Bikes", "We are here"));
  await deliver(worker, comment(22, 21, UNSEEN, "So am I"));
  assert.deepEqual(await namesBeside("So am I"), ["Harbour Bikes", "Harbour Bikes"]);
});

test("a name that stands in takes nobody's own, and nobody has another's", () => {
  const own = { id: "1618", kind: "psid", name: "Ana" } as const;
  const standIn = { id: "1618", kind: "psid", name: "Messenger user 1618", standIn: true } as const;
  assert.equal(best(standIn, own), own);
  assert.equal(best(standIn, { ...own, id: "1619" }), standIn);
  assert.equal(best(standIn, undefined), standIn);
  const renamed = { ...own, name: "Ana Lima" };
  assert.equal(best(renamed, own), renamed);
  assert.equal(best(own, standIn), own);
});
