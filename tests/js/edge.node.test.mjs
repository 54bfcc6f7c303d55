// The entry ./edge in Node: what it answers, when it delivers, and what it refuses before `deliver` hears of it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import express from "express";
import * as api from "messenger-desk";
import { webhook } from "messenger-desk/edge";
import { attacks, config, message, pieces, prepare, secret, sign } from "./attacks.mjs";
import { consumer } from "./packed.mjs";

const require = createRequire(import.meta.url);
const address = "https://desk.example/webhooks/messenger";
const channel = new api.Channel(config);

/** A handler that keeps what it was told. */
function listening(options = {}) {
  const delivered = [];
  const refused = [];
  const handler = webhook({
    channel,
    deliver: (delivery, context) => void delivered.push({ delivery, context }),
    onRefused: (refusal, context) => void refused.push({ refusal, context }),
    ...options,
  });
  return { handler, delivered, refused };
}

async function genuine(body = message(), init = {}) {
  const headers = { "content-type": "application/json", "x-hub-signature-256": await sign(body) };
  return new Request(address, { method: "POST", body, headers, ...init });
}

describe("a notification", () => {
  test("is answered only once deliver has resolved", async () => {
    let safe;
    const { handler } = listening({ deliver: () => new Promise((resolve) => (safe = resolve)) });
    let answered = false;
    const answer = handler(await genuine()).then((response) => ((answered = true), response));
    while (!safe) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(answered, false);
    safe();
    const response = await answer;
    assert.equal(response.status, 200);
    assert.equal(await response.text(), "EVENT_RECEIVED");
  });

  test("is delivered as `receive` reads it, with what the handler was called with and the bytes", async () => {
    const { handler, delivered, refused } = listening();
    const request = await genuine();
    const env = { name: "env" };
    assert.equal((await handler(request, env)).status, 200);
    assert.deepEqual(delivered[0].delivery, channel.parse(message()));
    assert.equal(delivered[0].delivery.events.length, 1);
    assert.equal(delivered[0].context.request, request);
    assert.equal(delivered[0].context.ctx, env);
    assert.deepEqual(Buffer.from(delivered[0].context.body), Buffer.from(message()));
    assert.deepEqual(refused, []);
  });

  for (const [how, thrower] of [["throws", () => { throw new Error("disk full: a-secret"); }], ["rejects", async () => { throw new Error("disk full: a-secret"); }]]) {
    test(`is answered with 500 when deliver ${how}, and only onRefused sees why`, async () => {
      const { handler, refused } = listening({ deliver: thrower });
      const response = await handler(await genuine());
      assert.equal(response.status, 500);
      assert.doesNotMatch(await response.text(), /disk full/);
      assert.equal(refused[0].refusal.reason, "not_delivered");
      assert.match(refused[0].refusal.cause.message, /disk full/);
    });
  }

  test("that is replayed is delivered again, and its ids make nothing of it", async () => {
    const { handler, delivered } = listening();
    for (let time = 0; time < 2; time += 1) assert.equal((await handler(await genuine())).status, 200);
    const [first, second] = delivered.map(({ delivery }) => delivery.events[0]);
    assert.deepEqual(first, second);
    const opened = channel.step(null, { event: first }, first.at);
    const again = channel.step(opened.state, { event: second }, second.at);
    assert.ok(opened.effects.some((effect) => effect.desk));
    assert.ok(!again.effects.some((effect) => effect.desk), JSON.stringify(again.effects));
    assert.deepEqual(again.state, opened.state);
  });

  test("may come in any pieces, of any length up to the limit, under any of the secrets", async () => {
    const { handler, delivered } = listening();
    const bodies = [message(), message("a".repeat(40_000)), message("b".repeat(100_000 - message("").length))];
    assert.equal(bodies[2].length, config.limits.bodyBytes);
    for (const body of bodies) {
      for (const key of config.appSecret) {
        for (const size of [7, 1000, 99_999, 1_000_000]) {
          const headers = { "content-type": "application/json; charset=utf-8", "x-hub-signature-256": await sign(body, key) };
          const request = new Request(address, { method: "POST", headers, body: pieces(body, size), duplex: "half" });
          assert.equal((await handler(request)).status, 200, `${body.length} bytes by ${size}`);
          assert.deepEqual(Buffer.from(delivered.pop().context.body), Buffer.from(body));
        }
      }
    }
  });

  test("needs no content type, and no declared length is believed", async () => {
    const { handler, delivered } = listening();
    for (const headers of [{}, { "content-length": "1" }, { "content-length": "0" }, { "content-length": "99999" }, { "content-length": "many" }]) {
      const body = message();
      const request = new Request(address, { method: "POST", body: pieces(body, 50), duplex: "half", headers: { ...headers, "x-hub-signature-256": await sign(body) } });
      assert.equal((await handler(request)).status, 200);
    }
    assert.equal(delivered.length, 5);
  });
});

describe("a handshake", () => {
  const query = "?hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444";

  test("gets the challenge, as plain text that nobody keeps", async () => {
    const { handler, refused } = listening();
    const response = await handler(new Request(address + query));
    assert.equal(response.status, 200);
    assert.equal(await response.text(), "1158201444");
    assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.deepEqual(refused, []);
  });

  test("by HEAD gets the same without a body", async () => {
    const { handler } = listening();
    const response = await handler(new Request(address + query, { method: "HEAD" }));
    assert.equal(response.status, 200);
    assert.equal(await response.text(), "");
    assert.equal((await handler(new Request(address, { method: "HEAD" }))).status, 400);
  });
});

describe("an attack", () => {
  for (const attack of attacks) {
    test(`${attack.name}: ${attack.status}`, async () => {
      const { handler, delivered, refused } = listening();
      const { query, init } = await prepare(attack);
      const response = await handler(new Request(address + query, init));
      const text = await response.text();
      assert.equal(response.status, attack.status, text);
      assert.match(text, attack.says);
      assert.ok(!text.includes(secret) && !text.includes("verify-me"), text);
      assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
      assert.equal(response.headers.get("allow"), attack.status === 405 ? "GET, HEAD, POST" : null);
      assert.deepEqual(delivered, []);
      assert.equal(refused.length, 1);
      const { status, reason, message } = refused[0].refusal;
      assert.deepEqual({ status, reason, message }, { status: attack.status, reason: attack.reason, message: text });
    });
  }

  test("by header: the body of what cannot be Meta's is not read", async () => {
    const { handler } = listening();
    const unread = ["unsigned", "the header twice", "oversized, and it says so", "compressed", "a form"];
    for (const attack of attacks.filter(({ name }) => unread.includes(name))) {
      const { init } = await prepare(attack);
      let pulled = 0;
      const body = new ReadableStream({ pull: () => void (pulled += 1) }, { highWaterMark: 0 });
      const headers = { ...init.headers, "content-length": String(init.body.length) };
      const response = await handler(new Request(address, { ...init, headers, body, duplex: "half" }));
      assert.equal(response.status, attack.status, attack.name);
      assert.equal(pulled, 0, attack.name);
    }
  });

  test("without end: reading stops at the limit, however slowly it comes", async () => {
    const { handler, delivered } = listening();
    let sent = 0;
    const body = new ReadableStream(
      {
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          controller.enqueue(new Uint8Array(1000));
          sent += 1000;
        },
      },
      { highWaterMark: 0 },
    );
    const headers = { "x-hub-signature-256": await sign(message()) };
    const response = await handler(new Request(address, { method: "POST", headers, body, duplex: "half" }));
    assert.equal(response.status, 413);
    assert.ok(sent <= config.limits.bodyBytes + 2000, `${sent} bytes were taken`);
    assert.deepEqual(delivered, []);
  });

  test("a byte at a time costs no more memory than its bytes", async () => {
    const { handler } = listening();
    const one = new Uint8Array(1);
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(one) }, { highWaterMark: 0 });
    gc();
    const before = process.memoryUsage();
    const headers = { "x-hub-signature-256": await sign(message()) };
    const response = await handler(new Request(address, { method: "POST", headers, body, duplex: "half" }));
    assert.equal(response.status, 413);
    gc();
    const kept = process.memoryUsage();
    assert.ok(kept.heapUsed + kept.arrayBuffers - before.heapUsed - before.arrayBuffers < 5_000_000);
  });

  test("10 000 forged posts leave the memory as it is, and a genuine one is answered", async () => {
    let heard = 0;
    const { handler, delivered } = listening({ onRefused: () => (heard += 1) });
    const body = message();
    const headers = { "content-type": "application/json", "x-hub-signature-256": await sign(body, "guessed") };
    const forged = () => handler(new Request(address, { method: "POST", headers, body }));
    const used = () => (gc(), process.memoryUsage().heapUsed);
    for (let time = 0; time < 1000; time += 1) await forged();
    const before = used();
    for (let time = 0; time < 9000; time += 1) assert.equal((await forged()).status, 403);
    const grown = used() - before;
    assert.ok(grown < 5_000_000, `${grown} bytes more`);
    assert.equal(heard, 10_000);
    assert.deepEqual(delivered, []);
    assert.equal((await handler(await genuine())).status, 200);
  });
});

describe("a request that the host or the sender spoils", () => {
  test("was read before", async () => {
    const { handler, delivered, refused } = listening();
    const request = await genuine();
    await request.json();
    const response = await handler(request);
    assert.equal(response.status, 500);
    assert.match(await response.text(), /raw bytes/);
    assert.equal(refused[0].refusal.reason, "body_used");
    assert.deepEqual(delivered, []);
  });

  test("breaks off", async () => {
    const { handler, delivered, refused } = listening();
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    const response = await handler(await genuine(message(), { body, duplex: "half" }));
    assert.equal(response.status, 400);
    assert.equal(refused[0].refusal.reason, "body_broken");
    assert.equal(refused[0].refusal.cause.message, "gone");
    assert.deepEqual(delivered, []);
  });

  test("gives something else than bytes", async () => {
    const { handler, delivered } = listening();
    const body = new ReadableStream({ start: (controller) => (controller.enqueue("text"), controller.close()) });
    assert.equal((await handler(await genuine(message(), { body, duplex: "half" }))).status, 400);
    assert.deepEqual(delivered, []);
  });
});

describe("options", () => {
  test("without a channel or deliver are refused at once", () => {
    for (const options of [{}, { channel: {} , deliver() {} }, { channel }, { channel, deliver: 7 }]) {
      assert.throws(() => webhook(options), TypeError);
    }
  });

  test("limits count instead of the channel's, and are checked at once", async () => {
    const { handler, refused } = listening({ limits: { bodyBytes: 100 } });
    assert.equal((await handler(await genuine())).status, 413);
    assert.match(refused[0].refusal.message, /: 100\.$/);
    const shallow = listening({ limits: { depth: 2 } });
    assert.equal((await shallow.handler(await genuine())).status, 400);
    assert.equal(shallow.refused[0].refusal.reason, "depth");
    assert.throws(() => listening({ limits: { bodyBytes: 0 } }), { name: "ChannelError", code: "config", pointer: "/limits/bodyBytes" });
    assert.throws(() => listening({ limits: { bodyBites: 1 } }), { code: "config", pointer: "/limits/bodyBites" });
  });

  test("onRefused may be absent, and may fail", async () => {
    for (const onRefused of [undefined, () => { throw new Error("log full"); }, async () => { throw new Error("log full"); }]) {
      const { handler } = listening({ onRefused });
      assert.equal((await handler(new Request(address))).status, 400);
    }
  });

  test("the channel may be of any entry, and import and require fit together", async () => {
    const required = require("messenger-desk/edge");
    const slim = await import("messenger-desk/slim");
    await slim.init(readFileSync(require.resolve("messenger-desk/core.wasm")));
    for (const make of [webhook, required.webhook]) {
      for (const { Channel } of [api, slim, require("messenger-desk")]) {
        const { handler, delivered } = listening({ channel: new Channel(config) });
        const answer = await make({ channel: new Channel(config), deliver: () => {} })(await genuine());
        assert.equal(answer.status, 200);
        assert.equal((await handler(await genuine(message("a".repeat(50_000))))).status, 200);
        assert.equal(delivered.length, 1);
      }
    }
  });
});

describe("behind node:http and Express, with the adapter of the README", async () => {
  const home = consumer();
  const servers = [];
  let origins = [];
  const heard = listening();

  before(async () => {
    const readme = readFileSync(new URL("../../pkg/README.md", import.meta.url), "utf8");
    const adapter = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map((match) => match[1]).find((code) => code.includes("function node("));
    const file = join(home.folder, "adapter.mjs");
    writeFileSync(file, adapter);
    const { node } = await import(pathToFileURL(file));
    const app = express();
    app.all("/webhooks/messenger", node(heard.handler));
    app.use(express.json());
    for (const server of [createServer(node(heard.handler)), createServer(app)]) {
      await once(server.listen(0, "127.0.0.1"), "listening");
      servers.push(server);
    }
    origins = servers.map((server) => `http://127.0.0.1:${server.address().port}`);
  });

  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    home.remove();
  });

  test("a signed post with accents is delivered, from its raw bytes", async () => {
    for (const origin of origins) {
      const body = message("Grüße, mein Fahrrad 🚲 / \u00e9");
      const headers = { "content-type": "application/json", "x-hub-signature-256": await sign(body) };
      const response = await fetch(`${origin}/webhooks/messenger`, { method: "POST", headers, body });
      assert.equal(response.status, 200);
      assert.equal(await response.text(), "EVENT_RECEIVED");
      assert.deepEqual(heard.delivered.pop().delivery, channel.parse(body));
    }
  });

  test("a handshake is answered", async () => {
    for (const origin of origins) {
      const response = await fetch(`${origin}/webhooks/messenger?hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=77`);
      assert.equal(await response.text(), "77");
      assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
    }
  });

  for (const attack of attacks) {
    test(`${attack.name}: ${attack.status}`, async () => {
      for (const origin of origins) {
        const { query, init } = await prepare(attack);
        const response = await fetch(`${origin}/webhooks/messenger${query}`, init);
        assert.equal(response.status, attack.status);
        assert.match(await response.text(), attack.says);
        assert.deepEqual(heard.delivered, []);
      }
    });
  }

  test("what is no request is answered, and the server lives", async () => {
    for (const server of servers) {
      for (const line of ["GET //[ HTTP/1.1", "TRACE /webhooks/messenger HTTP/1.1", "OPTIONS * HTTP/1.1", "GET http://[/ HTTP/1.1"]) {
        const socket = connect(server.address().port, "127.0.0.1");
        socket.end(`${line}\r\nhost: desk.example\r\nconnection: close\r\n\r\n`);
        const chunks = [];
        for await (const chunk of socket) chunks.push(chunk);
        assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 4\d\d /, line);
      }
      const body = message();
      const headers = { "content-type": "application/json", "x-hub-signature-256": await sign(body) };
      const response = await fetch(`http://127.0.0.1:${server.address().port}/webhooks/messenger`, { method: "POST", headers, body });
      assert.equal(response.status, 200);
      heard.delivered.pop();
    }
  });

  test("two signature headers are malformed, and a body that breaks off is not delivered", async () => {
    for (const server of servers) {
      const body = message();
      const signature = await sign(body);
      const head = `POST /webhooks/messenger HTTP/1.1\r\nhost: desk.example\r\ncontent-type: application/json\r\nx-hub-signature-256: ${signature}\r\n`;
      const twice = connect(server.address().port, "127.0.0.1");
      twice.end(`${head}x-hub-signature-256: ${signature}\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${Buffer.from(body)}`);
      const chunks = [];
      for await (const chunk of twice) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      assert.match(text, /^HTTP\/1\.1 403 [\s\S]*as it is, once/);

      const refusals = heard.refused.length;
      const broken = connect(server.address().port, "127.0.0.1");
      broken.write(`${head}content-length: ${body.length}\r\n\r\n${Buffer.from(body).subarray(0, 100)}`);
      setTimeout(() => broken.destroy(), 50);
      const patience = Date.now() + 5000;
      while (heard.refused.length === refusals && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(heard.refused.at(-1).refusal.reason, "body_broken");
      assert.deepEqual(heard.delivered, []);
    }
  });
});
