// Whoever is measured gives the same objects.
import assert from "node:assert/strict";
import { Channel } from "messenger-desk";
import { secret } from "./bodies.mjs";
import { peerNode } from "./peer-node.mjs";
import { peerZod } from "./peer-zod.mjs";

export const channel = new Channel({ appSecret: secret });
export const peers = { zod: await peerZod(secret), node: peerNode(secret) };

export async function assertSame({ bytes, signature }) {
  const ours = channel.receive(bytes, signature);
  assert.ok(ours.events.length > 0);
  for (const [name, receive] of Object.entries(peers)) {
    assert.deepStrictEqual(await receive(bytes, signature), ours, `${name} gives something else`);
  }
}
