// The package in Node: its entries, how it starts, what it refuses, what it never shows.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach, describe, test } from "node:test";
import { inspect } from "node:util";
import { freshPackage, removePackages } from "./fresh.mjs";

const require = createRequire(import.meta.url);
const core = readFileSync(require.resolve("messenger-desk/core.wasm"));
const config = JSON.parse(readFileSync(new URL("../fixtures/channel.json", import.meta.url), "utf8"));
const envelope = new TextEncoder().encode('{"object":"page","entry":[]}');

afterEach(removePackages);

function sign(body, secret = config.appSecret) {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

function refusal(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was refused");
}

describe("entries", () => {
  test("all offer the same names", async () => {
    const names = Object.keys(await import("messenger-desk"));
    for (const entry of ["inline", "slim", "url"]) {
      assert.deepEqual(Object.keys(await import(`messenger-desk/${entry}`)), names, entry);
    }
    const required = Object.keys(require("messenger-desk")).filter((name) => name !== "__esModule");
    assert.deepEqual(required.sort(), [...names].sort());
  });

  test("connecting a Page has an entry of its own, with a few of the default one's functions", async () => {
    const setup = await import("messenger-desk/setup");
    const required = Object.keys(require("messenger-desk/setup")).filter((name) => name !== "__esModule");
    assert.deepEqual(required.sort(), Object.keys(setup).sort());
    const shared = Object.keys(await import("messenger-desk")).filter((name) => name in setup);
    assert.deepEqual(shared.sort(), ["ChannelError", "appSecretProof", "deletionReply", "diagnose", "signedRequest"]);
  });

  test("the default one works without init, by import and by require", async () => {
    for (const api of [await import("messenger-desk"), require("messenger-desk")]) {
      assert.equal(api.isReady(), true);
      assert.deepEqual(new api.Channel(config).parse(envelope), { events: [], rejected: [] });
    }
  });

  test("import and require give the same proof as Node's own HMAC", async () => {
    const wanted = createHmac("sha256", "a-secret").update("a-token").digest("hex");
    for (const api of [await import("messenger-desk"), require("messenger-desk")]) {
      assert.equal(api.appSecretProof("a-secret", "a-token"), wanted);
    }
  });
});

describe("init", () => {
  test("is harmless and safe to call twice where it is not needed", async () => {
    const api = await freshPackage("index.js");
    await api.default();
    await api.init();
    assert.equal(typeof api.appSecretProof("secret", "token"), "string");
    await api.default();
  });

  test("is needed before the first call where the entry carries no module", async () => {
    const api = await freshPackage("slim.js");
    assert.equal(api.isReady(), false);
    const error = refusal(() => new api.Channel(config));
    assert.equal(error.code, "not_ready");
    assert.match(error.hint, /init/);
    await api.init(core);
    assert.equal(api.isReady(), true);
    new api.Channel(config);
  });

  for (const [kind, source] of [
    ["bytes", () => core],
    ["an ArrayBuffer", () => new Uint8Array(core).buffer],
    ["a module", () => new WebAssembly.Module(core)],
    ["a promise of bytes", async () => core],
    ["a response", () => new Response(core, { headers: { "content-type": "application/wasm" } })],
    ["a response of no type", () => new Response(core)],
    ["a promise of a response", async () => new Response(core)],
    ["a URL", () => new URL(`data:application/wasm;base64,${core.toString("base64")}`)],
    ["an address", () => `data:application/octet-stream;base64,${core.toString("base64")}`],
  ]) {
    test(`takes ${kind}`, async () => {
      const api = await freshPackage("slim.js");
      await api.init(source());
      assert.deepEqual(new api.Channel(config).parse(envelope), { events: [], rejected: [] });
    });
  }

  test("starts once for all who call it at the same time", async () => {
    const api = await freshPackage("slim.js");
    let asked = 0;
    const source = () => ({ ok: true, headers: new Headers(), arrayBuffer: async () => ((asked += 1), core) });
    await Promise.all([api.init(source()), api.init(source()), api.init(source())]);
    assert.equal(asked, 1);
  });

  test("says why it failed, and tries again when called again", async () => {
    const api = await freshPackage("slim.js");
    const missing = new Response("not here", { status: 404 });
    await assert.rejects(api.init(missing), (error) => error.code === "not_ready" && /HTTP 404/.test(error.message));
    await assert.rejects(api.init(new Uint8Array([1, 2, 3])), { code: "not_ready", reason: "not_loaded" });
    await assert.rejects(api.init(), { code: "not_ready" });
    assert.throws(() => api.initSync(new Uint8Array(3)), { code: "not_ready", reason: "not_loaded" });
    assert.throws(() => api.initSync(), { code: "not_ready", reason: "not_initialised" });
    await api.init(core);
    assert.equal(api.isReady(), true);
  });

  test("may be overtaken by initSync", async () => {
    const api = await freshPackage("slim.js");
    const slow = api.init(new Promise((resolve) => setTimeout(resolve, 20, core)));
    api.initSync(core);
    const channel = new api.Channel(config);
    await slow;
    assert.deepEqual(channel.parse(envelope), { events: [], rejected: [] });
  });
});

describe("Channel", async () => {
  const api = await import("messenger-desk");
  const channel = new api.Channel(config);

  test("receives what Meta signed, from any kind of bytes", () => {
    const signature = sign(envelope);
    const within = new Uint8Array(envelope.length + 2);
    within.set(envelope, 1);
    for (const body of [
      envelope,
      envelope.buffer,
      Buffer.from(envelope),
      new DataView(envelope.buffer),
      within.subarray(1, -1),
    ]) {
      assert.deepEqual(channel.verify(body, signature), { ok: true, secret: 0 });
      assert.deepEqual(channel.receive(body, signature), { events: [], rejected: [] });
      assert.equal(channel.receiveJson(body, signature), '{"events":[],"rejected":[]}');
    }
  });

  test("refuses what Meta did not sign", () => {
    for (const signature of [null, undefined, "", sign(envelope, "another")]) {
      assert.equal(channel.verify(envelope, signature).ok, false);
      const error = refusal(() => channel.receive(envelope, signature));
      assert.ok(error instanceof api.ChannelError);
      assert.equal(error.code, "signature");
      assert.equal(typeof error.reason, "string");
      assert.equal(typeof error.hint, "string");
    }
  });

  test("takes no list for a signature", () => {
    assert.throws(() => channel.verify(envelope, [sign(envelope)]), TypeError);
  });

  test("refuses a body that is no longer raw bytes, and says what to pass", () => {
    for (const body of ['{"object":"page","entry":[]}', { object: "page" }, null, undefined, 7]) {
      for (const call of [() => channel.parse(body), () => channel.verify(body, null), () => channel.receive(body, null)]) {
        const error = refusal(call);
        assert.equal(error.code, "payload");
        assert.match(error.hint, /arrayBuffer\(\)/);
      }
    }
  });

  test("refuses what is no JSON envelope", () => {
    for (const body of ["", "not json", "[]", '{"object":"page"'].map((text) => new TextEncoder().encode(text))) {
      assert.equal(refusal(() => channel.parse(body)).code, "payload");
    }
  });

  test("answers Meta's handshake", () => {
    const query = `hub.mode=subscribe&hub.verify_token=${config.verifyToken}&hub.challenge=1158201444`;
    assert.deepEqual(channel.handshake(query), { ok: true, status: 200, body: "1158201444" });
    assert.equal(channel.handshake("hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1").status, 403);
    assert.throws(() => channel.handshake(undefined), TypeError);
  });

  test("names every problem of its configuration", () => {
    const error = refusal(() => new api.Channel({ appSecret: 7, verifyToken: [], nonsense: true }));
    assert.ok(error instanceof api.ChannelError);
    assert.ok(error instanceof Error);
    assert.equal(error.name, "ChannelError");
    assert.equal(error.code, "config");
    assert.ok(error.problems.length >= 2, inspect(error.problems));
    for (const problem of error.problems) {
      assert.match(problem.pointer, /^\//);
      assert.equal(typeof problem.code, "string");
      assert.equal(typeof problem.message, "string");
    }
    for (const nothing of [undefined, null, "text", () => {}]) {
      assert.equal(refusal(() => new api.Channel(nothing)).code, "config");
    }
  });

  test("never shows a secret", () => {
    const secret = "do-not-show-this-one";
    const guarded = new api.Channel({ ...config, appSecret: secret, verifyToken: `${secret}-too` });
    const shown = [inspect(guarded, { showHidden: true, depth: 9 }), String(guarded), JSON.stringify(guarded)];
    for (const call of [
      () => guarded.receive(envelope, "sha256=00"),
      () => guarded.parse(new Uint8Array()),
      () => guarded.step({ version: secret.length }, {}, NaN),
      () => new api.Channel({ appSecret: { secret }, verifyToken: [secret] }),
      () => api.appSecretProof(secret, undefined),
      () => api.appSecretProof(undefined, secret),
    ]) {
      const error = refusal(call);
      shown.push(inspect(error, { showHidden: true, depth: 9 }), error.stack, JSON.stringify(error));
    }
    const refused = [
      guarded.handshake("hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1"),
      guarded.verify(envelope, "sha256=00"),
      api.signedRequest(secret, "no.request"),
    ];
    for (const { ok } of refused) assert.equal(ok, false);
    for (const text of [...shown, JSON.stringify(refused)]) assert.ok(!text.includes(secret), text);
  });
});

describe("free functions", async () => {
  const api = await import("messenger-desk");

  test("decide says whether a reply may be sent, from facts alone", () => {
    const now = 1_795_000_000_000;
    const open = api.decide({ lastInteractionAt: now - 1 }, { now, author: "human" });
    assert.equal(open.verdict, "allowed");
    const closed = api.decide({}, { now, author: "human" });
    assert.equal(closed.verdict, "blocked");
    assert.ok(closed.reasons.length > 0);
  });

  test("diagnose finds what is wrong in Graph's answers, and nothing in none", () => {
    assert.deepEqual(api.diagnose({}), []);
    const [finding] = api.diagnose({ debug_token: { data: { is_valid: true, type: "USER" } } });
    assert.equal(finding.code, "not_page_token");
    assert.equal(finding.severity, "error");
  });

  test("the contract's names are all there", () => {
    const names = "Channel ChannelError decide windows plan outcome diagnose appSecretProof signedRequest init default";
    for (const name of names.split(" ")) assert.equal(typeof api[name], "function", name);
  });

  test("windows gives decide's answer for many rows at once", () => {
    const now = 1_795_000_000_000;
    const hour = 3_600_000;
    const times = Float64Array.from({ length: 400 }, (_, row) => (row === 7 ? NaN : now - row * hour));
    const columns = api.windows(times, now);
    times.forEach((time, row) => {
      const facts = Number.isNaN(time) ? {} : { lastInteractionAt: time };
      const decision = api.decide(facts, { now, author: "human" });
      assert.equal(api.stages[columns.stage[row]], decision.stage, `row ${row}`);
      assert.equal(columns.expiresAt[row], decision.expiresAt ?? NaN, `row ${row}`);
      assert.equal(columns.nextChangeAt[row], decision.nextChangeAt ?? NaN, `row ${row}`);
    });
    assert.equal(api.windows(new Float64Array(), now).stage.length, 0);
  });

  test("timeline tells what will change by itself", () => {
    const at = 1_762_128_000_000;
    const stretches = api.timeline({ lastInteractionAt: at }, { now: at, author: "human", policy: { humanAgent: true } });
    assert.deepEqual(
      stretches.map(({ stage, from }) => [stage, (from - at) / 3_600_000]),
      [["open", 0], ["ending", 23], ["human_agent", 24], ["closed", 168]],
    );
    assert.equal(stretches.at(-1).until, undefined);
  });

  test("measure counts as Meta does, and says how many messages a text becomes", () => {
    assert.deepEqual(api.measure("Olá 🙂"), { count: 6, limit: 2000, unit: "utf16", parts: 1, remaining: 1994 });
    assert.deepEqual(api.measure("é", "instagram"), { count: 2, limit: 1000, unit: "bytes", parts: 1, remaining: 998 });
    assert.equal(api.measure("").parts, 0);
    // An input that holds what it should not says where.
    const channel = new api.Channel({});
    const sent = (body) => refusal(() => channel.step(null, { sent: { key: "r/1", status: 200, body } }, 1));
    assert.deepEqual([sent({ message_id: "m" }).code, sent({ message_id: "m" }).pointer], ["payload", "/sent/body"]);
    assert.equal(refusal(() => channel.step(null, [{ tick: true }, { desk: { ticket: "closed", at: 1 } }], 1)).pointer, "/1/desk/ticket");
    assert.equal(refusal(() => api.plan({ text: "x" }, { verdict: "allowed" })).code, "payload");
    assert.equal(refusal(() => api.measure("x", "telegram")).code, "payload");
  });

  test("limits and rules are data, each with its source", () => {
    assert.ok(api.limits().every(({ most, source }) => most > 0 && /, \d{4}-\d{2}-\d{2}$/.test(source)));
    const rules = api.policyRules();
    assert.equal(rules.find(({ id }) => id === "account_update").until, "2026-04-27");
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  });

  test("texts of every kind and length cross the border whole", () => {
    const now = 1_795_000_000_000;
    const decision = api.decide({ lastInteractionAt: now - 1, recipient: { id: "74185100991" } }, { now, author: "human" });
    const halfEmoji = "\ud83d";
    for (const piece of ["a", "é", "語", "👍", halfEmoji, `${halfEmoji}é`]) {
      for (const length of [1, 2, 7, 63, 64, 65, 400]) {
        for (const text of [piece.repeat(length), `${"x".repeat(length)}${piece}`, `${piece}${"x".repeat(length)}${piece}`]) {
          const { ok, requests } = api.plan({ text, recipient: { id: "74185100991" } }, decision);
          assert.ok(ok, JSON.stringify(requests));
          // What no UTF-8 can hold is replaced, as everywhere.
          assert.equal(requests.map(({ body }) => body.message.text).join(""), text.toWellFormed());
        }
      }
    }
  });

  test("plan and outcome take a draft to Graph and back", () => {
    const now = 1_795_000_000_000;
    const decision = api.decide({ lastInteractionAt: now - 1 }, { now, author: "human" });
    const planned = api.plan({ text: "Hello" }, decision);
    assert.equal(typeof planned.ok, "boolean");
    assert.equal(api.outcome(200, '{"recipient_id":"1","message_id":"m_1"}').kind, "sent");
    const plain = api.outcome(429, "{}", { "retry-after": "3" });
    assert.deepEqual(api.outcome(429, "{}", new Headers({ "Retry-After": "3" })), plain);
    assert.equal(typeof api.outcome(0, "").kind, "string");
  });
});

describe("handles", () => {
  test("are closed when their channels are forgotten", async () => {
    assert.equal(typeof gc, "function", "run with --expose-gc");
    const api = await freshPackage("index.js");
    // The glue of the same copy shows the handles that the class keeps to itself; freed ones are given out again.
    const { openChannel } = await import(new URL("dist/glue.js", api.location));
    new api.Channel(config);
    const probe = () => openChannel(JSON.stringify(config));
    const before = probe();
    for (let round = 0; round < 10; round += 1) {
      for (let index = 0; index < 200; index += 1) new api.Channel(config);
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.ok(probe() - before < 1000, "2000 channels were forgotten, their handles were not");
  });
});
