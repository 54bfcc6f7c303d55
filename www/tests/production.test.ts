/** What is deployed: no stand-in, no movable clock, and a workspace that is closed to everybody without its token. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { AGENT, DevelopmentWorker, SECRETS } from "./development-worker.ts";
import { Workspace } from "./workspace.ts";

let closed: DevelopmentWorker;
let open: DevelopmentWorker;
before(async () => {
  const config = "wrangler.production.jsonc";
  // Empty, not left out: a .dev.vars that `cargo xtask start` has made would fill it in.
  const vars = { ...SECRETS, DESK_TOKEN: "" };
  [closed, open] = await Promise.all([
    DevelopmentWorker.start({ config, vars }),
    DevelopmentWorker.start({ config }),
  ]);
});
after(async () => {
  await closed?.stop();
  await open?.stop();
});

const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const json = { "content-type": "application/json" };
const post = (path: string, body: BodyInit, headers: Record<string, string>) =>
  fetch(open.url + path, { method: "POST", headers, body });

/** As a browser does it: the page's own origin, and the cookie it was given. */
async function session(token = SECRETS.DESK_TOKEN): Promise<{ status: number; cookie: string; header: string }> {
  const answer = await post("/api/session", JSON.stringify({ token }), { ...json, origin: open.url });
  const header = answer.headers.get("set-cookie") ?? "";
  return { status: answer.status, header, cookie: header.split(";")[0] ?? "" };
}

test("there is no stand-in", async () => {
  const paths = ["/standin.js", "/standin.css", "/pictures/lamp.svg", "/standin/phone", "/standin/graph/received", "/standin/clock", "/standin/session", "/standin/mood"];
  for (const path of [...paths, "/standin/graph/v26.0/me/messages"]) {
    assert.equal((await fetch(open.url + path)).status, 404, path);
    assert.equal((await fetch(open.url + path, { method: "POST", body: "{}" })).status, 404, path);
  }
});

test("it deploys with its one config file, and nothing of the stand-in goes along", () => {
  const out = mkdtempSync(join(tmpdir(), "messenger-desk-deploy-"));
  const wrangler = fileURLToPath(new URL("../../node_modules/wrangler/bin/wrangler.js", import.meta.url));
  const config = fileURLToPath(new URL("../wrangler.production.jsonc", import.meta.url));
  const words = [wrangler, "deploy", "--dry-run", "--config", config, "--outdir", out];
  const said = execFileSync(process.execPath, words, { encoding: "utf8", env: { ...process.env, WRANGLER_SEND_METRICS: "false" } });
  assert.match(said, /--dry-run: exiting now/);
  const files = readdirSync(out);
  assert.ok(files.some((file) => file.endsWith(".wasm")), files.join());
  assert.doesNotMatch(readFileSync(join(out, "index.js"), "utf8"), /StandIn/);
  rmSync(out, { recursive: true });
});

test("without a token set, nobody gets in, and health says what is missing", async () => {
  const answer = await fetch(`${closed.url}/api/inbox`, as("anything"));
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), /DESK_TOKEN/);
  const health = await fetch(`${closed.url}/health`);
  assert.equal(health.status, 503);
  assert.match(await health.text(), /Set the secret DESK_TOKEN/);
});

test("a deployment without a Page says so, instead of failing", async () => {
  const worker = await DevelopmentWorker.start({ config: "wrangler.production.jsonc", vars: { ...SECRETS, CHANNEL: "{}" } });
  try {
    const health = await fetch(`${worker.url}/health`);
    assert.equal(health.status, 503);
    assert.match(await health.text(), /CHANNEL\.pages/);
  } finally {
    await worker.stop();
  }
});

test("with one, programs get in by it and others do not", async () => {
  for (const refused of [{}, as("wrong"), { headers: { authorization: `Basic ${btoa(`agent:${SECRETS.DESK_TOKEN}`)}` } }])
    assert.equal((await fetch(`${open.url}/api/inbox`, refused)).status, 401);
  const answer = await fetch(`${open.url}/api/inbox`, { headers: AGENT });
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), []);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
});

test("a browser gets a session, which no script reads and no other site sends", async () => {
  assert.equal((await session("wrong")).status, 401);
  const { status, cookie, header } = await session();
  assert.equal(status, 200);
  for (const word of ["HttpOnly", "SameSite=Strict", "Path=/"]) assert.ok(header.includes(word), word);
  assert.doesNotMatch(header, new RegExp(SECRETS.DESK_TOKEN));
  assert.equal((await fetch(`${open.url}/api/inbox`, { headers: { cookie } })).status, 200);
});

test("a session that was changed, or is over, is none", async () => {
  const { cookie } = await session();
  const [until = "", seal = ""] = cookie.split("=")[1]?.split(".") ?? [];
  const forged = [`desk=${Number(until) + 1}.${seal}`, `desk=${until}.${"0".repeat(seal.length)}`, "desk=", "desk=1.2", "desk=NaN."];
  for (const cookie of forged) assert.equal((await fetch(`${open.url}/api/inbox`, { headers: { cookie } })).status, 401, cookie);
});

test("nothing is changed with a session from elsewhere, or from nowhere", async () => {
  const { cookie } = await session();
  const path = "/api/conversations/dm%3A0%3A1/status";
  const body = '{"ticket":"solved"}';
  assert.equal((await post(path, body, { ...json, cookie, origin: "https://elsewhere.example" })).status, 403);
  assert.equal((await post(path, body, { ...json, cookie, origin: "null" })).status, 403);
  assert.equal((await post(path, body, { ...json, cookie })).status, 403);
  assert.equal((await post(path, body, { ...json, cookie, origin: open.url })).status, 404, "there is no such conversation");
  assert.equal(await listening({ cookie, origin: "https://elsewhere.example" }), 403);
  assert.equal(await listening({ cookie, origin: open.url }), 101);
  assert.equal(await listening({ origin: open.url }), 401);
});

/** What a WebSocket to the live line is answered with. */
function listening(headers: Record<string, string>): Promise<number | undefined> {
  const upgrade = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
  const key = { "sec-websocket-key": btoa("0123456789abcdef") };
  return new Promise((resolve, reject) => {
    const call = get(`${open.url}/api/live`, { headers: { ...upgrade, ...key, ...headers } });
    call.on("response", (answer) => resolve(answer.resume().statusCode));
    call.on("upgrade", (answer, socket) => {
      socket.destroy();
      resolve(answer.statusCode);
    });
    call.on("error", reject);
  });
}

test("bodies are JSON, and no larger than they have to be", async () => {
  const path = "/api/conversations/dm%3A0%3A1/replies";
  assert.equal((await post(path, "{}", { ...AGENT, "content-type": "text/plain" })).status, 415);
  assert.equal((await post(path, "[]", { ...AGENT, ...json })).status, 400);
  assert.equal((await post(path, "{", { ...AGENT, ...json })).status, 400);
  assert.equal((await post(path, '{"text":"no id"}', { ...AGENT, ...json })).status, 400);
  assert.equal((await post(path, JSON.stringify({ id: "r", text: "x".repeat(300_000) }), { ...AGENT, ...json })).status, 413);
  assert.equal((await post("/api/conversations/%E0%A4%A/status", '{"ticket":"open"}', { ...AGENT, ...json })).status, 404);
});

test("health tells everybody that it is well, and only agents how much there was", async () => {
  assert.deepEqual(await (await fetch(`${open.url}/health`)).json(), { ok: true });
  const { counters } = (await (await fetch(`${open.url}/health`, { headers: AGENT })).json()) as { counters: object };
  const names = ["received", "duplicate", "unprocessed", "delivered", "failed", "retried", "waiting", "parked", "rejected"];
  for (const name of names) assert.equal((counters as Record<string, unknown>)[name], 0, name);
});

test("a person signs in with the token, and nothing of the workspace is there before", async () => {
  const workspace = await Workspace.visit(open);
  const { page } = workspace;
  page.setDefaultTimeout(10_000);
  const form = page.getByRole("form", { name: "Sign in" });
  await form.getByLabel("This desk's token").fill("not the token of this desk");
  await form.getByRole("button").click();
  await form.getByText("That is not this desk's token.").waitFor();
  assert.equal(await page.getByRole("navigation", { name: "Inbox" }).isVisible(), false);
  await form.getByLabel("This desk's token").fill(SECRETS.DESK_TOKEN);
  await form.getByRole("button").click();
  await page.getByRole("status").getByText("Live").waitFor();
  await page.reload();
  await page.getByRole("status").getByText("Live").waitFor();
  assert.equal(await page.getByRole("complementary", { name: "The customer's phone" }).isVisible(), false);
  await workspace.close();
});

test("the webhook works as ever", async () => {
  const query = new URLSearchParams({ "hub.mode": "subscribe", "hub.verify_token": SECRETS.VERIFY_TOKEN, "hub.challenge": "7" });
  assert.equal(await (await fetch(`${open.url}/webhooks/messenger?${query}`)).text(), "7");
});

test("the page allows nothing foreign", async () => {
  const { headers } = await fetch(open.url);
  const policy = headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /https?:|unsafe-inline|'unsafe-eval'/);
  assert.equal(headers.get("x-frame-options"), "DENY");
});
