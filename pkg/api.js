// What this package offers, on top of the module: text and bytes go in, JSON comes out. Whatever can be decided in Rust is.
// index.d.ts says what each function is for.
import { ChannelError } from "./error.js";
import { call, currentGeneration, init, initSync, isReady } from "./instance.js";

export { ChannelError, init, initSync, isReady };
export default init;

/** Closes in the module what nobody holds any more in JavaScript. */
const closing = new FinalizationRegistry((opened) => {
  if (opened.generation === currentGeneration()) call("closeChannel", opened.handle);
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

export function decide(state, ask) {
  return JSON.parse(call("decide", json(state), json(ask)));
}

export function timeline(state, ask) {
  return JSON.parse(call("timeline", json(state), json(ask)));
}

export function policyRules() {
  return JSON.parse(call("policyRules"));
}

/** The stages by their number in the columns of `windows`. */
export const stages = Object.freeze(["open", "ending", "human_agent", "private_reply", "closed"]);

export function windows(lastInteractionAt, now, options) {
  const columns = call("windows", lastInteractionAt, now, options == null ? undefined : json(options));
  const rows = lastInteractionAt.length;
  return {
    stage: columns.subarray(0, rows),
    expiresAt: columns.subarray(rows, 2 * rows),
    nextChangeAt: columns.subarray(2 * rows, 3 * rows),
    order: columns.subarray(3 * rows),
  };
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
  return call("backoff", json(outcome), attempt, jitter);
}

export function pace(state, ask) {
  return JSON.parse(call("pace", state == null ? undefined : json(state), json(ask)));
}

export function appSecretProof(secret, token, time) {
  return call("appSecretProof", text(secret, "secret"), text(token, "token"), time);
}

export function diagnose(answers) {
  return JSON.parse(call("diagnose", json(answers)));
}

export function guide(answers) {
  return JSON.parse(call("guide", json(answers)));
}

export function setupRequests(ask) {
  return JSON.parse(call("setupRequests", json(ask ?? {})));
}

export function loginUrl(ask) {
  return call("loginUrl", json(ask));
}

export function readLogin(query, state) {
  // A host that has lost the state has nothing to compare with; Rust says what that means.
  return JSON.parse(call("readLogin", text(query, "query"), state == null ? "" : text(state, "state")));
}

export function readAccounts(answer) {
  return JSON.parse(call("readAccounts", json(answer)));
}

export function pageTokens(answer) {
  return JSON.parse(call("pageTokens", json(answer)));
}

export function channelStatus(state, input, now) {
  return JSON.parse(call("channelStatus", state == null ? undefined : json(state), json(input), now));
}

export function randomToken(random) {
  return call("randomToken", bytes(random));
}

export function verifyTokenProblems(token) {
  return JSON.parse(call("tokenProblems", text(token, "token"), false));
}

export function confirmationCodeProblems(code) {
  return JSON.parse(call("tokenProblems", text(code, "code"), true));
}

export function deletionReply(statusPage, code) {
  return JSON.parse(call("deletionReply", text(statusPage, "statusPage"), text(code, "code")));
}

export function signedRequest(secret, signed, options) {
  const secrets = Array.isArray(secret) ? secret.map((one) => text(one, "secret")) : text(secret, "secret");
  const { now, maxAgeMs } = options ?? {};
  return JSON.parse(call("signedRequest", json(secrets), text(signed, "signed"), now, maxAgeMs));
}

function open(config) {
  return { generation: currentGeneration(), handle: call("openChannel", config) };
}

// The signature is of bytes. Whoever has a string has decoded them already, and may have lost some.
function bytes(body) {
  // As it is, where it is one of this realm: another view of it would be a tenth of what crossing the border costs.
  if (body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") return new Uint8Array(body);
  throw new ChannelError({
    code: "payload",
    reason: "not_bytes",
    message: `The body must be the raw bytes of the request, not ${body === null ? "null" : typeof body}.`,
    hint: "Pass a Uint8Array or an ArrayBuffer, such as `await request.arrayBuffer()`: a string or a parsed object no longer fits its signature.",
  });
}

// Absent is an answer: Rust says what an absent signature means.
function header(signature) {
  return signature == null ? undefined : text(signature, "signature");
}

function json(value) {
  return JSON.stringify(value) ?? "null";
}

// Without the value in it: it may be a secret.
function text(value, name) {
  if (typeof value === "string") return value;
  throw new TypeError(`${name} must be a string, not ${value === null ? "null" : typeof value}`);
}
