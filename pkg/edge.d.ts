import type { Channel, Delivery, Ending, HandshakeRefusal, LimitsConfig, SignatureRefusal } from "./index.js";

/**
 * Makes the handler of the webhook's address, for every server that speaks `Request` and `Response`.
 *
 * ```js
 * const receive = webhook({ channel, deliver: ({ events }) => store(events) });
 * export default { fetch: receive };
 * ```
 *
 * It answers Meta's handshake. A notification it answers with 200 only once `deliver` has resolved; whatever else it answers, Meta
 * delivers again, and repeats are told by the ids in the events. What is not Meta's is refused with a status and a reason in plain text,
 * most of it before the body is read, and never read beyond `limits.bodyBytes`. Which paths get here is the host's matter; there is no
 * timer either, because hosts end slow requests themselves.
 *
 * | status | for |
 * |---|---|
 * | 200 | a handshake; a notification that is stored |
 * | 400 | a handshake that is none; a body that is empty, cut off, no JSON, nested too deep |
 * | 403 | a wrong verify token; a signature that is absent, twice there, or does not fit |
 * | 405 | a method other than `GET`, `HEAD` and `POST` |
 * | 413 | a body with more bytes or items than the limits allow |
 * | 415 | a content type other than `application/json` (none at all is let pass: the signature is the proof), or a compressed body |
 * | 500 | `deliver` failed, the body was read before, or the module is not ready |
 *
 * @throws {ChannelError} code `"config"` when `limits` are not valid.
 */
export declare function webhook<Context = void>(
  options: WebhookOptions<Context>,
): (request: Request, ctx: Context) => Promise<Response>;

/** What {@link webhook} needs. `Context` is what the host gives beside the request, such as a worker's `env`. */
export interface WebhookOptions<Context = void> {
  /** The channel, of any entry of this package. */
  channel: Channel;

  /**
   * Makes everything in the delivery durable: events, and what was rejected too. Meta waits 5 seconds; do here only what storing takes.
   * When it throws or rejects, the answer is 500 and Meta delivers again. What it threw is shown to `onRefused` alone.
   */
  deliver(delivery: Delivery, context: DeliverContext<Context>): unknown;

  /** Hears of every refusal, to log or count it, before it is answered. What it throws changes nothing. */
  onRefused?: ((refusal: Refusal, context: RefusedContext<Context>) => unknown) | undefined;

  /** Limits of this address, where they are to differ from the channel's. */
  limits?: LimitsConfig | undefined;
}

/** Where a delivery came from. */
export interface DeliverContext<Context> {
  /** The request; its body is read. */
  request: Request;
  /** What the handler was called with. */
  ctx: Context;
  /** The body's bytes, proved to be Meta's. */
  body: Uint8Array;
}

/** Where a refusal came from. */
export type RefusedContext<Context> = Omit<DeliverContext<Context>, "body">;

/** A request that was not answered with 200. */
export interface Refusal {
  /** The HTTP status. */
  status: number;
  /** Why; these never change. */
  reason: RefusalReason;
  /** The same as sentences: the answer's body. Names no secret. */
  message: string;
  /** What `deliver` threw, or what broke the body off. */
  cause?: unknown;
}

/** Every reason a request can be refused for. */
export type RefusalReason =
  | Exclude<Ending, "delivered">
  | HandshakeRefusal
  | SignatureRefusal
  | "depth"
  | "empty"
  | "items"
  | "json"
  | "no_envelope"
  | "utf8"
  | "internal"
  | "not_ready";
