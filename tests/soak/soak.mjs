// Sends a worker more than it likes, kills it, gives it a bad help desk, and counts in the end what became of it.
//
//   node tests/soak/soak.mjs [--seed N] [--webhooks N] [--kills N] [--connections N] [--forged N] [--keep]
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Channel } from "messenger-desk";
import { AUTH, Desk } from "./desk.mjs";
import { counted, flood } from "./flood.mjs";
import { Graph } from "./graph.mjs";
import { Meta } from "./meta.mjs";
import * as proof from "./proof.mjs";
import { Random } from "./random.mjs";
import { PAGES, traffic } from "./traffic.mjs";
import { SECRETS, Workerd, deployment, ownFolder } from "./workerd.mjs";

const CHANNEL = {
  appId: "318840917205561",
  pages: PAGES.map((id, number) => ({ id, name: `Harbour Bikes ${number + 1}` })),
  route: { ticket: { queue: "Messenger" } },
  policy: { humanAgent: true },
};

/**
 * @param {{ seed: number, webhooks: number, kills: number, connections: number, forged?: number, patience?: number, keep?: boolean,
 * say?: (line: string) => void }} options `forged`: so many forged posts in the end. `patience`: how long the worker waits for the desk, ms.
 */
export async function soak({ forged = 0, patience = 20_000, keep = false, say = () => {}, ...options }) {
  const { seed } = options;
  const folder = ownFolder("soak");
  const graph = new Graph({ token: SECRETS.PAGE_TOKEN });
  const desk = new Desk({ seed });
  await Promise.all([graph.open(), desk.open()]);
  const vars = {
    ...SECRETS,
    CHANNEL,
    GRAPH_URL: graph.url,
    // A name that Graph does not tell in time is not asked for again; the fold in Rust gets every name.
    GRAPH_PATIENCE_MS: 300_000,
    HELP_DESK: "webhook",
    HELP_DESK_URL: desk.url,
    HELP_DESK_AUTH: AUTH,
    HELP_DESK_SECRET: "desk-secret-of-the-soak",
    HELP_DESK_PATIENCE_MS: patience,
  };
  const deployed = await deployment(folder, { vars });
  const worker = await Workerd.start({ deployed, folder });
  try {
    return await run({ ...options, forged, say, folder, graph, desk, worker });
  } finally {
    await worker.stop("SIGKILL");
    desk.close();
    graph.close();
    if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    else say(`kept: ${folder}`);
  }
}

async function run({ seed, webhooks, kills, connections, forged, say, folder, graph, desk, worker }) {
  const { notifications, again, truth } = traffic({ seed, webhooks, redelivered: 0.3, secret: SECRETS.APP_SECRET, at: Date.now() });
  const random = new Random(seed + 1);
  // Redeliveries are posts of their own; the same notification may be underway twice.
  const posts = random.shuffled([...notifications, ...again].map((each) => ({ ...each })));
  const events = notifications.reduce((sum, { items }) => sum + items.length, 0);
  const meta = new Meta({ url: worker.url, connections, seed: seed + 2 });
  say(`${posts.length} webhooks, ${again.length} of them redeliveries, with ${events} events of ${truth.conversations.size} conversations of ${PAGES.length} Pages`);

  const begun = performance.now();
  const memory = [worker.memory()];
  let acknowledgedAfter;
  const sending = meta.deliver(posts).then(() => {
    acknowledgedAfter = performance.now() - begun;
    say(`all acknowledged after ${seconds(acknowledgedAfter)}`);
  });

  // Kills are spread over all the work there is: the last ones hit a worker that only delivers any more.
  const work = posts.length + truth.said.size;
  const done = () => meta.counts.acknowledged + desk.taken.length;
  for (let kill = 0; kill < kills; kill += 1) {
    const moment = ((kill + 0.2 + 0.6 * random.share()) / kills) * work;
    await until(() => done() >= moment || (acknowledgedAfter !== undefined && idle(worker, desk)), { every: 10 });
    memory.push(worker.memory());
    say(`kill ${kill + 1} after ${seconds(performance.now() - begun)}: ${meta.counts.acknowledged} acknowledged, ${desk.taken.length} at the desk`);
    await worker.stop("SIGKILL");
    desk.life += 1;
    // In the middle of it the desk is away for a while.
    desk.down = kill === kills >> 1;
    if (desk.down) setTimeout(() => (desk.down = false), 3000);
    await worker.run();
  }
  await sending;
  await until(() => idle(worker, desk), { every: 250, patience: 600_000 });
  const deliveredAfter = performance.now() - begun;
  memory.push(worker.memory());

  const channel = new Channel({ ...CHANNEL, appSecret: SECRETS.APP_SECRET });
  const eventsOf = (post) => (post.events ??= channel.parse(post.body).events);
  const counters = await counted(worker);
  const states = await proof.states(notifications, CHANNEL, worker);
  await worker.stop("SIGTERM");
  const order = proof.order(posts, eventsOf, desk.taken);
  const transcripts = proof.transcripts(join(folder, "storage"), desk.taken);
  // What comes from here on is not part of it.
  const taken = [...desk.taken];
  const counts = { ...desk.counts };
  let flooded;
  if (forged > 0) {
    await worker.run();
    flooded = await flooding(worker, forged, seed);
  }
  const checks = {
    "each message once, as worded last": proof.messages(truth, taken),
    "in order, seen from outside": order.wrong,
    "in order, as in the transcripts": transcripts.wrong,
    "states as in plain Rust": states.wrong,
    "counters add up": proof.counters({ oldestMs: null, ...counters }, { posts, eventsOf, notifications, desk: counts }),
    "what the desk was posted": desk.problems,
    "what Graph was asked": graph.problems,
    ...(flooded && { "forged posts change nothing": flooded.wrong }),
  };
  return {
    seed,
    kills,
    sent: meta.counts.posts,
    acknowledged: meta.counts.acknowledged,
    webhooks: notifications.length,
    redelivered: again.length,
    events,
    conversations: truth.conversations.size,
    delivered: counts.taken,
    messages: truth.said.size,
    lost: proof.lost(truth, taken),
    counters,
    desk: counts,
    statuses: meta.statuses,
    flooded,
    compared: { states: states.compared, order: order.compared, transcripts: transcripts.compared },
    ms: { acknowledged: acknowledgedAfter, delivered: deliveredAfter, starts: worker.starts, took: meta.took },
    memory,
    checks,
  };
}

/** By how much a flood of forged posts may let the memory grow, bytes: far more than it does, far less than if each left something behind. */
const GROWTH = 256 * 1024 * 1024;

async function flooding(worker, forged, seed) {
  const result = await flood(worker, { forged, webhooks: 200, seed: seed + 3 });
  const after = await counted(worker);
  const [before, grown] = result.memory;
  const wrong = [
    result.statuses[403] !== forged && `answered with ${JSON.stringify(result.statuses)}`,
    result.acknowledged !== result.genuine && "a genuine one was not taken",
    after.received !== result.before.received + result.events && `${after.received - result.before.received} events instead of ${result.events}`,
    grown - before > GROWTH && `the memory grew from ${before} to ${grown} bytes`,
  ].filter(Boolean);
  return { ...result, wrong };
}

async function idle(worker, desk) {
  const { counters } = await worker.get("/health").catch(() => ({}));
  return counters !== undefined && counters.waiting === counters.parked && !desk.down;
}

async function until(condition, { every, patience = 1_800_000 }) {
  const end = performance.now() + patience;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

export function report({ checks, ms, memory, ...counts }) {
  const { counters, desk, statuses, compared, flooded, ...plain } = counts;
  const took = ms.took.toSorted((one, other) => one - other);
  const at = (share) => `${Math.round(took[Math.floor(share * (took.length - 1))])} ms`;
  const list = (object) => Object.entries(object).map(([name, value]) => `${name} ${value}`).join(", ");
  return [
    ...Object.entries(plain).map(([name, value]) => `${String(value).padStart(8)}  ${name}`),
    `desk: ${list(desk)}`,
    `answers to Meta: ${list(statuses)}`,
    `health: ${list(counters)}`,
    `compared: ${list(compared)}`,
    `acknowledged after ${seconds(ms.acknowledged)}, all at the desk after ${seconds(ms.delivered)}; a webhook took ${at(0.5)} (median), ${at(0.99)} (p99), ${at(1)} (longest)`,
    ...(flooded ? [floodReport(flooded)] : []),
    `workerd: up again after ${Math.round(Math.max(...ms.starts.slice(1), 0))} ms at the latest; memory ${memory.map((bytes) => Math.round(bytes / 1e6)).join(" ")} MB`,
    ...Object.entries(checks).flatMap(([name, wrong]) => [`${wrong.length === 0 ? "  holds" : " BROKEN"}  ${name}`, ...wrong.slice(0, 5).map((each) => `         ${each}`), ...(wrong.length > 5 ? [`         and ${wrong.length - 5} more`] : [])]),
  ].join("\n");
}

function floodReport({ forged, ms, genuine, acknowledged, took, memory: [before, after] }) {
  const longest = Math.round(Math.max(...took));
  return `${forged} forged posts in ${seconds(ms)}; meanwhile ${acknowledged} of ${genuine} genuine ones acknowledged, the longest after ${longest} ms; memory ${Math.round(before / 1e6)} -> ${Math.round(after / 1e6)} MB`;
}

if (import.meta.main) {
  const number = (value) => ({ type: "string", default: String(value) });
  const { values } = parseArgs({ options: { seed: number(1), webhooks: number(10_000), kills: number(24), connections: number(16), forged: number(10_000), keep: { type: "boolean" } } });
  const { keep, ...numbers } = values;
  const result = await soak({ ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])), keep, say: console.log });
  console.log(report(result));
  if (Object.values(result.checks).some((wrong) => wrong.length > 0)) process.exitCode = 1;
}
