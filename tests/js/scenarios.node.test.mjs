// The scenario table of the Rust tests, tests/fixtures/policy.json, through the whole package and through its policy entry: every row holds,
// and both give the same JSON to the byte.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as whole from "messenger-desk";
import * as policy from "messenger-desk/policy";

const rows = JSON.parse(readFileSync(new URL("../fixtures/policy.json", import.meta.url), "utf8"));

function decided({ facts, ask, at }, api) {
  return api.decide(facts, { now: at, ...ask });
}

/** What a decision says of one expectation; of `reasons`, `params` and `codes` only what the row asks about. */
function actual(decision, key, expected) {
  const codes = decision.reasons.map((reason) => reason.code);
  const only = (of) => Object.fromEntries(Object.keys(expected).map((name) => [name, of(name) ?? null]));
  switch (key) {
    case "firstReason":
      return codes[0];
    case "pathsOpen":
      return decision.paths.filter((path) => path.allowed).map((path) => path.path);
    case "instead":
      return decision.instead.map((step) => step.step);
    case "reasons":
      return codes.filter((code) => expected.includes(code));
    case "params":
      return only((name) => decision.reasons[0].params[name]);
    case "codes":
      return only((id) => decision.paths.find((path) => path.path === id)?.code);
    default:
      return decision[key] ?? null;
  }
}

/** An event, as Meta sends it. */
function message() {
  const sender = { id: "24681012141618" };
  const messaging = [{ sender, recipient: { id: "1029384756" }, timestamp: 1_762_128_000_000, message: { mid: "m_1", text: "Hello" } }];
  const body = JSON.stringify({ object: "page", entry: [{ id: "1029384756", messaging }] });
  return new whole.Channel({}).parse(new TextEncoder().encode(body)).events[0];
}

test("every row of the table holds in both entries", () => {
  assert.ok(rows.length >= 250);
  for (const row of rows) {
    assert.equal(new Date(row.at).toISOString(), row.when, row.name);
    const decision = decided(row, policy);
    for (const [key, expected] of Object.entries(row.expect)) {
      assert.deepEqual(actual(decision, key, expected), expected, `${row.name}: ${key}`);
    }
    assert.equal(JSON.stringify(decision), JSON.stringify(decided(row, whole)), row.name);
  }
});

test("both entries give the same timeline for every row", () => {
  for (const row of rows) {
    const [one, other] = [whole, policy].map((api) => JSON.stringify(api.timeline(row.facts, { now: row.at, ...row.ask })));
    assert.equal(one, other, row.name);
  }
});

test("both entries give the same lists, rules and refusals", () => {
  const ats = Float64Array.from(rows, ({ facts }) => facts.lastInteractionAt ?? NaN);
  for (const { at, ask } of rows.filter((_, index) => index % 9 === 0)) {
    const [one, other] = [whole, policy].map((api) => api.windows(ats, at, ask.policy));
    for (const column of ["stage", "expiresAt", "nextChangeAt", "order"]) assert.deepEqual(one[column], other[column]);
  }
  assert.deepEqual(policy.policyRules(), whole.policyRules());
  assert.deepEqual(policy.limits(), whole.limits());
  assert.deepEqual(policy.stages, whole.stages);
  const refused = (api, ...operands) => {
    try {
      api.decide(...operands);
    } catch ({ name, code, reason, pointer, message, problems }) {
      return { name, code, reason, pointer, message, problems };
    }
    return assert.fail("was not refused");
  };
  const human = { now: 0, author: "human" };
  const wrong = [
    [{ lastInteractionAt: new Date(0), openedBy: "mesage" }, human],
    [{}, { ...human, policy: { adWindow: "7 days", humanAgent: 1 } }],
    // A draft that says so in words promotes too: unread it would go out as a person's late answer.
    [{}, { ...human, draft: { text: "Sale", promotional: "yes", tag: 7, shiny: 1 } }],
  ];
  for (const operands of wrong) {
    assert.deepEqual(refused(policy, ...operands), refused(whole, ...operands));
    assert.equal(refused(policy, ...operands).problems.length, 2);
  }
  const { state } = new whole.Channel({}).step(null, { event: message() }, 1);
  for (const sent of [state, { ...state, sends: 7, shiny: 1 }]) {
    assert.equal(JSON.stringify(policy.decide(sent, human)), JSON.stringify(whole.decide(sent, human)));
  }
  for (const operands of [[7, {}], [{}, {}], [{ v: 2 }, { now: 0, author: "human" }], [{}, { now: "soon", author: "human" }]]) {
    assert.deepEqual(refused(policy, ...operands), refused(whole, ...operands));
  }
  // What a decision is made from is never guessed, in a state either.
  for (const wrong of [{ windowRefusedAt: "x" }, { lastMessageAt: "x" }, { optins: {} }, { lastInteraction: { at: "x", by: "message" } }]) {
    assert.deepEqual(refused(policy, { ...state, ...wrong }, human), refused(whole, { ...state, ...wrong }, human));
    assert.equal(refused(whole, { ...state, ...wrong }, human).code, "state");
  }
  assert.equal(refused(policy, {}, { now: 0, author: "human", kind: "private_reply" }).code, "payload");
  assert.equal(refused(whole, {}, { ...human, draft: "Hello" }).pointer, "/draft");
});

test("a list of times that is none is refused, not trapped on", () => {
  for (const api of [whole, policy]) {
    for (const times of [undefined, null, 7, "1,2", {}, new BigInt64Array(1), new DataView(new ArrayBuffer(8))]) {
      assert.throws(() => api.windows(times, 0), { name: "ChannelError", code: "payload", reason: "not_a_column" });
    }
    for (const times of [[0, NaN], new Float32Array(2), new Float64Array(2)]) assert.equal(api.windows(times, 0).stage.length, 2);
  }
});
