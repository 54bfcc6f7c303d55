/** What became of a reply: one mark for all of it, its parts where they differ, and what can be done. */

import type { Entry, Part, PartState } from "../worker/ticket.ts";
import { element } from "./element.ts";
import { dateOf, momentOf, now, timeOf } from "./time.ts";

/** The worst counts. */
const BAD: PartState[] = ["stuck", "refused", "failed", "maybe_sent", "waiting", "retrying"];
const GOOD: PartState[] = ["sending", "sent", "delivered", "read"];

const WORDS: Record<PartState, string> = {
  sending: "Sending …",
  waiting: "Waiting",
  retrying: "Waiting",
  maybe_sent: "Perhaps sent",
  stuck: "Stuck",
  failed: "Failed",
  refused: "Not sent",
  sent: "✓ Sent",
  delivered: "✓✓ Delivered",
  read: "✓✓ Read",
};

export function markOf({ parts = [] }: Entry): { state: PartState; part: Part } | undefined {
  // What failed itself says more than what was not sent because of it; an upload that worked says nothing.
  const reasons = (state: PartState) =>
    parts.find((part) => part.state === state && part.reason !== "earlierPartFailed") ??
    parts.find((part) => part.state === state);
  const counted = parts.filter((part) => !part.upload || BAD.includes(part.state));
  for (const state of [...BAD, ...GOOD]) {
    const part = BAD.includes(state) ? reasons(state) : counted.find((part) => part.state === state);
    if (part) return { state, part };
  }
  return undefined;
}

export function markElement(entry: Entry, again: (id: string) => void): HTMLElement | undefined {
  const mark = markOf(entry);
  if (!mark) return undefined;
  const { state, part } = mark;
  const resend = state === "failed" || state === "refused" || state === "maybe_sent";
  const button = element("button", { type: "button", className: "mark__again" }, "Send again");
  button.addEventListener("click", () => again(entry.id));
  const messages = (entry.parts ?? []).filter(({ upload }) => !upload);
  const apart = messages.length > 1 && new Set(messages.map(partText)).size > 1;
  return element(
    "div",
    { className: `mark mark--${state}` },
    element("p", { className: "mark__text" }, textOf(state, part)),
    apart &&
      element(
        "ol",
        { className: "mark__parts", aria: { label: "Messages of this reply" } },
        ...messages.map((part) => element("li", { className: `mark__part mark__part--${part.state}` }, partText(part))),
      ),
    resend && button,
  );
}

/** When the next try comes, and what is in the way; what failed, and why. */
function textOf(state: PartState, { text, reason, retryAt }: Part): string {
  const why = text ?? reason ?? "no reason given";
  if (state === "waiting") return why;
  if (state === "retrying") return `Trying again ${retryAt === undefined ? "later" : `at ${whenOf(retryAt)}`}: ${why}`;
  return BAD.includes(state) ? `${WORDS[state]}: ${why}` : WORDS[state];
}

function partText({ state, reason }: Part): string {
  return reason === "earlierPartFailed" ? "Not sent" : WORDS[state];
}

function whenOf(at: number): string {
  return dateOf(at) === dateOf(now()) ? timeOf(at) : momentOf(at);
}
