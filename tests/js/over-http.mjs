// What served.mjs must do, asked over HTTP: the same of every runtime.
import assert from "node:assert/strict";
import { test } from "node:test";
import { attacks, config, message, pieces, prepare, sign } from "./attacks.mjs";
import { assertAllOk, readMaterial } from "./fixtures.mjs";

/** @param {() => string} origin Known only once the server runs. */
export function asksOverHttp(origin) {
  const address = () => `${origin()}/webhooks/messenger`;
  const seen = async () => (await fetch(`${origin()}/seen`)).json();

  test("every fixture gives its snapshot", async () => {
    const answer = await fetch(`${origin()}/suite`, { method: "POST", body: JSON.stringify(readMaterial()) });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    assertAllOk(JSON.parse(text));
  });

  test("a handshake is answered", async () => {
    const query = "?hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444";
    const response = await fetch(address() + query);
    assert.equal(response.status, 200);
    assert.equal(await response.text(), "1158201444");
    assert.match(response.headers.get("content-type"), /^text\/plain;\s?charset=utf-8$/i);
    const head = await fetch(address() + query, { method: "HEAD" });
    assert.equal(head.status, 200);
  });

  test("what Meta signed is delivered, in one piece or in many, short or long, with either secret", async () => {
    for (const text of ["Grüße 🚲", "a".repeat(80_000)]) {
      for (const key of config.appSecret) {
        const body = message(text);
        const headers = { "content-type": "application/json", "x-hub-signature-256": await sign(body, key) };
        for (const sent of [body, pieces(body, 5000)]) {
          const response = await fetch(address(), { method: "POST", headers, body: sent, duplex: "half" });
          assert.equal(await response.text(), "EVENT_RECEIVED");
          assert.equal(response.status, 200);
          assert.deepEqual(await seen(), { delivered: [text], refused: [] });
        }
      }
    }
  });

  /** Who goes on sending when the answer is there already may find the line cut before reading it: then it is asked once more. */
  async function answered(attack, tries = 5) {
    const { query, init } = await prepare(attack);
    try {
      return await fetch(address() + query, init);
    } catch (error) {
      if (tries === 1 || !["EPIPE", "ECONNRESET"].includes(error.cause?.code)) throw error;
      assert.deepEqual(await seen(), { delivered: [], refused: [attack.reason] });
      return answered(attack, tries - 1);
    }
  }

  for (const attack of attacks) {
    test(`${attack.name}: ${attack.status}`, async () => {
      const response = await answered(attack);
      const text = await response.text();
      assert.equal(response.status, attack.status, text);
      assert.match(text, attack.says);
      assert.deepEqual(await seen(), { delivered: [], refused: [attack.reason] });
    });
  }
}
