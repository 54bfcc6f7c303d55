// What the module's memory grows to: a call's is taken back before the next one, a channel's when enough of them are gone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freshPackage, removePackages } from "./fresh.mjs";

const { Instance } = WebAssembly;
const MiB = 1 << 20;
const secret = "a-secret-for-tests-only";
const envelope = new TextEncoder().encode('{"object":"page","entry":[]}');

/** The memories of every instance there was, the last one running. @type {WebAssembly.Memory[]} */
const memories = [];
let api;

before(async () => {
  WebAssembly.Instance = class extends Instance {
    constructor(...operands) {
      super(...operands);
      memories.push(this.exports.memory);
    }
  };
  api = await freshPackage("slim.js");
  await api.init(readFileSync(new URL("../../pkg/dist/core.wasm", import.meta.url)));
});

after(() => {
  WebAssembly.Instance = Instance;
  removePackages();
});

const used = () => memories.at(-1).buffer.byteLength;

test("an answer is whole, whatever was asked before and comes after", () => {
  const channel = new api.Channel({ appSecret: secret });
  const message = (text) => ({ sender: { id: "74185100991" }, recipient: { id: "1029384756" }, timestamp: 1793697954008, message: { mid: text, text } });
  const body = (count) => Buffer.from(JSON.stringify({ object: "page", entry: [{ id: "1029384756", messaging: Array.from({ length: count }, (_, index) => message(`m_${index}`)) }] }));
  const first = JSON.stringify(channel.parse(body(3)));
  for (const count of [1000, 1, 300, 2]) {
    assert.equal(channel.parse(body(count)).events.length, count);
    assert.throws(() => channel.parse(body(count).subarray(1)), { code: "payload" });
    assert.equal(JSON.stringify(channel.parse(body(3))), first);
  }
});

test("the worst bodies of 1 MiB need less than 64 MiB, once", () => {
  const channel = new api.Channel({ appSecret: secret });
  const repeated = (before, item, after) => before + item.repeat(Math.floor((MiB - before.length - after.length) / item.length)) + after;
  const bodies = [
    repeated('{"entry":[', "1,", "1]}"),
    repeated('{"object":"page","entry":[{"messaging":[', "{},", "{}]}]}"),
    repeated('{"entry":[', "[[[[]]]],", "1]}"),
    repeated('{"object":"page","entry":[{"messaging":[{', '"":1,', '"a":1}]}]}'),
    repeated('{"object":"page","entry":[{"messaging":[{"message":{"mid":"m","text":"', "\\u00e9", '"}}]}]}'),
  ].map((body) => Buffer.from(body));
  const attempt = (body) => {
    try {
      channel.parse(body);
    } catch ({ code }) {
      assert.notEqual(code, "internal");
    }
    // Where a signature does not fit, the body is written again in several ways, to explain it.
    assert.throws(() => channel.receive(body, `sha256=${"0".repeat(64)}`), { code: "signature" });
  };
  bodies.forEach(attempt);
  const afterOnce = used();
  assert.ok(afterOnce < 64 * MiB, `${afterOnce} bytes`);
  for (let time = 0; time < 5; time += 1) bodies.forEach(attempt);
  assert.equal(used(), afterOnce);
});

test("channels that are forgotten make room, and one that is held goes on", async () => {
  const held = new api.Channel({ appSecret: secret, verifyToken: "held" });
  const pages = Array.from({ length: 20 }, (_, index) => ({ id: `10293847${index}` }));
  const instances = memories.length;
  let most = 0;
  for (let round = 0; round < 50; round += 1) {
    for (let index = 0; index < 200; index += 1) new api.Channel({ appSecret: secret, pages });
    gc();
    await sleep(1);
    assert.deepEqual(held.parse(envelope), { events: [], rejected: [] });
    most = Math.max(most, used());
  }
  assert.equal(held.handshake("hub.mode=subscribe&hub.verify_token=held&hub.challenge=7").ok, true);
  assert.ok(memories.length > instances, "a fresh instance took the place of a full one");
  assert.ok(most < 64 * MiB, `${most} bytes`);
});

test("many channels that are all held stay in one instance", () => {
  const instances = memories.length;
  const held = Array.from({ length: 1000 }, (_, index) => new api.Channel({ appSecret: secret, verifyToken: `${index}` }));
  held.forEach((channel, index) => {
    assert.equal(channel.handshake(`hub.mode=subscribe&hub.verify_token=${index}&hub.challenge=7`).ok, true);
  });
  assert.ok(memories.length <= instances + 1);
});
