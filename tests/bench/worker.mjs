// The worker of www against one that only stores the raw body: both on workerd, with as many conversations, in turns.
//
//   node tests/bench/worker.mjs [--json FILE] [--rounds N] [--seconds N] [--connections N]
//
// What they store is in the temporary folder: on a disk each waits for it once a request, and workerd for all of them. TMPDIR=/dev/shm leaves the
// disk out, and what is compared is processor time alone.
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Graph } from "../soak/graph.mjs";
import { SECRETS, Workerd, deployment } from "../soak/workerd.mjs";
import { signed } from "./bodies.mjs";
import { load, posted } from "./load.mjs";
import { ratio, spread } from "./measure.mjs";

const PAGE = "104877212345678";
/** How many people write. */
const CONVERSATIONS = 200;

/** @param {{ rounds?: number, seconds?: number, connections?: number, inspect?: number }} [how] */
export async function measure({ rounds = 7, seconds = 2, connections = 50, inspect } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "messenger-desk-bench-"));
  const graph = new Graph({ token: SECRETS.PAGE_TOKEN });
  await graph.open();
  const workers = {};
  try {
    const vars = { ...SECRETS, GRAPH_URL: graph.url, CHANNEL: { pages: [{ id: PAGE, name: "Harbour Bikes" }], policy: { humanAgent: true } } };
    const config = fileURLToPath(new URL("raw-store/wrangler.jsonc", import.meta.url));
    const ours = await deployment(join(folder, "worker"), { vars });
    const raw = await deployment(join(folder, "raw"), { config });
    workers.ours = await Workerd.start({ deployed: ours, folder: join(folder, "worker"), inspect });
    workers.raw = await Workerd.start({ deployed: raw, folder: join(folder, "raw") });
    return await inTurns(workers, { rounds, seconds, connections });
  } finally {
    for (const worker of Object.values(workers)) await worker.stop("SIGKILL");
    graph.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function inTurns({ ours, raw }, { rounds, seconds, connections }) {
  const contenders = {
    ours: { worker: ours, next: () => genuine() },
    raw: { worker: raw, next: () => stored() },
    forged: { worker: ours, next: () => genuine("another-secret"), status: 403 },
  };
  const measured = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  // The first round makes the conversations and warms up.
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, { worker, next, status }] of Object.entries(contenders)) {
      const before = cpu(worker);
      const result = await load({ port: worker.port, connections, ms: seconds * 1000, next, status });
      // What it does after its answer counts as well.
      await settled(worker);
      if (round >= 0) measured[name].push({ ...result, cpu: ((cpu(worker) - before) / result.requests) * 1000 });
    }
  }
  const all = (name, what) => measured[name].map((result) => result[what]);
  const compared = (name, to, what) => ratio(all(name, what), all(to, what));
  return {
    rounds,
    seconds,
    connections,
    conversations: CONVERSATIONS,
    ...Object.fromEntries(Object.keys(measured).map((name) => [name, Object.fromEntries(["perSecond", "median", "p99", "cpu"].map((what) => [what, spread(all(name, what))]))])),
    ratios: {
      requests: compared("ours", "raw", "perSecond"),
      median: compared("ours", "raw", "median"),
      p99: compared("ours", "raw", "p99"),
      cpu: compared("ours", "raw", "cpu"),
      forgedRequests: compared("forged", "ours", "perSecond"),
      forgedCpu: compared("forged", "ours", "cpu"),
    },
  };
}

let number = 0;

/** A message as Meta sends it, from one of the people after the other. */
function message() {
  number += 1;
  const person = `74185${100_000_000_000 + (number % CONVERSATIONS) * 7919}`;
  const at = Date.now();
  const text = `Is it ready? I would come by around four, otherwise tomorrow. (${number})`;
  const messaging = [{ sender: { id: person }, recipient: { id: PAGE }, timestamp: at, message: { mid: `m_${"q".repeat(90)}${number}`, text } }];
  return { person, body: { object: "page", entry: [{ id: PAGE, time: at, messaging }] } };
}

function genuine(secret = SECRETS.APP_SECRET) {
  const { bytes, signature } = signed(message().body, secret);
  return posted("/webhooks/messenger", Buffer.from(bytes), { "x-hub-signature-256": signature });
}

function stored() {
  const { person, body } = message();
  const { bytes, signature } = signed(body);
  return posted(`/webhooks/messenger?conversation=dm:${PAGE}:${person}`, Buffer.from(bytes), { "x-hub-signature-256": signature });
}

/** The processor time it has used so far, ms; in steps of 10. */
function cpu(worker) {
  const fields = readFileSync(`/proc/${worker.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Until it has nothing more to do. */
async function settled(worker) {
  for (let last = -1, now = cpu(worker); now !== last; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    [last, now] = [now, cpu(worker)];
  }
}

export function report({ rounds, seconds, connections, conversations, ours, raw, forged, ratios }) {
  const row = (name, { perSecond, median, p99, cpu }) =>
    `| ${name} | ${perSecond.median.toFixed(0)} | ${median.median.toFixed(1)} | ${p99.median.toFixed(1)} | ${cpu.median.toFixed(0)} |`;
  const times = ({ median, p25, p75 }) => `${median.toFixed(2)} (${p25.toFixed(2)}–${p75.toFixed(2)})`;
  return `
The worker on workerd, ${connections} connections, ${conversations} conversations, medians of ${rounds} rounds of ${seconds} s in turns, quartiles in brackets, stored in ${tmpdir()}.
CPU is all that workerd used, for what it does after its answer too.

| | requests/s | median, ms | p99, ms | CPU, µs/request |
|:--|--:|--:--|--:|--:|
${row("www/worker, a message", ours)}
${row("a worker that stores the raw body", raw)}
${row("www/worker, forged", forged)}

| ratio | |
|:--|--:|
| requests/s of the raw store's | ${times(ratios.requests)} |
| median latency of the raw store's | ${times(ratios.median)} |
| p99 of the raw store's | ${times(ratios.p99)} |
| CPU of the raw store's | ${times(ratios.cpu)} |
| forged: requests/s of those accepted | ${times(ratios.forgedRequests)} |
| forged: CPU of those accepted | ${times(ratios.forgedCpu)} |
`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: "string" }, rounds: { type: "string" }, seconds: { type: "string" }, connections: { type: "string" } } });
  const { json, ...numbers } = values;
  const result = await measure(Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])));
  console.log(report(result));
  if (json) writeFileSync(json, `${JSON.stringify(result, undefined, 2)}\n`);
}
