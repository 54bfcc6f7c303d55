// `cargo xtask start --desk rt`: a Request Tracker of our own beside the workspace. Its database is kept, as the worker's is.
//   node tests/desks/serve.mjs <folder> <port of the worker> <program> <arguments of the program>...
// The program is told by --var, as wrangler takes it, where the desk is; when it ends, so does the desk.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "./request-tracker.mjs";

const [folder, workerPort, program, ...words] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const secretFile = join(folder, "secret");
if (!existsSync(secretFile)) writeFileSync(secretFile, randomBytes(16).toString("hex"));
const secret = readFileSync(secretFile, "utf8");

const rt = await start(
  { url: `http://127.0.0.1:${workerPort}/webhooks/desk`, secret },
  { folder, port: Number(workerPort) + 1, queues: ["General", "Messenger", "Comments"] },
);
console.log(`Request Tracker: ${rt.url} (user root, password "password")`);

const settings = {
  HELP_DESK: "requestTracker",
  HELP_DESK_URL: rt.url,
  HELP_DESK_AUTH: rt.headers.authorization,
  HELP_DESK_SECRET: secret,
};
const vars = Object.entries(settings).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
const worker = spawn(program, [...words, ...vars], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => worker.kill(signal));
void rt.ended.then(() => worker.kill());
worker.once("exit", async (code) => {
  await rt.stop();
  process.exit(code ?? 1);
});
