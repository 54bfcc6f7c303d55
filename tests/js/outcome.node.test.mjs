// The table of Graph's answers in tests/fixtures/graph-answers.json, through the package as it is published.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, test } from "node:test";

const answers = JSON.parse(readFileSync(new URL("../fixtures/graph-answers.json", import.meta.url), "utf8"));
const require = createRequire(import.meta.url);

/** What the table says of an outcome, and nothing else of it. */
function told(outcome) {
  const { kind, reason, retry, retryAfterMs, alert, messageId, recipientId, attachmentId, code, subcode } = outcome;
  const waitMs = retry && Math.max(retry.afterMs, retryAfterMs ?? 0);
  const all = { kind, reason, waitMs, retryAfterMs, alert, messageId, recipientId, attachmentId, code, subcode };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

for (const [how, api] of [
  ["import", await import("messenger-desk")],
  ["require", require("messenger-desk")],
]) {
  test(`every answer means what the table says, by ${how}`, () => {
    assert.ok(answers.length >= 120, `${answers.length} answers are too few`);
    for (const { name, status, body, headers, expected } of answers) {
      const { remedy, ...wanted } = expected;
      const outcome = api.outcome(status, body, headers);
      assert.deepEqual(told(outcome), wanted, name);
      if (remedy) assert.equal(typeof outcome.remedy, "string", name);
      assert.equal(typeof outcome.text, "string", name);
      assert.ok(outcome.log.startsWith(expected.kind), name);
    }
  });
}

describe("outcome", async () => {
  const { outcome } = await import("messenger-desk");
  const throttled = '{"error":{"code":80006}}';
  const usage = '{"1029384756":[{"type":"messenger","estimated_time_to_regain_access":4}]}';

  test("takes headers as fetch has them", () => {
    for (const headers of [
      new Headers({ "X-Business-Use-Case-Usage": usage }),
      new Response("", { headers: { "X-Business-Use-Case-Usage": usage } }).headers,
      { "x-business-use-case-usage": usage },
      Object.assign(Object.create(null), { "X-BUSINESS-USE-CASE-USAGE": usage }),
    ]) {
      assert.equal(outcome(400, throttled, headers).retryAfterMs, 240_000);
    }
    for (const headers of [undefined, null, {}, new Headers()]) {
      assert.equal(outcome(400, throttled, headers).retryAfterMs, undefined);
    }
  });

  test("shows neither a token nor a message's text", () => {
    const secret = "EAAB-never-shown";
    const message = `Error validating access token ${secret}`;
    const error = { message, type: message, error_user_msg: message, code: 190, error_subcode: 463, fbtrace_id: message };
    assert.ok(!JSON.stringify(outcome(401, JSON.stringify({ error }))).includes(secret));
    const traced = outcome(401, JSON.stringify({ error: { ...error, fbtrace_id: "Bx7k/Qd2Lw9" } }));
    assert.equal(traced.fbtraceId, "Bx7k/Qd2Lw9");
    assert.match(traced.log, /code 190, subcode 463, fbtrace_id Bx7k\/Qd2Lw9$/);
    for (const body of [message, `<html>${message}</html>`, JSON.stringify([message]), JSON.stringify({ error: message })]) {
      assert.ok(!JSON.stringify(outcome(500, body)).includes(secret), body);
    }
  });
});
