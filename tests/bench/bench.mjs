// Measures what is in pkg/ against what one would write by hand, and how large it is. One run, one table; only ratios mean
// something, because every machine has other microseconds.
//
//   node tests/bench/bench.mjs [--json FILE] [--check]
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import * as desk from "messenger-desk";
import { everyKind, messages } from "./bodies.mjs";
import { inTurns, ratio, settings, spread } from "./measure.mjs";
import { assertSame, channel, peers } from "./same.mjs";
import { shippedSizes } from "./sizes.mjs";

const { values: options } = parseArgs({ options: { json: { type: "string" }, check: { type: "boolean", default: false } } });

const results = {
  node: process.version,
  cpu: cpus()[0].model,
  rounds: settings.rounds,
  bodies: [],
  calls: [],
  sizes: shippedSizes(),
};

await assertSame(everyKind());
for (const count of [1, 10, 100, 1000]) results.bodies.push(await compared(count));
for (const count of [1, 1000]) results.calls.push(...(await calls(count)));

console.log(report(results));
if (options.json) writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);
if (options.check) check(results);

async function compared(count) {
  const body = messages(count);
  await assertSame(body);
  const { bytes, signature } = body;
  const times = await inTurns({
    ours: () => channel.receive(bytes, signature),
    zod: () => peers.zod(bytes, signature),
    node: () => peers.node(bytes, signature),
  });
  return {
    messages: count,
    bytes: bytes.length,
    microseconds: { ours: spread(times.ours), zod: spread(times.zod), node: spread(times.node) },
    zod: ratio(times.zod, times.ours),
    node: ratio(times.node, times.ours),
  };
}

/** What else the package offers, and the parts of `receive`, in the time of `receive` of the same body. */
async function calls(count) {
  const { bytes, signature } = messages(count);
  const text = channel.receiveJson(bytes, signature);
  const all = {
    "receive": () => channel.receive(bytes, signature),
    "verify": () => channel.verify(bytes, signature),
    "parse": () => channel.parse(bytes),
    "receiveJson": () => channel.receiveJson(bytes, signature),
    "JSON.parse of receiveJson": () => JSON.parse(text),
    ...(count === 1 ? ofOneEvent(JSON.parse(text).events[0]) : {}),
  };
  const times = await inTurns(all);
  return Object.keys(all).map((call) => ({
    messages: count,
    call,
    microseconds: spread(times[call]),
    ofReceive: ratio(times[call], times.receive),
  }));
}

function ofOneEvent(event) {
  const now = event.at + 1000;
  const ask = { now, author: "human" };
  const { state } = channel.step(null, { event }, now);
  const next = { event: { ...event, id: `${event.id}-2`, mid: `${event.mid}-2`, at: event.at + 500 } };
  return {
    "step, new conversation": () => channel.step(null, { event }, now),
    "step, next message": () => channel.step(state, next, now),
    "decide": () => desk.decide(state, ask),
  };
}

function report({ node, cpu, rounds, bodies, calls, sizes }) {
  const total = sizes.reduce((sum, { raw, gzip, brotli }) => ({ raw: sum.raw + raw, gzip: sum.gzip + gzip, brotli: sum.brotli + brotli }), { raw: 0, gzip: 0, brotli: 0 });
  return `
Node ${node}, ${cpu}; medians of ${rounds} rounds, quartiles in brackets. Ratios above 1: ours is faster.

(a) WebCrypto, JSON.parse, zod, mapping by hand. (b) node:crypto, JSON.parse, mapping by hand, no validation.
All three give the same objects.

| messages | bytes | (a) / ours | (b) / ours | ours, µs | (a), µs | (b), µs |
|--:|--:|--:|--:|--:|--:|--:|
${bodies.map(({ messages, bytes, zod, node, microseconds: { ours, zod: a, node: b } }) => `| ${messages} | ${bytes} | ${times(zod)} | ${times(node)} | ${short(ours.median)} | ${short(a.median)} | ${short(b.median)} |`).join("\n")}

| messages | call | of the time of \`receive\` | µs |
|--:|:--|--:|--:|
${calls.map(({ messages, call, ofReceive, microseconds }) => `| ${messages} | ${call} | ${times(ofReceive)} | ${short(microseconds.median)} |`).join("\n")}

| file | bytes | gzip -9 | brotli 11 |
|:--|--:|--:|--:|
${[...sizes, { file: `**all ${sizes.length}**`, ...total }].map(({ file, raw, gzip, brotli }) => `| ${file} | ${raw} | ${gzip} | ${brotli} |`).join("\n")}
`;
}

function times({ median, p25, p75 }) {
  return `${median.toFixed(2)} (${p25.toFixed(2)}–${p75.toFixed(2)})`;
}

function short(microseconds) {
  return microseconds < 100 ? microseconds.toFixed(2) : microseconds.toFixed(0);
}

/** What we promise; only asked for, because a busy machine can miss it. */
function check({ bodies, sizes }) {
  const body = (count) => bodies.find(({ messages }) => messages === count);
  const core = sizes.find(({ file }) => file === "dist/core.wasm");
  const expectations = [
    ["1 message: at least 4 times as fast as (a)", body(1).zod.median, (found) => found >= 4],
    ["1 message: at least as fast as (b)", body(1).node.median, (found) => found >= 1],
    ["1000 messages: at least 0.65 times as fast as (a)", body(1000).zod.median, (found) => found >= 0.65],
    ["dist/core.wasm: at most 40 KB as brotli", core.brotli, (found) => found <= 40 * 1024],
  ];
  for (const [expectation, found, holds] of expectations) {
    if (holds(found)) continue;
    console.error(`failed: ${expectation}, found ${Number.isInteger(found) ? found : found.toFixed(2)}`);
    process.exitCode = 1;
  }
}
