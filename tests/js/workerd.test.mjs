// The packed package in workerd, the runtime of Cloudflare Workers, served by wrangler.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.mjs";
import { asksOverHttp } from "./over-http.mjs";
import { consumer } from "./packed.mjs";

const wrangler = fileURLToPath(new URL("../../node_modules/.bin/wrangler", import.meta.url));
let home;
let server;
let origin;
let log = "";

before(async () => {
  home = consumer(["attacks.mjs", "served.mjs", "suite.mjs", "workerd/worker.mjs", "workerd/wrangler.jsonc"]);
  const port = String(await freePort());
  origin = `http://127.0.0.1:${port}`;
  const options = ["--port", port, "--ip", "127.0.0.1", "--persist-to", join(home.folder, "state"), "--show-interactive-dev-session=false"];
  server = spawn(process.execPath, [wrangler, "dev", "--config", join(home.folder, "wrangler.jsonc"), ...options], {
    cwd: home.folder,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that workerd ends with it.
    detached: true,
  });
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (log += chunk));
  await answering();
});

after(async () => {
  if (server?.exitCode === null) {
    process.kill(-server.pid, "SIGTERM");
    await once(server, "exit");
  }
  home?.remove();
});

async function answering() {
  const patience = Date.now() + 60_000;
  while (Date.now() < patience) {
    assert.equal(server.exitCode, null, `wrangler ended:\n${log}`);
    try {
      return await fetch(`${origin}/ready`);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return assert.fail(`wrangler did not answer:\n${log}`);
}

test("is ready on import, in the global scope too", async () => {
  const early = createHmac("sha256", "secret").update("token").digest("hex");
  assert.deepEqual(await (await fetch(`${origin}/ready`)).json(), { ready: true, early });
});

test("receives a webhook that Meta signed, and refuses another", async () => {
  const body = '{"object":"page","entry":[]}';
  const signature = `sha256=${createHmac("sha256", "secret").update(body).digest("hex")}`;
  const send = (headers) => fetch(`${origin}/webhook`, { method: "POST", body, headers });
  assert.deepEqual(await (await send({ "x-hub-signature-256": signature })).json(), { events: [], rejected: [] });
  const refused = await send({});
  assert.equal(refused.status, 403);
  assert.deepEqual(await refused.json(), { code: "signature", name: "ChannelError" });
});

describe("the webhook of ./edge", () => asksOverHttp(() => `${origin}/edge`));

test("the policy entry decides as the whole does, and explains it", async () => {
  const { same, told } = await (await fetch(`${origin}/policy`)).json();
  assert.equal(same, true);
  // In January 1970 no rule was in force.
  assert.equal(told.chip, "Fechada");
  assert.equal(told.why.length, 1);
});
