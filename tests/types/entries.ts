// Compiled, never run: the entries that do not carry the module, and how they are given one.
import { webhook, type Refusal } from "messenger-desk/edge";
import initInline, { Channel } from "messenger-desk/inline";
import initSlim, { initSync, decide as slimDecide, type Decision } from "messenger-desk/slim";
import en from "messenger-desk/catalogues/en";
import { explain, type Catalogue, type Explanation } from "messenger-desk/explain";
import { limits as policyLimits, decide as policyDecide, policyRules, timeline, windows } from "messenger-desk/policy";
import initUrl, { decide as urlDecide } from "messenger-desk/url";

export async function start(module: WebAssembly.Module, bytes: Uint8Array): Promise<Decision> {
  await initInline();
  await initUrl();
  await initUrl(new URL("https://cdn.example/core.wasm"));
  await initUrl(fetch("/core.wasm"));
  await initSlim(module);
  await initSlim(bytes);
  initSync(module);
  // @ts-expect-error this entry has no module of its own
  await initSlim();
  // @ts-expect-error nothing to start from
  initSync(1);
  new Channel({});
  return slimDecide({}, { now: 0, author: "human" }).at > 0 ? slimDecide({}, { now: 0, author: "bot" }) : urlDecide({}, { now: 1, author: "bot" });
}

export function serve(channel: Channel): void {
  const plain: (request: Request) => Promise<Response> = webhook({ channel, deliver: ({ events }) => events.length });
  const given = webhook<{ store: Map<string, Uint8Array> }>({
    channel,
    deliver: async (delivery, { ctx, body, request }) => void ctx.store.set(request.url + delivery.events.length, body),
    onRefused: ({ status, reason, message }: Refusal, { request }) => {
      if (reason === "mismatch") console.warn(status, message, request.url);
      // @ts-expect-error no such reason
      if (reason === "nonsense") console.warn(status);
    },
    limits: { bodyBytes: 100_000 },
  });
  void plain(new Request("https://desk.example"));
  void given(new Request("https://desk.example"), { store: new Map() });
  // @ts-expect-error what deliver is promised has to be given
  void given(new Request("https://desk.example"));
  // @ts-expect-error nothing is delivered
  webhook({ channel });
  // @ts-expect-error not a channel
  webhook({ channel: {}, deliver() {} });
}

/** A catalogue of one's own, and a decision in its words. */
export function told(now: number): Explanation {
  const own: Catalogue = { ...en, chips: { ...en.chips, closed: "Too late" } };
  // @ts-expect-error a language without sentences
  explain(policyDecide({}, { now, author: "human" }), { locale: "en" });
  if (timeline({}, { now, author: "bot" }).length + windows(new Float64Array(1), now).order.length > policyRules().length + policyLimits().length) throw new Error();
  return explain(policyDecide({ lastInteractionAt: now }, { now, author: "human" }), own, { timeZone: "UTC", now });
}
