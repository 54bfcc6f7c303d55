// The fixture suite, for any runtime: what the package makes of every webhook body in tests/fixtures must be what the Rust
// tests wrote down in tests/snapshots. It knows neither files nor a test framework.

const HOUR = 3_600_000;

/**
 * @param {typeof import("messenger-desk")} api The entry under test.
 * @param {{ config: object, fixtures: { name: string, body: string, expected: string }[] }} material Bodies in base64,
 * expectations as the JSON text of the snapshot, empty when there is none; from fixtures.mjs.
 * @returns {{ name: string, ok: boolean, diff?: string }[]}
 */
export function runSuite(api, material) {
  if (material.fixtures.length === 0) throw new Error("no fixtures: a suite that tests nothing must not pass");
  const channel = new api.Channel(material.config);
  return material.fixtures.map(({ name, body, expected }) => {
    if (expected === "") return { name, ok: false, diff: "has no snapshot" };
    const actual = JSON.stringify(replay(api, channel, decodeBase64(body)));
    const wanted = JSON.stringify(JSON.parse(expected));
    return actual === wanted ? { name, ok: true } : { name, ok: false, diff: firstDifference(actual, wanted) };
  });
}

/** One webhook body: read, folded event by event, and a decision for every conversation an hour after its last event. */
function replay(api, channel, body) {
  try {
    const delivery = channel.parse(body);
    const steps = [];
    const states = {};
    const last = {};
    for (const event of delivery.events) {
      const { conversation, at } = event;
      const step = channel.step(states[conversation] ?? null, { event }, at);
      steps.push({ conversation, effects: step.effects });
      states[conversation] = step.state;
      last[conversation] = at;
    }
    const decisions = {};
    for (const [conversation, state] of Object.entries(states)) {
      const ask = { now: last[conversation] + HOUR, author: "human", kind: "message" };
      const { verdict, send, expiresAt, stage, nextChangeAt } = api.decide(state, ask);
      decisions[conversation] = { verdict, send, expiresAt, stage, nextChangeAt };
    }
    return { delivery, steps, states, decisions };
  } catch (error) {
    if (error?.name !== "ChannelError") throw error;
    const { code, reason, pointer, hint, message } = error;
    return { error: { code, reason, pointer, hint, message } };
  }
}

function decodeBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function firstDifference(actual, wanted) {
  let at = 0;
  while (actual[at] === wanted[at]) at += 1;
  const from = Math.max(0, at - 80);
  return `at character ${at}:\n  actual ${actual.slice(from, at + 80)}\n  wanted ${wanted.slice(from, at + 80)}`;
}
