import type { Ask, ConversationState, Decision, Limit, PolicyOptions, Rule, Stretch, WindowFacts } from "../dist/types.js";
import type { WindowColumns } from "../index.js";

export type {
  Alternative,
  Ask,
  Author,
  Certainty,
  ConversationState,
  Decision,
  Envelope,
  Limit,
  NextStep,
  PolicyOptions,
  ReasonCode,
  Recipient,
  ReplyKind,
  Rule,
  RuleId,
  Stage,
  Stretch,
  Tag,
  WindowFacts,
} from "../dist/types.js";
export type { WindowColumns } from "../index.js";
export { ChannelError, init, initSync, isReady } from "../index.js";
export { default } from "../index.js";

/**
 * May this reply still be sent, as what, until when; and if not, why and what instead. The same decisions as in
 * `messenger-desk`, byte for byte, from a module that has nothing else in it: for the agent's browser.
 *
 * ```js
 * import { decide } from "messenger-desk/policy";
 *
 * const decision = decide({ lastInteractionAt }, { now: Date.now(), author: "human" });
 * if (decision.verdict === "blocked") show(decision.reasons[0].text, decision.instead[0].text);
 * ```
 *
 * @param state The conversation's state, or the few facts of it that a front end has.
 */
export declare function decide(state: ConversationState | WindowFacts, ask: Ask): Decision;

/** What will change by itself from `ask.now` on: one entry for each stretch of time in which the answer is the same. */
export declare function timeline(state: ConversationState | WindowFacts, ask: Ask): Stretch[];

/** Meta's rules as this version knows them, those of the past too: each with its dates, its source and how sure it is. */
export declare function policyRules(): Rule[];

/** The Send API's limits, each with its unit and source: for the counter below a draft. */
export declare function limits(): Limit[];

/**
 * The stage of many conversations at once, for an inbox list.
 *
 * @param lastInteractionAt For every row the time of the customer's last interaction; `NaN` for none.
 */
export declare function windows(lastInteractionAt: Float64Array, now: number, options?: PolicyOptions): WindowColumns;

/** The stages by their number in {@link WindowColumns}. */
export declare const stages: readonly ["open", "ending", "human_agent", "private_reply", "closed"];
