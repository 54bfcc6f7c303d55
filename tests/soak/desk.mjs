// A help desk that speaks the JSON webhook of messenger-desk/adapters, on a bad day: it answers 500, 429 and 503, lets wait, and hangs up before
// and after it has taken what was posted. It keeps what it takes in order, and tells by the Idempotency-Key what it has.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

export const AUTH = "Bearer desk-credentials-of-the-soak";

/** What goes wrong with a post, by weight: before the desk has taken it or after. */
const FAULTS = [
  [8, "500 before"],
  [3, "429 before"],
  [4, "closed before"],
  [4, "closed after"],
  [3, "500 after"],
  [1, "silent before"],
  [1, "silent after"],
];
/** Of all posts; and an action fails so often at most. */
const FAULTY = 0.12;
const MOST = 3;

export class Desk {
  /** What was taken, in order: `{ key, action, ids }`. */
  taken = [];
  /** What must never happen, in words. */
  problems = [];
  /** How often what went wrong, and what came again: `explained` after an answer that was lost, `unexplained` although it was answered. */
  counts = { posts: 0, taken: 0, explained: 0, unexplained: 0 };
  /** Nobody is there: everything is answered 503. */
  down = false;
  /** Which life of the worker this is: what it had no time to hear before, it may post again. */
  life = 0;

  #seed;
  #known = new Map();
  #tickets = new Map();
  #server;

  /** @param {{ seed: number, faulty?: number }} what `faulty`: the share of posts that go wrong. */
  constructor({ seed, faulty = FAULTY }) {
    this.#seed = seed;
    this.faulty = faulty;
  }

  async open() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request, response) {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // The worker was killed.
    }
    this.counts.posts += 1;
    if (this.down) return this.#fault("503", response);
    const posted = this.#read(request, Buffer.concat(chunks));
    if (!posted) return void response.writeHead(400).end();

    const before = this.#known.get(posted.key);
    const tries = (before?.tries ?? 0) + 1;
    const fault = tries <= MOST ? this.#faultOf(posted.key, tries) : undefined;
    const entry = { ...before, tries, answered: false, life: this.life };
    this.#known.set(posted.key, entry);
    if (fault?.endsWith("before")) return this.#fault(fault, response);

    const has = entry.place !== undefined;
    if (has) this.counts[before.answered && before.life === this.life ? "unexplained" : "explained"] += 1;
    else entry.place = this.#take(posted);
    if (fault) return this.#fault(fault, response);

    response.on("finish", () => (entry.answered = true));
    // It may say so, or answer as it did the first time.
    if (has && posted.action.do !== "open" && this.#share(posted.key, 0) < 0.3) return void response.writeHead(409).end();
    const ticket = this.#tickets.get(posted.action.conversation);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ...(ticket && { ticket }), message: String(entry.place) }));
  }

  #read({ method, headers }, body) {
    const key = headers["idempotency-key"];
    const { v, action, ids } = JSON.parse(body.toString() || "{}");
    const wrong = [
      method !== "POST" && `method ${method}`,
      v !== 1 && `version ${v}`,
      headers.authorization !== AUTH && "without the credentials",
      !key && "without a key",
      !action?.id && "without an action",
      ids?.ticket !== this.#tickets.get(action?.conversation) && action?.do !== "open" && `ticket ${ids?.ticket} for ${action?.conversation}`,
    ].filter(Boolean);
    for (const what of wrong) this.problems.push(`a post ${what}`);
    return wrong.length > 0 ? undefined : { key, action, ids };
  }

  #take({ key, action, ids }) {
    this.counts.taken += 1;
    this.taken.push({ key, action, ids });
    if (action.do === "open") this.#tickets.set(action.conversation, `T-${this.taken.length}`);
    return this.taken.length;
  }

  #fault(fault, response) {
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    if (fault.startsWith("closed")) return void response.destroy();
    // Until the worker has lost its patience.
    if (fault.startsWith("silent")) return;
    response.writeHead(Number(fault.split(" ")[0]), fault.startsWith("429") ? { "retry-after": "1" } : {}).end("Not now.");
  }

  #faultOf(key, tries) {
    let place = this.#share(key, tries) / this.faulty;
    if (place >= 1) return undefined;
    place *= FAULTS.reduce((sum, [weight]) => sum + weight, 0);
    return FAULTS.find(([weight]) => (place -= weight) < 0)?.[1];
  }

  /** The same for the same try of the same action, whatever comes between. */
  #share(key, tries) {
    return createHash("sha256").update(`${this.#seed} ${key} ${tries}`).digest().readUInt32BE() / 2 ** 32;
  }
}

/** What a desk shows in the end of what it has taken: by the message's name its text, or that it is gone, and the customer's reaction. */
export function shown(taken) {
  const messages = new Map();
  const at = (name) => messages.get(name) ?? messages.set(name, { times: 0 }).get(name);
  for (const { action } of taken) {
    const { message, target, reaction } = action;
    switch (action.do) {
      case "open":
      case "append": {
        const entry = at(message.mid);
        entry.times += 1;
        // What was edited before it came stands as it was edited.
        entry.text ??= message.placeholder === "taken_back" ? undefined : message.text;
        entry.placeholder = message.placeholder;
        break;
      }
      case "edit":
        at(target).text = message.text;
        break;
      case "redact":
        at(target).gone = true;
        break;
      case "react":
        at(target).reaction = reaction.action === "react" ? reaction.emoji : undefined;
    }
  }
  return messages;
}
