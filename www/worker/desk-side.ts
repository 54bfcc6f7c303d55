/** A conversation's side of the help desk: what the desk is told of it, and how far that is. */

import type { DeskAction } from "messenger-desk";
import type { DeskIncoming } from "messenger-desk/adapters";
import type { Env } from "./env.ts";
import type { Facts } from "./facts.ts";
import { helpDeskOf } from "./help-desk.ts";
import type { Ended } from "./help-desk.ts";
import { reasonOf } from "./log.ts";
import { best } from "./name.ts";
import type { Outbox } from "./outbox.ts";
import type { Entry } from "./ticket.ts";

/** A webhook of the desk's, as it came. */
export interface DeskWebhook {
  headers: Record<string, string>;
  body: string;
}

/** Settings are mended by a deployment, not within seconds, ms. */
const MISCONFIGURED_WAIT = 30_000;

export class DeskSide {
  constructor(
    private readonly facts: Facts,
    private readonly outbox: Outbox,
    private readonly env: Env,
  ) {}

  /** What the channel does to its ticket is done to the desk's as well. */
  forward(action: DeskAction, at: number): void {
    if (!this.env.HELP_DESK) return;
    this.facts.keep("route", action.route);
    this.outbox.add({ desk: this.adopted(this.named(action)) }, at);
  }

  /** Also a ticket that begins anew has the name that was learned for an earlier one. */
  private named(action: DeskAction): DeskAction {
    if ((action.do !== "open" && action.do !== "contact") || !action.contact) return action;
    const contact = best(action.contact, this.facts.get("contact"));
    this.facts.keep("contact", contact);
    return { ...action, contact };
  }

  /** An answer that was written in the workspace shows in the desk's ticket. */
  tell({ id, at, author, message }: Entry): void {
    const route = this.facts.get("route");
    const conversation = this.facts.get("conversation");
    if (!this.env.HELP_DESK || !message || !route || conversation === undefined) return;
    this.outbox.add({ desk: this.adopted({ do: "append", id, conversation, route, author, at, message }) }, at);
  }

  /** `here`: the conversation was not erased meanwhile. */
  async carryOut(action: DeskAction, here: () => boolean): Promise<Ended> {
    let desk;
    try {
      desk = helpDeskOf(this.env);
    } catch (error) {
      return { how: "later", problem: reasonOf(error), refusesUs: true, least: MISCONFIGURED_WAIT };
    }
    if (!desk) return { how: "parked", problem: "HELP_DESK is not set any more." };
    return desk.carryOut(action, this.facts.get("deskIds"), (ids) => {
      if (here()) this.facts.keep("deskIds", ids);
    });
  }

  /** What a webhook of the desk asks for; what was asked before is left out. */
  read(webhook: DeskWebhook, at: number): DeskIncoming | undefined {
    const incoming = helpDeskOf(this.env)?.read(webhook, at, this.facts.get("deskIds"));
    if (incoming?.ids) this.facts.keep("deskIds", incoming.ids);
    return incoming;
  }

  /** A conversation that was here before the desk gets its ticket by the first message the desk hears of. */
  private adopted(action: DeskAction): DeskAction {
    const known = this.facts.get("deskIds")?.ticket !== undefined || this.outbox.opening() !== undefined;
    if (known || action.do !== "append") return action;
    const { reopens: _, ...rest } = action;
    const contact = this.facts.get("contact");
    return { ...rest, do: "open", subject: this.facts.get("subject") ?? "", ...(contact && { contact }) };
  }
}
