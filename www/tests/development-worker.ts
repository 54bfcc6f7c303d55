/** Runs the worker as `cargo xtask start` does: wrangler dev on workerd, on a free port, with a storage of its own. */

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../tests/free-port.mjs";

/** On a busy machine workerd takes its time. */
const STARTING = 90_000;

const TOP = fileURLToPath(new URL("../..", import.meta.url));

export const SECRETS = {
  APP_SECRET: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
  VERIFY_TOKEN: "verify-token-of-the-tests",
  PAGE_TOKEN: "page-token-of-the-tests",
  DESK_TOKEN: "desk-token-of-the-tests",
};

/** What an agent's program sends along. */
export const AGENT = { authorization: `Bearer ${SECRETS.DESK_TOKEN}` };

export interface Options {
  config?: string;
  /** A storage that outlives the worker. */
  storage?: string;
  /** The port of a worker that was stopped. */
  port?: number;
  vars?: Record<string, string>;
}

export class DevelopmentWorker {
  readonly url: string;
  /** What it has written so far. */
  log = "";
  private readonly process: ChildProcess;
  private readonly ownStorage: string | undefined;

  private constructor(url: string, process: ChildProcess, ownStorage: string | undefined) {
    this.url = url;
    this.process = process;
    this.ownStorage = ownStorage;
  }

  static async start({
    config = "wrangler.jsonc",
    storage,
    vars = SECRETS,
    port: samePort,
  }: Options = {}): Promise<DevelopmentWorker> {
    if (!existsSync(join(TOP, "www/dist/desk.js"))) throw new Error("www/dist is missing: run `npm run build -w www` first");
    const port = samePort ?? (await freePort());
    const ownStorage = storage === undefined ? await newStorage() : undefined;
    const wrangler = spawn(
      process.execPath,
      [
        join(TOP, "node_modules/wrangler/bin/wrangler.js"),
        "dev",
        ...["--config", join(TOP, "www", config)],
        ...["--port", String(port), "--inspector-port", "0"],
        ...["--persist-to", storage ?? ownStorage ?? ""],
        ...["--show-interactive-dev-session", "false"],
        ...Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
        ...(process.env["WRANGLER_ARGS"]?.split(" ") ?? []),
      ],
      { cwd: TOP, detached: true, stdio: ["ignore", "pipe", "pipe"], env: environment(storage ?? ownStorage ?? "") },
    );
    const worker = new DevelopmentWorker(`http://localhost:${port}`, wrangler, ownStorage);
    wrangler.stdout.on("data", (text: Buffer) => (worker.log += text.toString()));
    wrangler.stderr.on("data", (text: Buffer) => (worker.log += text.toString()));
    try {
      await until(
        "the worker answers",
        async () => {
          if (wrangler.exitCode !== null) throw new Error(`wrangler ended:\n${worker.log}`);
          return (await fetch(worker.url)).ok;
        },
        STARTING,
      );
    } catch (error) {
      await worker.stop();
      throw new Error(`${String(error)}\n${worker.log}`);
    }
    return worker;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** With SIGKILL it is a crash: nothing gets the chance to finish. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const { process: wrangler } = this;
    if (wrangler.exitCode === null && wrangler.signalCode === null && wrangler.pid !== undefined) {
      const ended = new Promise((resolve) => wrangler.once("exit", resolve));
      // The whole group: wrangler, and the workerd it started.
      const group = -wrangler.pid;
      process.kill(group, signal);
      const insisting = setTimeout(() => process.kill(group, "SIGKILL"), 10_000);
      await ended;
      clearTimeout(insisting);
    }
    if (this.ownStorage) await rm(this.ownStorage, { recursive: true, force: true, maxRetries: 5 });
  }

  async get<Answer>(path: string): Promise<Answer> {
    const answer = await fetch(this.url + path, { headers: AGENT });
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  async post<Answer>(path: string, body: unknown): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method: "POST",
      headers: { ...AGENT, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }
}

export async function newStorage(): Promise<string> {
  return mkdtemp(join(tmpdir(), "messenger-desk-"));
}

/** Waits for a condition; what throws meanwhile is only "not yet", unless it is the last thing heard. */
export async function until<T>(what: string, condition: () => Promise<T> | T, patience = 30_000): Promise<NonNullable<T>> {
  const end = Date.now() + patience;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
      if (error instanceof Error && error.message.startsWith("wrangler ended")) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain: ${what}`, { cause: last });
}

/** A registry of its own keeps workers of other sessions from being taken for this one's services. */
function environment(storage: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_REGISTRY_PATH: join(storage, "registry"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    // Traces of every call, with its address, in the very folder that tests search.
    X_LOCAL_OBSERVABILITY: "false",
    NO_COLOR: "1",
  };
}
