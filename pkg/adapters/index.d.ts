import type {
  DeskAction,
  DeskConfig,
  DeskIds,
  DeskIncoming,
  DeskLearned,
  DeskName,
  DeskRequest,
} from "../dist/types.js";

export type * from "../dist/types.js";
export { ChannelError } from "../index.js";

/**
 * The adapter of a help desk: which HTTP requests an action of a conversation asks for, what their answers teach, and what the desk's
 * webhooks say. It does no input or output; the host adds the desk's address and the credentials, and keeps the ids.
 *
 * ```js
 * import { adapter } from "messenger-desk/adapters";
 *
 * const desk = adapter("requestTracker", { queue: "Bikes", webhookSecret: env.DESK_SECRET });
 *
 * async function carryOut(action, conversation) {
 *   for (;;) {
 *     const { request, ids } = desk.request(action, await load(conversation));
 *     await save(conversation, ids); // before sending: after a crash the desk is asked first whether it has it
 *     if (!request) return;
 *     const answer = await send(request); // { status, headers, body }, status 0 where none came
 *     const learned = desk.learn(action, request.step, answer, ids);
 *     await save(conversation, learned.ids);
 *     if (learned.failure) throw learned.failure; // kind: retry, invalid, unauthorised
 *   }
 * }
 * ```
 *
 * - `"requestTracker"`: Request Tracker 5. Run `desks/request-tracker.pl` of this package once on its server.
 * - `"zammad"`: a trigger on every agent's article and change of state calls a webhook with Zammad's own payload.
 * - `"chatwoot"`: an inbox of type API; its webhook URL is the channel's.
 * - `"zendesk"`: a trigger with this JSON:
 *   `{"ticket":"{{ticket.id}}","conversation":"{{ticket.external_id}}","status":"{{ticket.status}}","updater":"{{current_user.id}}",`
 *   `"comment":{"id":"{{ticket.latest_comment.id}}","body":"{{ticket.latest_comment.value}}","public":"{{ticket.latest_comment.is_public}}",`
 *   `"agent":"true","at":"{{ticket.updated_at_with_timestamp}}"}}`, on updates by agents.
 * - `"webhook"`: any other; actions are posted as `{ v: 1, action, ids }`, in order, and again wherever no answer came: tell by
 *   `action.id` what you have (`Idempotency-Key` is the same, percent-encoded where it is no ASCII). Answers come as
 *   `{ conversation, ticket?, reply?: Draft with an id, status?: "open" | "solved" }`, signed like Meta's webhooks.
 *
 * @throws {ChannelError} code `"config"`, with every problem and where it is in `problems`.
 */
export declare function adapter(desk: DeskName, config?: DeskConfig): Adapter;

/** What {@link adapter} gives. */
export interface Adapter {
  readonly desk: DeskName;

  /**
   * The next request of an action, or why there is none. Keep `ids` before you send it.
   *
   * @param action What the effect `{ desk }` of a step holds. The same action again gives no request once it is done.
   * @param ids What the last call for this conversation gave; none for its first.
   */
  request(action: DeskAction, ids?: DeskIds | null): DeskRequest;

  /**
   * Learns from a request's answer.
   *
   * @param step `request.step`.
   * @param answer Status 0 stands for an answer that never came, 424 for a file of the request that could not be fetched.
   * Redirects must not be followed (`redirect: "manual"`).
   */
  learn(action: DeskAction, step: string, answer: DeskAnswer, ids?: DeskIds | null): DeskLearned;

  /**
   * Reads a webhook of the desk: an agent's answer becomes a draft, solving a ticket a status, both ready for `Channel.step`.
   *
   * @param now Milliseconds since the epoch.
   * @param ids Those of the conversation. Without them the conversation is named, but what came twice is not told.
   * @throws {ChannelError} code `"signature"` when it is not the desk's, `"config"` when no secret is set, `"payload"` when it is no JSON.
   */
  read(webhook: { headers?: Headers | Record<string, string>; body: string }, now: number, ids?: DeskIds | null): DeskIncoming;
}

/** The answer to a request. */
export interface DeskAnswer {
  status: number;
  headers?: Headers | Record<string, string>;
  body?: string;
}
