// The soak in small: `cargo xtask soak` is the whole of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { report, soak } from "./soak.mjs";

test("killed again and again before a help desk on a bad day, the worker loses nothing, and nothing is there twice", async () => {
  const result = await soak({ seed: 7, webhooks: 150, kills: 4, connections: 8, patience: 2000 });
  console.log(report(result));
  for (const [name, wrong] of Object.entries(result.checks)) assert.deepEqual(wrong, [], name);
  assert.equal(result.kills, 4);
  assert.equal(result.lost, 0);
  assert.ok(result.delivered >= result.messages);
  assert.ok(result.compared.states === result.conversations && result.compared.order > 0 && result.compared.transcripts > 0);
});
