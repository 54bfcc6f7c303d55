// Meta's end of the webhook: posts with several connections, takes only 200 for an answer, and delivers everything else again, later.
import { Agent, request } from "node:http";
import { Random } from "./random.mjs";

/** How long Meta waits, ms. Its Messenger page says 5 s, its page on App Review 20 s. */
const PATIENCE = 20_000;

export class Meta {
  counts = { posts: 0, again: 0, acknowledged: 0 };
  /** How long each acknowledgement took, ms. */
  took = [];
  /** By status, 0 where none came. */
  statuses = {};

  #random;
  #agent;
  #clock = 0;
  #path;

  /** @param {{ url: string, connections: number, seed: number }} what */
  constructor({ url, connections, seed, path = "/webhooks/messenger" }) {
    this.url = url;
    this.connections = connections;
    this.#path = path;
    this.#random = new Random(seed);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Until every post is acknowledged. Notes in each when it was first sent and when it was acknowledged, by a clock that only counts. */
  async deliver(posts) {
    const waiting = posts.map((post) => ({ post, tries: 0 }));
    waiting.reverse();
    let open = posts.length;
    const connection = async () => {
      while (open > 0) {
        const next = waiting.pop();
        if (!next) {
          await pause(20);
          continue;
        }
        next.post.sent ??= this.#tick();
        next.post.tries = next.tries + 1;
        const status = await this.#post(next.post);
        this.statuses[status] = (this.statuses[status] ?? 0) + 1;
        if (status === 200) {
          next.post.acknowledged = this.#tick();
          this.counts.acknowledged += 1;
          open -= 1;
        } else {
          this.counts.again += 1;
          next.tries += 1;
          const wait = Math.min(2000, 50 * 2 ** next.tries) * (0.5 + this.#random.share());
          // In between others have their turn; it does not come back in its place.
          setTimeout(() => waiting.splice(this.#random.below(waiting.length + 1), 0, next), wait);
        }
      }
    };
    await Promise.all(Array.from({ length: this.connections }, connection));
    this.#agent.destroy();
  }

  #tick() {
    return (this.#clock += 1);
  }

  async #post({ body, signature }) {
    this.counts.posts += 1;
    const begun = performance.now();
    const status = await post(this.url + this.#path, body, signature, { agent: this.#agent, timeout: PATIENCE });
    if (status === 200) this.took.push(performance.now() - begun);
    return status;
  }
}

/** Posts once; 0 where no answer came. */
export function post(url, body, signature, options = {}) {
  const headers = { "content-type": "application/json", "content-length": body.length, "x-hub-signature-256": signature };
  return new Promise((resolve) => {
    const call = request(url, { method: "POST", ...options, headers: { ...headers, ...options.headers } }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
      answer.on("error", () => resolve(0));
      answer.on("close", () => resolve(0));
    });
    call.on("error", () => resolve(0));
    call.on("timeout", () => call.destroy());
    call.end(body);
  });
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
