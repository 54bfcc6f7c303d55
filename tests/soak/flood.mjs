// Somebody without the secret posts as fast as they can, while Meta goes on delivering.
import { Agent } from "node:http";
import { Meta, post } from "./meta.mjs";
import { traffic } from "./traffic.mjs";
import { SECRETS } from "./workerd.mjs";

/**
 * @param {import("./workerd.mjs").Workerd} worker
 * @param {{ forged: number, webhooks: number, seed: number, connections?: number }} what So many forged posts, and so many genuine ones meanwhile.
 */
export async function flood(worker, { forged, webhooks, seed, connections = 20 }) {
  const at = Date.now();
  const wrong = traffic({ seed, webhooks: Math.min(forged, 200), redelivered: 0, secret: "not-the-secret", at }).notifications;
  const right = traffic({ seed: seed + 1, webhooks, redelivered: 0, secret: SECRETS.APP_SECRET, at }).notifications.filter(({ items }) => items.length <= 10);
  const before = await counted(worker);
  const memory = [worker.memory()];
  const statuses = {};
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = forged;
  const begun = performance.now();
  const attacker = async () => {
    while (left > 0) {
      left -= 1;
      const { body, signature } = wrong[left % wrong.length];
      const status = await post(`${worker.url}/webhooks/messenger`, body, signature, { agent });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  const meta = new Meta({ url: worker.url, connections: 2, seed });
  const attack = Promise.all(Array.from({ length: connections }, attacker)).then(() => performance.now() - begun);
  const [ms] = await Promise.all([attack, meta.deliver(right.map((each) => ({ ...each })))]);
  agent.destroy();
  memory.push(worker.memory());
  const events = right.reduce((sum, { items }) => sum + items.length, 0);
  return { forged, statuses, ms, memory, genuine: right.length, acknowledged: meta.counts.acknowledged, again: meta.counts.again, took: meta.took, events, before };
}

/** The counters, once the inbox has heard of everything. */
export async function counted(worker) {
  let last;
  for (let same = 0; same < 4; ) {
    const { counters } = await worker.get("/health");
    const { oldestMs: _, ...now } = counters;
    same = JSON.stringify(now) === JSON.stringify(last) && now.waiting === now.parked ? same + 1 : 0;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return last;
}
