// Decisions alone, on a module of their own. index.d.ts says what each function is for.
import sendLimits from "../dist/policy-limits.js";
import rules from "../dist/policy-rules.js";
import { decisions, stages } from "../decisions.js";
import { ChannelError } from "../error.js";
import { call, init, initSync, isReady } from "./instance.js";

export { ChannelError, init, initSync, isReady, stages };
export default init;

export const { decide, timeline, windows } = /* @__PURE__ */ decisions(call);

/** The tables travel as data beside the module, and not at all where nobody asks for them. */
export function policyRules() {
  return JSON.parse(rules);
}

export function limits() {
  return JSON.parse(sendLimits);
}
