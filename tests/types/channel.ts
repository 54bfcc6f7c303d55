// Compiled, never run: what a front end or a worker writes must have types, and what is wrong must not compile.
import init, {
  Channel,
  ChannelError,
  appSecretProof,
  decide,
  isReady,
  outcome,
  plan,
  diagnose,
  signedRequest,
  stages,
  windows,
  type Ask,
  type ChannelConfig,
  type ConversationState,
  type Decision,
  type Delivery,
  type Draft,
  type Effect,
  type Handshake,
  type InboundEvent,
  type Input,
  type Outcome,
  type SendPlan,
  type Step,
  type Verification,
  type WindowColumns,
  type WindowFacts,
} from "messenger-desk";

const config: ChannelConfig = {
  appSecret: ["new", "old"],
  verifyToken: "token",
  appId: "1",
  route: { ticket: { queue: "Messenger" } },
  commentRoute: { chat: { channel: "comments" } },
  pages: [{ id: "2", name: "A shop", policy: { humanAgent: true } }],
  limits: { bodyBytes: 1024 },
};
// @ts-expect-error a route is a ticket or a chat
const noRoute: ChannelConfig = { route: { mail: {} } };
// @ts-expect-error no such option
const noOption: ChannelConfig = { appSecrt: "mistyped" };

export function webhook(body: ArrayBuffer, signature: string | null): Delivery | string {
  const channel = new Channel(config);
  const handshake: Handshake = channel.handshake("hub.mode=subscribe");
  if (!handshake.ok) return handshake.reason;
  const verification: Verification = channel.verify(new Uint8Array(body), signature);
  if (!verification.ok) return `${verification.reason}: ${verification.hint}`;
  const secret: number = verification.secret;
  const text: string = channel.receiveJson(body, signature);
  // @ts-expect-error a string is no raw body
  channel.receive(text, signature);
  try {
    return channel.receive(body, signature);
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    if (error.code === "signature") return error.hint ?? error.message;
    // @ts-expect-error no such code
    if (error.code === "signatur") return "";
    return `${error.pointer} ${error.problems?.[0]?.message} ${secret}`;
  }
}

export function fold(channel: Channel, events: InboundEvent[], now: number): Effect[] {
  const states = new Map<string, ConversationState>();
  return events.flatMap((event) => {
    const input: Input = { event };
    const step: Step = channel.step(states.get(event.conversation) ?? null, input, now);
    states.set(event.conversation, step.state);
    return step.effects;
  });
}

export function shown(event: InboundEvent): string {
  switch (event.type) {
    case "message":
    case "echo":
      return event.text ?? event.attachments.map((attachment) => attachment.type).join();
    case "postback":
      // @ts-expect-error a postback has no text
      return event.text ?? event.title ?? "";
    case "comment":
      return `${event.verb} ${event.text}`;
    default:
      return event.type;
  }
}

export function carryOut(effect: Effect): string | number {
  if ("desk" in effect) return effect.desk.do;
  if ("graph" in effect) return effect.graph.path;
  if ("wake" in effect) return effect.wake;
  if ("alert" in effect) return effect.alert.text;
  return effect.ignored.reason;
}

export function mayAnswer(state: ConversationState, facts: WindowFacts, now: number): SendPlan | string {
  const draft: Draft = { text: "Hello" };
  const ask: Ask = { now, author: "human", kind: "message" };
  // @ts-expect-error somebody must be the author
  decide(state, { now });
  const fromFacts: Decision = decide(facts, { now, author: "bot" });
  const decision: Decision = decide(state, ask);
  switch (decision.verdict) {
    case "allowed":
    case "needs_tag":
      return plan(draft, decision);
    case "blocked":
      return decision.reasons[0]?.text ?? fromFacts.stage;
  }
}

export function inbox(times: Float64Array, now: number): string {
  const columns: WindowColumns = windows(times, now, { humanAgent: true });
  return stages[columns.stage[0] ?? 4] ?? "closed";
}

export async function others(): Promise<void> {
  const ready: void = await init();
  const yes: boolean = isReady();
  const answer: Outcome = outcome(400, "{}", { "retry-after": "1" });
  outcome(200, "{}", new Headers());
  const proof: string = appSecretProof("secret", "token", 1);
  diagnose({ now: 0, debug_token: {} });
  signedRequest("secret", "signed");
  console.log(ready, yes, answer.kind, proof, noRoute, noOption);
}

/** Every type of event: one more in Rust, and this does not compile before it stands here. */
export function everyType(event: InboundEvent): string {
  switch (event.type) {
    case "message":
    case "echo":
    case "edit":
    case "unsend":
    case "postback":
    case "reaction":
    case "referral":
    case "optin":
    case "delivery":
    case "read":
    case "handover":
    case "policyEnforcement":
    case "accountLinking":
    case "feedback":
    case "responseFeedback":
    case "order":
    case "coupon":
    case "form":
    case "customerInformation":
    case "gamePlay":
    case "payment":
    case "checkoutUpdate":
    case "preCheckout":
    case "call":
    case "comment":
    case "post":
    case "postReaction":
    case "mention":
    case "rating":
    case "lead":
    case "label":
    case "groupComment":
    case "marketing":
    case "templateStatus":
    case "integrity":
    case "unknown":
      return event.id;
    default: {
      const nothingLeft: never = event;
      return nothingLeft;
    }
  }
}
