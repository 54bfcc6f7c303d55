/** What is deployed: no stand-in, no movable clock, and a workspace that is closed until somebody sets a password. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DevelopmentWorker, SECRETS } from "./development-worker.ts";

let closed: DevelopmentWorker;
let open: DevelopmentWorker;
before(async () => {
  closed = await DevelopmentWorker.start({ config: "wrangler.production.jsonc" });
  open = await DevelopmentWorker.start({
    config: "wrangler.production.jsonc",
    vars: { ...SECRETS, DESK_PASSWORD: "correct horse" },
  });
});
after(async () => {
  await closed?.stop();
  await open?.stop();
});

const as = (password: string) => ({ headers: { authorization: `Basic ${btoa(`agent:${password}`)}` } });

test("there is no stand-in", async () => {
  for (const path of ["/standin/phone", "/standin/graph/received", "/standin/clock", "/standin/graph/v26.0/me/messages"]) {
    assert.equal((await fetch(open.url + path)).status, 404, path);
    assert.equal((await fetch(open.url + path, { method: "POST", body: "{}" })).status, 404, path);
  }
});

test("without a password set, nobody gets in", async () => {
  assert.equal((await fetch(`${closed.url}/api/inbox`, as("anything"))).status, 503);
});

test("with one, agents get in and others do not", async () => {
  assert.equal((await fetch(`${open.url}/api/inbox`)).status, 401);
  assert.equal((await fetch(`${open.url}/api/inbox`, as("wrong"))).status, 401);
  const answer = await fetch(`${open.url}/api/inbox`, as("correct horse"));
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), []);
});

test("the webhook works as ever", async () => {
  const query = new URLSearchParams({ "hub.mode": "subscribe", "hub.verify_token": SECRETS.VERIFY_TOKEN, "hub.challenge": "7" });
  assert.equal(await (await fetch(`${open.url}/webhooks/messenger?${query}`)).text(), "7");
});

test("the page allows nothing foreign", async () => {
  const policy = (await fetch(open.url)).headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'/);
  assert.doesNotMatch(policy, /https?:|unsafe-inline|'unsafe-eval'/);
});
