// What this package offers, on top of the module: text and bytes go in, JSON comes out. Whatever can be decided in Rust is.
// index.d.ts says what each function is for.
import { bytes, json, text } from "./arguments.js";
import { callbacks } from "./callbacks.js";
import { decisions, stages } from "./decisions.js";
import { ChannelError } from "./error.js";
import { call, currentGeneration, init, initSync, isReady, renew } from "./instance.js";

export { ChannelError, init, initSync, isReady, stages };
export default init;

/** Closes in the module what nobody holds any more in JavaScript. */
const closing = new FinalizationRegistry((opened) => {
  if (opened.generation === currentGeneration() && call("closeChannel", opened.handle)) renew();
});

export class Channel {
  /** Text, kept for the instance after the next trap. @type {string} */
  #config;
  /** @type {{ handle: number, generation: number }} */
  #opened;

  constructor(config) {
    this.#config = JSON.stringify(config) ?? "null";
    this.#opened = open(this.#config);
    closing.register(this, this.#opened);
  }

  handshake(query) {
    return JSON.parse(call("handshake", this.#handle(), text(query, "query")));
  }

  verify(body, signature) {
    return JSON.parse(call("verify", this.#handle(), bytes(body), header(signature)));
  }

  receive(body, signature) {
    return JSON.parse(this.receiveJson(body, signature));
  }

  receiveJson(body, signature) {
    return call("receive", this.#handle(), bytes(body), header(signature));
  }

  parse(body) {
    return JSON.parse(call("parse", this.#handle(), bytes(body)));
  }

  step(state, input, now) {
    const kept = state == null ? undefined : json(state);
    return JSON.parse(call("step", this.#handle(), kept, json(input), now));
  }

  /** For ./edge, which may be another copy: this channel, with other limits where there are any. Secrets leave it as keys that show nothing. */
  [Symbol.for("messenger-desk.edge")](limits) {
    const config = JSON.parse(this.#config);
    const channel = limits == null ? this : new Channel({ ...config, limits: { ...config.limits, ...limits } });
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const key = (secret) => crypto.subtle.importKey("raw", new TextEncoder().encode(secret), hmac, false, ["sign"]);
    return {
      ask: (name, ...operands) => call(name, channel.#handle(), ...operands),
      keys: () => Promise.all([config.appSecret ?? []].flat().map(key)),
    };
  }

  #handle() {
    if (this.#opened.generation !== currentGeneration()) Object.assign(this.#opened, open(this.#config));
    return this.#opened.handle;
  }
}

export const { appSecretProof, deletionReply, signedRequest } = /* @__PURE__ */ callbacks(call);
export const { decide, timeline, windows } = /* @__PURE__ */ decisions(call);

export function policyRules() {
  return JSON.parse(call("policyRules"));
}

export function plan(draft, decision) {
  return JSON.parse(call("plan", json(draft), json(decision)));
}

export function measure(written, platform) {
  return JSON.parse(call("measure", text(written, "text"), platform == null ? undefined : text(platform, "platform")));
}

export function limits() {
  return JSON.parse(call("limits"));
}

export function outcome(status, body, headers) {
  // A Headers object shows nothing to JSON.stringify.
  const plain = typeof headers?.entries === "function" ? Object.fromEntries(headers.entries()) : headers;
  return JSON.parse(call("outcome", status, text(body, "body"), plain == null ? undefined : json(plain)));
}

export function backoff(outcome, attempt, jitter) {
  return JSON.parse(call("backoff", json(outcome), attempt, jitter)) ?? undefined;
}

export function pace(state, ask) {
  return JSON.parse(call("pace", state == null ? undefined : json(state), json(ask)));
}

function open(config) {
  return { generation: currentGeneration(), handle: Number(call("openChannel", config)) };
}

// Absent is an answer: Rust says what an absent signature means.
function header(signature) {
  return signature == null ? undefined : text(signature, "signature");
}
