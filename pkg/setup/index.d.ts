import type {
  Accounts,
  ChannelState,
  ChannelStatus,
  GraphAnswers,
  Login,
  LoginAsk,
  PageToken,
  Problem,
  SetupAsk,
  SetupRequests,
  SetupStep,
  StatusInput,
} from "../dist/types.js";

export type * from "../dist/types.js";
export { appSecretProof, ChannelError, deletionReply, diagnose, signedRequest, type SignedRequestAge } from "../index.js";

/**
 * The steps of setting a channel up: what to do where, what to copy, and how one can tell that it is done. From the same answers as
 * `diagnose`, each step is `done`, `todo` with the findings that say so, or `unknown`: a checklist that ticks itself.
 */
export declare function guide(answers: GraphAnswers): SetupStep[];

/**
 * Every call to Graph that setting up takes: the exchanges after a login, what to ask for `diagnose`, the subscriptions.
 * None holds a token or secret; `add` says which parameter gets what of yours.
 *
 * ```js
 * const { method, path, params, add } = setupRequests({ appId: "731000000000001" }).debug_token;
 * const query = new URLSearchParams(params);
 * for (const [name, what] of Object.entries(add)) query.set(name, secrets[what]);
 * const answer = await fetch(`https://graph.facebook.com${path}?${query}`, { method });
 * ```
 */
export declare function setupRequests(ask?: SetupAsk): SetupRequests;

/**
 * The address of Facebook's login dialog, for connecting Pages.
 *
 * @throws {ChannelError} code `"config"`, with every problem in `problems`: a redirect URI that Meta refuses, a `state` that can be guessed.
 */
export declare function loginUrl(ask: LoginAsk): string;

/**
 * Reads what came back from the login dialog. The `state` is compared first, in constant time.
 *
 * @param query The query, or the whole address, with which the person came back.
 * @param state The state the person was sent with, from their session.
 */
export declare function readLogin(query: string, state: string | null | undefined): Login;

/** The Pages in an answer to `accounts`: for a person to choose from, without a token in it. */
export declare function readAccounts(answer: object): Accounts;

/**
 * Takes the Pages' tokens out of an answer to `accounts`. They are secrets: keep them encrypted on the server, and show them to nobody.
 */
export declare function pageTokens(answer: object): PageToken[];

/**
 * How a channel stands, folded from diagnoses, outcomes and successes: `connected`, `degraded`, `needs_attention`, `disconnected`.
 * Alerts come once a change and reminders once each, 14, 7 and 1 days before something ends. `hold` says whether replies wait; what
 * comes in is never held.
 *
 * ```js
 * const { state, alerts, hold, wakeAt } = channelStatus(kept, { outcome: outcome(response.status, body) }, Date.now());
 * ```
 *
 * @param state What the call before gave; `null` for the first.
 * @param input What was found or happened, or several in order.
 * @throws {ChannelError} code `"state"` when `state` is not one of ours, `"payload"` when `input` is not.
 */
export declare function channelStatus(
  state: ChannelState | null | undefined,
  input: StatusInput | StatusInput[],
  now: number,
): ChannelStatus;

/**
 * A token from your random bytes: for a verify token, the `state` of a login, or a confirmation code.
 *
 * ```js
 * const token = randomToken(crypto.getRandomValues(new Uint8Array(24)));
 * ```
 *
 * @throws {ChannelError} code `"config"`, reason `"random"`, when there are fewer than 16, or nobody filled them.
 */
export declare function randomToken(random: Uint8Array | ArrayBuffer): string;

/** Everything that is wrong with a verify token that somebody chose: too short, too long, characters that get changed on their way. */
export declare function verifyTokenProblems(token: string): Problem[];

/** Everything that is wrong with a confirmation code, before it is handed out or looked up. */
export declare function confirmationCodeProblems(code: string): Problem[];
