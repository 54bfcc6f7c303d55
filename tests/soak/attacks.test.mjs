// What else arrives at the worker as it is deployed: whatever it is, nothing of it gets in. That the handler refuses it is proved in tests/js;
// here that nothing changes behind it, what only a server on the wire can meet, and that everybody else is still answered.
import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { attacks, config, message, prepare, secret, sign } from "../js/attacks.mjs";
import { counted, flood } from "./flood.mjs";
import { Graph } from "./graph.mjs";
import { AGENT, SECRETS, Workerd, deployment, ownFolder } from "./workerd.mjs";

const PATH = "/webhooks/messenger";
const folder = ownFolder("attacks");
const graph = new Graph({ token: SECRETS.PAGE_TOKEN });
let worker;

before(async () => {
  await graph.open();
  const channel = { appId: "1", pages: [{ id: "1029384756" }], limits: config.limits };
  // The attacks' message is of a day so long ago that production keeps no text of it.
  const vars = { ...SECRETS, APP_SECRET: secret, VERIFY_TOKEN: config.verifyToken, GRAPH_URL: graph.url, CHANNEL: channel, RETENTION: {} };
  worker = await Workerd.start({ deployed: await deployment(folder, { vars }), folder });
  // Somebody's conversation is here already.
  assert.equal(await status(await genuine(message("Hello", "m_0"))), 200);
});
after(async () => {
  await worker?.stop("SIGKILL");
  graph.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** All that anybody can see of what the worker has. */
async function everything() {
  const counters = await counted(worker);
  const inbox = await worker.get("/api/inbox");
  const conversations = await Promise.all(inbox.map(({ conversation }) => worker.get(`/api/conversations/${encodeURIComponent(conversation)}`)));
  return { counters, inbox, conversations };
}

/** Of a group of attacks: all together they have changed nothing. */
function leavingNoTrace() {
  let was;
  before(async () => (was = await everything()));
  after(async () => assert.deepEqual(await everything(), was));
}

/** A post as it goes over the wire. */
async function genuine(body, { path = PATH, headers = {}, signature } = {}) {
  const all = { host: "desk.example", "content-type": "application/json", "content-length": body.length, "x-hub-signature-256": signature ?? (await sign(body)), ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}\r\n`));
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n`), body]);
}

/** What the worker answers to these bytes; nothing where it hangs up. */
async function status(bytes) {
  const socket = connect(worker.port, "127.0.0.1");
  socket.write(bytes);
  const patience = setTimeout(() => socket.destroy(), 10_000);
  let text = "";
  try {
    for await (const chunk of socket) {
      text += chunk.toString("latin1");
      if (text.includes("\r\n\r\n")) break;
    }
  } catch {
    // It hung up.
  }
  clearTimeout(patience);
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]) || undefined;
}

describe("what the handler refuses", () => {
  leavingNoTrace();
  for (const attack of attacks) {
    test(`${attack.name}: ${attack.status}`, async () => {
      const { query, init } = await prepare(attack);
      const answer = await fetch(worker.url + PATH + query, init);
      assert.equal(answer.status, attack.status);
      assert.match(await answer.text(), attack.says);
    });
  }
});

test("a replay is acknowledged, so that Meta stops, and changes nothing but what is counted", async () => {
  const before = await everything();
  for (let time = 0; time < 3; time += 1) assert.equal(await status(await genuine(message("Hello", "m_0"))), 200);
  const { counters, ...rest } = await everything();
  assert.deepEqual(rest.conversations, before.conversations);
  assert.equal(counters.received, before.counters.received + 3);
  assert.equal(counters.duplicate, before.counters.duplicate + 3);
});

describe("a genuine post at another address is nobody's", () => {
  leavingNoTrace();
  const elsewhere = {
    "//webhooks/messenger": 404,
    "/webhooks//messenger": 404,
    "/webhooks/messenger/": 404,
    "/WEBHOOKS/messenger": 404,
    "/webhooks/Messenger": 404,
    "/webhooks%2fmessenger": 404,
    "/webhooks/..%2fwebhooks/messenger": 404,
    "/%77ebhooks/messenger": 404,
    "/webhooks/messenger%00": 404,
    "/webhooks/messenger;x=1": 404,
    "/webhooks/messenger.json": 404,
    "/": 404,
    "/api/inbox": 403,
    "/api/..%2fwebhooks/messenger": 403,
    "/api/conversations/x/status": 403,
    "/webhooks/desk": 404,
  };
  for (const [path, expected] of Object.entries(elsewhere)) {
    test(`${path}: ${expected}`, async () => assert.equal(await status(await genuine(message("Hi", `m_${path}`), { path })), expected));
  }

  test("and no detour leads past the signature", async () => {
    for (const path of ["/./webhooks/messenger", "/api/../webhooks/messenger", "/webhooks/messenger?hub.mode=subscribe", "/webhooks/messenger#x"]) {
      const forged = await genuine(message("Hi", "m_detour"), { path, signature: await sign(message("Hi", "m_detour"), "guessed") });
      assert.equal(await status(forged), 403, path);
    }
  });

  test("and no detour leads past the agents' token", async () => {
    for (const path of ["/api/inbox", "//api/inbox", "/API/inbox", "/api//inbox", "/api/inbox/", "/api/%69nbox", "/webhooks/../api/inbox", "/health/../api/inbox"]) {
      const answer = await status(`GET ${path} HTTP/1.1\r\nhost: desk.example\r\n\r\n`);
      assert.ok([401, 404].includes(answer), `${path}: ${answer}`);
    }
    const { counters } = await (await fetch(`${worker.url}/health`)).json();
    assert.equal(counters, undefined);
  });
});

describe("on the wire", () => {
  leavingNoTrace();
  const body = message("Hi", "m_wire");
  const rows = {
    "two signatures, one of them right": [403, async () => genuine(body, { headers: { "x-hub-signature-256": [await sign(body), await sign(body, "guessed")] } })],
    "two content types": [415, () => genuine(body, { headers: { "content-type": ["application/json", "text/plain"] } })],
    "compressed twice over": [415, () => genuine(body, { headers: { "content-encoding": "gzip, br" } })],
    "a length that is none": [400, () => genuine(body, { headers: { "content-length": "many" } })],
    "a negative length": [400, () => genuine(body, { headers: { "content-length": "-1" } })],
    "a length beyond everything": [413, async () => genuine(body, { headers: { "content-length": "99999999999" } })],
    "no HTTP": [400, () => "hello\r\n\r\n"],
    "a header without end": [431, async () => `POST ${PATH} HTTP/1.1\r\nhost: desk.example\r\nx: ${"x".repeat(2_000_000)}`],
  };
  for (const [name, [expected, bytes]] of Object.entries(rows)) {
    test(`${name}: ${expected}`, async () => assert.equal(await status(await bytes()), expected));
  }

  test("a body that breaks off is not there", async () => {
    const bytes = await genuine(body);
    for (const length of [bytes.length - 1, bytes.length - body.length, 40]) {
      const socket = connect(worker.port, "127.0.0.1");
      socket.write(bytes.subarray(0, length));
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
    }
  });

  test("a body that is longer than declared is cut there: 403", async () => {
    assert.equal(await status(await genuine(body, { headers: { "content-length": body.length - 1 } })), 403);
  });
});

describe("bodies that never end", () => {
  leavingNoTrace();

  test("keep nobody else waiting", async () => {
    const body = message("Slowly", "m_slow");
    const bytes = await genuine(body);
    const head = bytes.length - body.length;
    const sockets = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const socket = connect(worker.port, "127.0.0.1").on("error", () => {});
        await once(socket, "connect");
        socket.write(bytes.subarray(0, head));
        return socket;
      }),
    );
    let sent = 0;
    const dripping = setInterval(() => {
      for (const socket of sockets) socket.write(bytes.subarray(head + sent, head + sent + 1));
      sent += 1;
    }, 25);
    for (let time = 0; time < 20; time += 1) {
      assert.equal(await status(await genuine(body, { signature: await sign(body, "guessed") })), 403);
      const inbox = await fetch(`${worker.url}/api/inbox`, { headers: AGENT });
      assert.equal(inbox.status, 200);
      await inbox.arrayBuffer();
    }
    clearInterval(dripping);
    assert.ok(sent < body.length, "they were still going on");
    for (const socket of sockets) socket.destroy();
  });
});

test("a flood of forged posts: all are refused, and Meta's own are taken meanwhile", async () => {
  const folder = ownFolder("flood");
  const vars = { ...SECRETS, GRAPH_URL: graph.url, CHANNEL: { appId: "1", pages: ["104877212345678", "104877212345679", "104877212345680"].map((id) => ({ id })) } };
  const target = await Workerd.start({ deployed: await deployment(folder, { vars }), folder });
  try {
    const { statuses, genuine, acknowledged, again, events, before } = await flood(target, { forged: 1000, webhooks: 40, seed: 5 });
    assert.deepEqual(statuses, { 403: 1000 });
    assert.equal(acknowledged, genuine);
    assert.equal(again, 0);
    const after = await counted(target);
    assert.equal(after.received, before.received + events);
  } finally {
    await target.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
