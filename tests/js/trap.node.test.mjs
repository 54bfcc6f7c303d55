// A trap costs one call: the next one, and every channel that was open before, work as if nothing had been.
// `cargo xtask test` builds the module with a deliberate trap and names it in the environment.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { freshPackage, removePackages } from "./fresh.mjs";

const { TEST_TRAP_MODULE, TEST_TRAP_GLUE } = process.env;
assert.ok(TEST_TRAP_MODULE && TEST_TRAP_GLUE, "run by `cargo xtask test`, which builds a module with a trap");

const module = readFileSync(TEST_TRAP_MODULE);
const config = JSON.parse(readFileSync(new URL("../fixtures/channel.json", import.meta.url), "utf8"));
const trap = new TextEncoder().encode("__trap__");
const envelope = new TextEncoder().encode('{"object":"page","entry":[]}');
const empty = { events: [], rejected: [] };

after(removePackages);

test("a trap is an internal error of that call alone, however often", async () => {
  const api = await freshPackage("slim.js", { glue: TEST_TRAP_GLUE });
  await api.init(module);
  const channels = [new api.Channel(config), new api.Channel({ ...config, verifyToken: "another" })];
  const handshake = (token) => channels[1].handshake(`hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=7`);

  for (let round = 0; round < 200; round += 1) {
    const channel = channels[round % 2];
    assert.throws(() => channel.parse(trap), (error) => {
      assert.ok(error instanceof api.ChannelError);
      assert.equal(error.code, "internal");
      assert.ok(error.cause instanceof WebAssembly.RuntimeError);
      return true;
    });
    assert.deepEqual(channel.parse(envelope), empty);
    assert.deepEqual(channels[0].parse(envelope), empty);
    // Each channel got its own configuration back, not its neighbour's.
    assert.equal(handshake("another").ok, true);
    assert.equal(handshake(config.verifyToken).ok, false);
    assert.deepEqual(new api.Channel(config).parse(envelope), empty);
    assert.equal(typeof api.appSecretProof("secret", "token"), "string");
  }
});

test("a refusal is no trap: the same instance goes on", async () => {
  const api = await freshPackage("slim.js", { glue: TEST_TRAP_GLUE });
  await api.init(module);
  const glue = await import(new URL("dist/glue.js", api.location));
  const channel = new api.Channel(config);
  const handle = glue.openChannel(JSON.stringify(config));
  for (let round = 0; round < 200; round += 1) assert.throws(() => channel.parse(new Uint8Array(1)), { code: "payload" });
  assert.equal(glue.parse(handle, envelope), JSON.stringify(empty), "the handle is still known");
});

test("a channel that is forgotten after a trap closes nothing of the next instance", async () => {
  const api = await freshPackage("slim.js", { glue: TEST_TRAP_GLUE });
  await api.init(module);
  for (let index = 0; index < 100; index += 1) new api.Channel(config);
  const kept = new api.Channel(config);
  assert.throws(() => kept.parse(trap), { code: "internal" });
  const younger = Array.from({ length: 50 }, () => new api.Channel(config));
  gc();
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const channel of [kept, ...younger]) assert.deepEqual(channel.parse(envelope), empty);
});

test("a webhook that traps is answered with 500, and the next one with 200", async () => {
  const api = await freshPackage("slim.js", { glue: TEST_TRAP_GLUE });
  const { webhook } = await import(new URL("edge.js", api.location));
  const refused = [];
  const request = (body) => {
    const signature = createHmac("sha256", config.appSecret).update(body).digest("hex");
    return new Request("https://desk.example/", { method: "POST", body, headers: { "x-hub-signature-256": `sha256=${signature}` } });
  };
  await api.init(module);
  const receive = webhook({ channel: new api.Channel(config), deliver() {}, onRefused: ({ reason }) => void refused.push(reason) });
  for (let round = 0; round < 20; round += 1) {
    assert.equal((await receive(request(trap))).status, 500);
    assert.equal((await receive(request(envelope))).status, 200);
  }
  assert.deepEqual(refused, Array.from({ length: 20 }, () => "internal"));
});
