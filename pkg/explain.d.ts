import type { Certainty, Decision, NextStep, ReasonCode, Stage } from "./dist/types.js";

/**
 * The sentences of one language, as data: copy one of `messenger-desk/catalogues` and change what you like. A message is ICU
 * MessageFormat with `{name}` and `{name, plural, ...}`.
 */
export interface Catalogue {
  /** BCP 47; dates, durations and plurals follow it. */
  locale: string;
  /** The few words of a chip, by certainty, first reason or stage. Parameters: `left`, a duration, and `count`, its number. */
  chips: Record<Stage | Certainty, string> & Partial<Record<ReasonCode, string>>;
  /** Why, by the reason's code. Parameters: those of the reason; of a moment `closedAt` also `closedAgo`. */
  reasons: Record<ReasonCode, string>;
  /** What to do instead, by the step. Parameter: `at`, a moment. */
  steps: Record<NextStep, string>;
}

/** How to say it. */
export interface ExplainOptions {
  /** BCP 47; default the catalogue's own. `en-GB` with the English catalogue writes British dates. */
  locale?: string;
  /** IANA time zone of the person who reads it; default the machine's. */
  timeZone?: string;
  /** Milliseconds since the epoch; default the moment of the decision. */
  now?: number;
}

/** A decision in words. */
export interface Explanation {
  /** A few words for a chip: "3 hr left", "Person only, 5 days left", "Closed". */
  chip: string;
  /** Why, most important first. */
  why: string[];
  /** What can be done instead, most helpful first; empty unless blocked. */
  instead: string[];
  /** When what is open ends; absent where nothing ends. */
  until?: string;
}

/**
 * Says a decision in words, for an agent.
 *
 * ```js
 * import { decide } from "messenger-desk/policy";
 * import { explain } from "messenger-desk/explain";
 * import pt from "messenger-desk/catalogues/pt";
 *
 * const now = Date.now();
 * const decision = decide({ lastInteractionAt: now - 30 * 3_600_000 }, { now, author: "human", policy: { humanAgent: true } });
 * console.log(explain(decision, pt, { now, timeZone: "America/Sao_Paulo" }).chip);
 * ```
 */
export declare function explain(decision: Decision, catalogue: Catalogue, options?: ExplainOptions): Explanation;

/**
 * An ICU message with its parameters: `{name}` and `{name, plural, one {...} other {...}}` with `=n` and `#`; for messages of your own.
 */
export declare function format(message: string, values: Record<string, string | number | undefined>, locale: string): string;
