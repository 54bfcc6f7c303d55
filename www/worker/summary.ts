/** A conversation's row in the inbox. What may be sent, and until when, is the core's answer. */

import { decide } from "messenger-desk";
import { policyOf } from "./env.ts";
import type { Env } from "./env.ts";
import type { Facts } from "./facts.ts";
import type { Entry, Summary } from "./ticket.ts";

/** Worked out when somebody asks; nothing where nothing has happened yet. */
export function summarise(facts: Facts, newest: Entry | undefined, at: number, env: Env): Summary | undefined {
  const conversation = facts.get("conversation");
  const revision = revisionOf(facts);
  if (conversation === undefined || revision === undefined) return undefined;

  const kind = conversation.startsWith("comment:") ? "comment" : "messages";
  const summary: Summary = {
    conversation,
    revision,
    kind,
    ticket: facts.get("ticket") ?? 0,
    status: facts.get("status") ?? "open",
    subject: facts.get("subject") ?? "",
    preview: newest ? previewOf(newest) : "",
    changedAt: newest?.at ?? at,
    ...standing(kind, facts, at, env),
  };
  const queue = facts.get("queue");
  const customer = facts.get("customer");
  if (newest) summary.previewAuthor = newest.author;
  if (queue !== undefined) summary.queue = queue;
  if (customer !== undefined) summary.customer = customer;
  return summary;
}

/** How often it has changed. Earlier versions kept it in the summary. */
export function revisionOf(facts: Facts): number | undefined {
  return facts.get("revision") ?? facts.get("summary")?.revision;
}

/** Of a state that another version wrote nothing can be said. */
function standing(kind: Summary["kind"], facts: Facts, at: number, env: Env): Pick<Summary, "stage" | "expiresAt"> {
  try {
    const { stage, expiresAt } = decide(facts.get("state") ?? {}, {
      now: at,
      author: "human",
      kind: kind === "comment" ? "comment" : "message",
      policy: policyOf(env, facts.get("page")),
    });
    return { stage, ...(expiresAt !== undefined && { expiresAt }) };
  } catch {
    return {};
  }
}

function previewOf({ message, redacted, forgotten }: Entry): string {
  if (redacted) return "Message withdrawn";
  if (forgotten) return "Text removed";
  return message?.text ?? message?.attachments[0]?.title ?? message?.attachments[0]?.type ?? "";
}
