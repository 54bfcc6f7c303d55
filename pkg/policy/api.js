// Decisions alone, on a module of their own. Thin: JSON goes in and comes out, Rust decides. index.d.ts says what each function is for.
import rules from "../dist/policy-rules.js";
import { ChannelError } from "../error.js";
import { call, init, initSync, isReady } from "./instance.js";

export { ChannelError, init, initSync, isReady };
export default init;

export function decide(state, ask) {
  return JSON.parse(call("decide", json(state), json(ask)));
}

export function timeline(state, ask) {
  return JSON.parse(call("timeline", json(state), json(ask)));
}

/** The table travels as data beside the module, and not at all where nobody asks for it. */
export function policyRules() {
  return JSON.parse(rules);
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

function json(value) {
  return JSON.stringify(value) ?? "null";
}
