// The packed package in Deno and in Bun, each serving the webhook with its own server, without a network.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { fileURLToPath } from "node:url";
import { asksOverHttp } from "./over-http.mjs";
import { consumer } from "./packed.mjs";

const bin = fileURLToPath(new URL("../../node_modules/.bin/", import.meta.url));

for (const [runtime, ...options] of [
  ["deno", "run", "--no-prompt", "--cached-only", "--node-modules-dir=manual", "--allow-net=127.0.0.1"],
  ["bun", "--no-install", "run"],
]) {
  describe(runtime, () => {
    let home;
    let server;
    let origin;

    before(async () => {
      home = consumer(["attacks.mjs", "served.mjs", "suite.mjs", "runtimes/serve.mjs"]);
      writeFileSync(join(home.folder, "package.json"), '{ "type": "module", "dependencies": { "messenger-desk": "*" } }');
      const env = { ...process.env, DENO_DIR: join(home.folder, "deno"), DENO_NO_UPDATE_CHECK: "1", DO_NOT_TRACK: "1" };
      server = spawn(join(bin, runtime), [...options, join(home.folder, "serve.mjs")], { cwd: home.folder, env });
      let log = "";
      server.stderr.on("data", (chunk) => (log += chunk));
      origin = await new Promise((resolve, reject) => {
        server.stdout.on("data", (chunk) => {
          log += chunk;
          const port = /port (\d+)/.exec(log)?.[1];
          if (port) resolve(`http://127.0.0.1:${port}`);
        });
        server.once("exit", () => reject(new Error(`${runtime} ended:\n${log}`)));
      });
      assert.match(origin, /\d$/);
    });

    after(async () => {
      if (server?.exitCode === null && server.signalCode === null) {
        server.kill("SIGTERM");
        await once(server, "exit");
      }
      home?.remove();
    });

    asksOverHttp(() => origin);
  });
}
