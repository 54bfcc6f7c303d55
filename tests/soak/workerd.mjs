// The worker as it is deployed, on workerd itself: what `wrangler deploy` would upload, with the bindings of the production config. Without
// wrangler in between it is back 100 ms after it was killed, and its memory can be read.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { unstable_readConfig } from "wrangler";
import { freePort } from "../free-port.mjs";

const TOP = fileURLToPath(new URL("../..", import.meta.url));
const PRODUCTION = join(TOP, "www/wrangler.production.jsonc");
const workerd = createRequire(import.meta.url).resolve("workerd/bin/workerd");

/** What an operator would set with `wrangler secret put`. */
export const SECRETS = {
  APP_SECRET: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
  VERIFY_TOKEN: "verify-token-of-the-soak",
  PAGE_TOKEN: "page-token-of-the-soak",
  DESK_TOKEN: "desk-token-of-the-soak",
};

/** What an agent's program sends along. */
export const AGENT = { authorization: `Bearer ${SECRETS.DESK_TOKEN}` };

/**
 * A deployment by a wrangler config: the modules and bindings it would have.
 *
 * @param {string} folder Where the bundle goes.
 * @param {{ config?: string, vars?: object }} [what] `vars` stand before those of the config, secrets among them.
 */
export async function deployment(folder, { config = PRODUCTION, vars = {} } = {}) {
  const bundle = join(folder, "bundle");
  const wrangler = spawn(
    process.execPath,
    [join(TOP, "node_modules/wrangler/bin/wrangler.js"), "deploy", "--dry-run", "--outdir", bundle, "--config", config],
    { cwd: TOP, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" } },
  );
  let log = "";
  for (const stream of [wrangler.stdout, wrangler.stderr]) stream.on("data", (text) => (log += text));
  const [code] = await once(wrangler, "exit");
  if (code !== 0) throw new Error(`wrangler could not bundle ${config}:\n${log}`);
  const read = unstable_readConfig({ config });
  return {
    bundle,
    date: read.compatibility_date,
    flags: read.compatibility_flags,
    objects: read.durable_objects.bindings,
    vars: { ...read.vars, ...vars },
  };
}

/** One running workerd, which can be killed and started again on the same storage. */
export class Workerd {
  /** What it wrote, in all its lives. */
  log = "";
  /** How long it took to answer, ms, life by life. */
  starts = [];
  #process;

  constructor({ deployed, folder, storage, port, inspect }) {
    this.port = port;
    this.inspect = inspect;
    this.url = `http://127.0.0.1:${port}`;
    this.config = join(folder, "workerd.capnp");
    mkdirSync(storage, { recursive: true });
    writeFileSync(this.config, configOf(deployed, relative(folder, deployed.bundle), storage, port));
  }

  /** @param {{ deployed: object, folder: string, storage?: string, inspect?: number }} what `inspect`: a port for V8's inspector. */
  static async start({ deployed, folder, storage = join(folder, "storage"), inspect }) {
    const worker = new Workerd({ deployed, folder, storage, inspect, port: await freePort() });
    await worker.run();
    return worker;
  }

  async run() {
    const begun = performance.now();
    const child = spawn(workerd, ["serve", ...(this.inspect ? [`--inspector-addr=127.0.0.1:${this.inspect}`] : []), this.config], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (this.log = (this.log + text).slice(-1_000_000)));
    while ((await this.status("/health").catch(() => 0)) === 0) {
      if (child.exitCode !== null) throw new Error(`workerd ended:\n${this.log}`);
      if (performance.now() - begun > 60_000) throw new Error(`workerd does not answer:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.starts.push(performance.now() - begun);
  }

  /** With SIGKILL nothing gets the chance to finish. */
  async stop(signal = "SIGTERM") {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const insisting = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(insisting);
  }

  get pid() {
    return this.#process.pid;
  }

  /** Resident memory, bytes. */
  memory() {
    const [, pages] = readFileSync(`/proc/${this.pid}/statm`, "utf8").split(" ");
    return Number(pages) * 4096;
  }

  async get(path) {
    const answer = await fetch(this.url + path, { headers: AGENT });
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  status(path) {
    return new Promise((resolve, reject) => {
      const call = request(this.url + path, { agent: false }, (answer) => resolve(answer.resume().statusCode));
      call.on("error", reject).end();
    });
  }
}

/**
 * A folder of its own, in memory where there is such a place: what a killed process has written is there as well as on a disk, and nobody waits
 * for the disk. workerd does nothing else while it waits.
 */
export function ownFolder(name) {
  return mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), `messenger-desk-${name}-`));
}

/** What workerd reads: the same as Cloudflare makes of the upload, but for the rate limit of the agents' API, which plain workerd lacks. */
function configOf({ bundle, date, flags, objects, vars }, place, storage, port) {
  const modules = readdirSync(bundle)
    .filter((file) => /\.(js|wasm)$/.test(file))
    .sort((one, other) => Number(other.endsWith(".js")) - Number(one.endsWith(".js")))
    .map((file) => `(name = ${text(file)}, ${file.endsWith(".wasm") ? "wasm" : "esModule"} = embed ${text(join(place, file))})`);
  const bindings = [
    ...objects.map(({ name, class_name }) => `(name = ${text(name)}, durableObjectNamespace = ${text(class_name)})`),
    ...Object.entries(vars).map(([name, value]) =>
      typeof value === "string" ? `(name = ${text(name)}, text = ${text(value)})` : `(name = ${text(name)}, json = ${text(JSON.stringify(value))})`,
    ),
  ];
  const namespaces = objects.map(({ class_name }) => `(className = ${text(class_name)}, uniqueKey = ${text(class_name)}, enableSql = true)`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [${modules.join(", ")}],
      compatibilityDate = ${text(date)},
      compatibilityFlags = [${flags.map(text).join(", ")}],
      bindings = [${bindings.join(", ")}],
      durableObjectNamespaces = [${namespaces.join(", ")}],
      durableObjectStorage = (localDisk = "storage"),
    )),
    (name = "storage", disk = (path = ${text(storage)}, writable = true)),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "worker")],
);
`;
}

/** A text of Cap'n Proto, which escapes as C does. */
function text(value) {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
