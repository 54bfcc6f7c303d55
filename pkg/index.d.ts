import type {
  Ask,
  ChannelConfig,
  ConversationState,
  Decision,
  DeletionReply,
  Delivery,
  Draft,
  ErrorCode,
  Finding,
  GraphAnswers,
  Handshake,
  Input,
  Limit,
  Measure,
  Outcome,
  Pace,
  PaceAsk,
  PaceState,
  PolicyOptions,
  Problem,
  Rule,
  SendPlan,
  SignedRequest,
  Step,
  Stretch,
  Verification,
  WindowFacts,
} from "./dist/types.js";

export type * from "./dist/types.js";

/**
 * One Facebook app with its Pages: proves that webhooks are Meta's, reads them, and folds them into tickets and chats.
 *
 * ```js
 * const channel = new Channel({ appSecret, verifyToken });
 *
 * const delivery = channel.receive(await request.arrayBuffer(), request.headers.get("x-hub-signature-256"));
 * for (const event of delivery.events) {
 *   const { state, effects } = channel.step(load(event.conversation), { event }, Date.now());
 *   save(event.conversation, state);
 *   for (const effect of effects) carryOut(effect);
 * }
 * ```
 *
 * A channel keeps nothing between calls: state goes in and comes out. It never shows its secrets.
 */
export declare class Channel {
  /**
   * @throws {ChannelError} code `"config"`, with every problem and where it is in `problems`.
   */
  constructor(config: ChannelConfig);

  /**
   * Answers the `GET` by which Meta makes sure that the webhook's address is yours.
   *
   * @param query The query of the address, with or without the `?`.
   * @returns The status and the body to answer with. A refusal says why in `reason`, never what would have been right.
   */
  handshake(query: string): Handshake;

  /**
   * Proves that a webhook was signed with the app's secret, or with one of several while you rotate them.
   *
   * @param body The raw bytes of the request. A string or a parsed body no longer fits its signature.
   * @param signature The header `X-Hub-Signature-256`.
   * @returns Which secret fitted, or the reason why none did and what to do about it.
   */
  verify(body: Uint8Array | ArrayBuffer, signature: string | null | undefined): Verification;

  /**
   * Verifies and parses. Every item of every entry is in `events` or in `rejected`, in order: nothing is lost.
   *
   * @throws {ChannelError} code `"signature"` when it is not Meta's, `"payload"` when it is no JSON envelope,
   * `"limit"` when it is larger than the configuration allows.
   */
  receive(body: Uint8Array | ArrayBuffer, signature: string | null | undefined): Delivery;

  /**
   * As {@link receive}, but gives the JSON text of the delivery: to hand on without building objects.
   */
  receiveJson(body: Uint8Array | ArrayBuffer, signature: string | null | undefined): string;

  /**
   * Parses without verifying, for when somebody else has verified already.
   *
   * @throws {ChannelError} code `"payload"` only for what is no JSON envelope, `"limit"` when it is too large.
   */
  parse(body: Uint8Array | ArrayBuffer): Delivery;

  /**
   * Takes a conversation one step further.
   *
   * @param state What the step before gave for this conversation; `null` for its first.
   * @param input What happened, or several things in order.
   * @param now Milliseconds since the epoch.
   * @returns The state to keep and the effects to carry out, in order. The same input again changes nothing.
   * @throws {ChannelError} code `"state"` when `state` is not one of ours.
   */
  step(state: ConversationState | null | undefined, input: Input | Input[], now: number): Step;
}

/**
 * Says whether, how and until when a conversation may be answered, and if not, why and what instead. Needs no channel and
 * no secret: the agent's browser gets the same answer from the same state as the worker.
 *
 * ```js
 * const decision = decide(state, { now: Date.now(), author: "human" });
 * if (decision.verdict === "blocked") show(decision.reasons[0].text);
 * ```
 *
 * @param state The conversation's state, or the few facts of it that a front end has.
 * @throws {ChannelError} code `"state"` or `"payload"`; with reason `"wrong_type"` every value that cannot be read is in `problems`, because it
 * would change the answer unseen. Keys that are not known do no harm.
 */
export declare function decide(state: ConversationState | WindowFacts, ask: Ask): Decision;

/**
 * What will change by itself from `ask.now` on, for a page that draws it: one entry for each stretch of time in which the answer
 * is the same.
 *
 * ```js
 * for (const { from, until, stage } of timeline(state, { now: Date.now(), author: "human" })) draw(from, until, stage);
 * ```
 */
export declare function timeline(state: ConversationState | WindowFacts, ask: Ask): Stretch[];

/** Meta's rules as this version knows them, those of the past too: each with its dates, its source and how sure it is. */
export declare function policyRules(): Rule[];

/**
 * The stage of many conversations at once, for an inbox list.
 *
 * @param lastInteractionAt For every row the time of the customer's last interaction; `NaN` for none.
 * @throws {ChannelError} as {@link decide}.
 */
export declare function windows(lastInteractionAt: Float64Array, now: number, options?: PolicyOptions): WindowColumns;

/** One column for each fact, one row for each conversation, in the order they were given. */
export interface WindowColumns {
  /** 0 open, 1 ending, 2 human agent, 3 private reply, 4 closed: the order of {@link stages}. */
  stage: Float64Array;
  /** When the stage's window closes; `NaN` when there is none. */
  expiresAt: Float64Array;
  /** When the row must be looked at again; `NaN` for never. */
  nextChangeAt: Float64Array;
  /** The rows' numbers in the order in which they end, the soonest first; what is closed comes last. */
  order: Float64Array;
}

/** The stages by their number in {@link WindowColumns}. */
export declare const stages: readonly ["open", "ending", "human_agent", "private_reply", "closed"];

/**
 * Turns an agent's draft into Send API calls: split where Meta's limits ask for it, with the envelope that the decision allows.
 *
 * @returns The requests in order, or every problem with the draft and where it is.
 */
export declare function plan(draft: Draft, decision: Decision): SendPlan;

/**
 * A composer's view of a text, cheap enough for every keystroke: how long it is, how many messages it becomes, how much more fits.
 *
 * ```js
 * const { count, limit, parts, remaining } = measure(box.value);
 * ```
 *
 * @param platform Where it will be sent: Instagram counts bytes, and fewer. Default Messenger.
 */
export declare function measure(text: string, platform?: "messenger" | "instagram"): Measure;

/** The Send API's limits as this version knows them, each with its unit and source. */
export declare function limits(): Limit[];

/**
 * Says what Graph's answer to a request means for what to do next.
 *
 * @param status The HTTP status; 0 when there was no answer.
 * @param body The answer's text.
 */
export declare function outcome(status: number, body: string, headers?: Headers | Record<string, string>): Outcome;

/**
 * How long to wait before the same request is sent again.
 *
 * @param outcome What {@link outcome} said of the last try.
 * @param attempt Which repetition it will be, counted from 1.
 * @param jitter A random number from 0 to 1, so that not everybody comes back at the same moment; the core has none.
 * @returns Milliseconds, or `undefined` where it is not to be sent again.
 */
export declare function backoff(outcome: Outcome, attempt: number, jitter: number): number | undefined;

/**
 * Books a send of a Page under Meta's rate limits and says when it may leave. Keep the state per Page, as it is.
 *
 * ```js
 * const { state, at } = pace(kept, { kind: "text", now: Date.now() });
 * ```
 *
 * @throws {ChannelError} code `"state"` when the state is not one of this function's.
 */
export declare function pace(state: PaceState | null | undefined, ask: PaceAsk): Pace;


/**
 * The proof that Graph asks for when the app requires one with every call.
 *
 * @param time Unix seconds, for a proof that is bound to a time: send the same number as `appsecret_time`.
 * @throws {ChannelError} code `"config"` when the secret or the token is empty.
 */
export declare function appSecretProof(secret: string, token: string, time?: number): string;

/**
 * What is or soon will be wrong with a channel, from Graph's own answers, each as it came, as far as they are at hand:
 * `setupRequests` of `messenger-desk/setup` has the calls, under the names of their keys here. What is missing is not judged; a healthy channel gives
 * an empty list. Answers may be errors or anything else: this never fails on them, and says what it could not judge
 * (`not_judged`). Evidence never holds a token or an address with its path.
 *
 * ```js
 * const answers = { now: Date.now(), page: "1029384756", debug_token: { data: { is_valid: true, type: "USER" } } };
 * for (const { severity, text, remedy, fix } of diagnose(answers)) console.log(severity, text, remedy, fix?.path);
 * ```
 *
 * @throws {ChannelError} code `"payload"` when `answers` is no object.
 */
export declare function diagnose(answers: GraphAnswers): Finding[];

/**
 * What to answer to a data deletion callback, as JSON with status 200.
 *
 * @param statusPage Where a person sees how the deletion of a code stands.
 * @throws {ChannelError} code `"payload"`, reason `"code"` or `"url"`.
 */
export declare function deletionReply(statusPage: string, code: string): DeletionReply;

/** How old a `signed_request` may be. */
export interface SignedRequestAge {
  /** Milliseconds since the epoch; alone it checks that the request has not ended by its own `expires`. */
  now: number;
  /** The greatest age in milliseconds. */
  maxAgeMs?: number;
}

/**
 * Proves and reads a `signed_request`, which Meta posts when somebody removes the app or asks to have their data deleted.
 * A request that is not Meta's, or is too old, is a result with `ok: false`, like a signature that does not fit.
 *
 * @param secret The app secret, or several while it is being rotated.
 */
export declare function signedRequest(
  secret: string | string[],
  signed: string,
  options?: SignedRequestAge,
): SignedRequest;

/**
 * Every refusal of this package. Check `code`, not only the class: a page can hold two copies of the package.
 */
export declare class ChannelError extends Error {
  name: "ChannelError";
  /** What kind of refusal; these never change. */
  code: ErrorCode | "not_ready" | "internal";
  /** Which of the reasons this code can have. */
  reason?: string;
  /** Where in the input, as a JSON Pointer. */
  pointer?: string;
  /** What to do about it. */
  hint?: string;
  /** Everything that is wrong, when there can be several things. */
  problems?: Problem[];
}

/** A `WebAssembly.Module`; not by that name, which TypeScript knows only beside a browser's or a worker's types. */
export type CompiledModule = object;

/** What the module can be made from: a compiled one, its bytes, a response that carries them, or where to fetch them. */
export type ModuleSource = string | URL | Response | ArrayBuffer | ArrayBufferView | CompiledModule;

/**
 * Makes the module ready. With this entry that happens by itself at the first call: `init` is harmless, and safe to call twice.
 */
export declare function init(source?: ModuleSource | Promise<ModuleSource>): Promise<void>;
export default init;

/** As {@link init}, at once; needs a compiled module or its bytes unless the entry carries one. */
export declare function initSync(source?: ArrayBuffer | ArrayBufferView | CompiledModule): void;

/** Whether calls work without {@link init}. */
export declare function isReady(): boolean;
