/** A conversation's row in the inbox. What may be sent, and until when, is the core's answer. */

import { decide } from "messenger-desk";
import { policyOf } from "./env.ts";
import type { Env } from "./env.ts";
import type { Facts } from "./facts.ts";
import type { Entry, Summary } from "./ticket.ts";

export function summarise(facts: Facts, newest: Entry | undefined, at: number, env: Env): Summary | undefined {
  const state = facts.get("state");
  const conversation = facts.get("conversation");
  if (!state || conversation === undefined) return undefined;

  const kind = conversation.startsWith("comment:") ? "comment" : "messages";
  const { stage, expiresAt } = decide(state, {
    now: at,
    author: "human",
    kind: kind === "comment" ? "comment" : "message",
    policy: policyOf(env, facts.get("page")),
  });
  const summary: Summary = {
    conversation,
    revision: (facts.get("summary")?.revision ?? 0) + 1,
    kind,
    ticket: facts.get("ticket") ?? 0,
    status: facts.get("status") ?? "open",
    subject: facts.get("subject") ?? "",
    preview: newest ? previewOf(newest) : "",
    changedAt: newest?.at ?? at,
    stage,
  };
  const queue = facts.get("queue");
  const customer = facts.get("customer");
  if (newest) summary.previewAuthor = newest.author;
  if (queue !== undefined) summary.queue = queue;
  if (customer !== undefined) summary.customer = customer;
  if (expiresAt !== undefined) summary.expiresAt = expiresAt;
  return summary;
}

function previewOf({ message, redacted, forgotten }: Entry): string {
  if (redacted) return "Message withdrawn";
  if (forgotten) return "Text removed";
  return message?.text ?? message?.attachments[0]?.title ?? message?.attachments[0]?.type ?? "";
}
