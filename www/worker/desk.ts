/** The ticket of a conversation: does what the channel's desk actions say. */

import type { DeskAction } from "messenger-desk";
import type { Facts } from "./facts.ts";
import { shows } from "./name.ts";
import type { Transcript } from "./transcript.ts";

export class Desk {
  constructor(
    private readonly facts: Facts,
    private readonly transcript: Transcript,
  ) {}

  /** `reply` is the draft at hand. */
  act(action: DeskAction, reply: string | undefined): void {
    switch (action.do) {
      case "open":
        this.openTicket(action);
        return this.transcript.add(action);
      case "append":
        if (action.reopens) this.reopenTicket(action.at);
        return this.transcript.add(action);
      case "edit":
      case "redact":
      case "react":
        return this.transcript.amend(action);
      case "receipt":
        return this.transcript.receipt(action, reply);
      case "note":
        return this.transcript.note(action);
      case "contact":
        if (action.sameAs !== undefined) this.facts.keep("sameAs", action.sameAs);
        return this.introduce(action.contact);
      case "status":
        return; // It shows in the summary, which every turn renews.
    }
  }

  mark(status: "open" | "solved", at: number): void {
    const what = status === "solved" ? "solved" : "reopened";
    this.transcript.put({ id: `${what}:${at}`, what, author: "agent", at, ticket: this.facts.get("ticket") ?? 0 });
    this.facts.keep("status", status);
  }

  /** A name that stands in gives way to a real one, never the other way round; one that nobody can see is neither. */
  private introduce({ name, standIn }: { name: string; standIn?: true }): void {
    if (!shows(name)) return;
    if (!standIn || this.facts.get("customer") === undefined) this.facts.keep("customer", name);
  }

  private openTicket(action: Extract<DeskAction, { do: "open" }>): void {
    if (action.contact) this.introduce(action.contact);
    const ticket = (this.facts.get("ticket") ?? 0) + 1;
    this.facts.keep("ticket", ticket);
    this.facts.keep("status", "open");
    this.facts.keep("subject", action.subject);
    if ("ticket" in action.route && action.route.ticket.queue) this.facts.keep("queue", action.route.ticket.queue);
    this.transcript.put({ id: `opened:${ticket}`, what: "opened", author: "system", at: action.at, ticket });
  }

  private reopenTicket(at: number): void {
    this.facts.keep("status", "open");
    const ticket = this.facts.get("ticket") ?? 0;
    this.transcript.put({ id: `reopened:${at}`, what: "reopened", author: "customer", at, ticket });
  }
}
