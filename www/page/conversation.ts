/** The middle of the workspace: one conversation, kept up to date while it is open. */

import type { PolicyOptions } from "messenger-desk";
import type { ConversationState } from "messenger-desk";
import type { Conversation, Summary } from "../worker/ticket.ts";
import { again, forget, mark, read, reply, unstick } from "./api.ts";
import { Composer } from "./composer.ts";
import { element } from "./element.ts";
import { initials, nameOf } from "./inbox.ts";
import { PersonTools } from "./person-tools.ts";
import { TranscriptView } from "./transcript.ts";

export class ConversationView {
  private readonly title = element("h2", { className: "head__title" });
  private readonly facts = element("p", { className: "head__facts" });
  private readonly avatar = element("span", { className: "avatar", aria: { hidden: "true" } });
  private readonly status = element("button", { type: "button", className: "button" });
  private readonly elsewhere = element("button", { type: "button", className: "button", hidden: true }, "Open in Messenger");
  private readonly person = new PersonTools(forget);
  private readonly stuck = element("ul", { className: "stuck", role: "alert", hidden: true });
  private readonly transcript = new TranscriptView({
    again: (id) => void this.attempt(again(this.open ?? "", id)),
    act: (act) => void this.attempt(reply(this.open ?? "", { id: crypto.randomUUID(), act })),
  });
  private readonly composer = new Composer((draft) => reply(this.open ?? "", draft));
  private readonly content: HTMLElement[];
  private readonly nothing = element(
    "div",
    { className: "conversation__empty" },
    element("h2", {}, "No conversation open"),
    element("p", {}, "Choose one from the inbox, or write something on the customer's phone."),
  );

  private open: string | undefined;
  private shown: Conversation | undefined;
  private reading: Promise<void> | undefined;
  private policy: PolicyOptions = {};

  constructor(
    private readonly root: HTMLElement,
    follow: (conversation: string) => void,
  ) {
    this.content = [
      element(
        "header",
        { className: "head" },
        this.avatar,
        element("div", { className: "head__names" }, this.title, this.facts),
        this.elsewhere,
        this.person.root,
        this.status,
      ),
      this.stuck,
      this.transcript.root,
      this.composer.root,
    ];
    this.status.addEventListener("click", () => {
      if (this.shown) void mark(this.shown.summary.conversation, this.shown.summary.status === "open" ? "solved" : "open");
    });
    this.elsewhere.addEventListener("click", () => {
      if (this.shown?.sameAs !== undefined) follow(this.shown.sameAs);
    });
    root.append(this.nothing);
  }

  get current(): string | undefined {
    return this.open;
  }

  usePolicy(policy: PolicyOptions): void {
    this.policy = policy;
    this.show();
  }

  async choose(conversation: string): Promise<void> {
    this.open = conversation;
    this.shown = undefined;
    await this.refresh();
    this.transcript.toEnd();
  }

  /** Something changed. What we have may already be newer than the news. */
  changed(summary: Summary): void {
    if (summary.conversation !== this.open) return;
    if ((this.shown?.summary.revision ?? 0) < summary.revision) void this.refresh();
  }

  /** Everything in it was deleted. */
  gone(conversation: string): void {
    if (conversation !== this.open) return;
    this.open = undefined;
    this.shown = undefined;
    this.root.replaceChildren(this.nothing);
  }

  /** Reads until what is shown is what was asked for: one reading at a time. */
  async refresh(): Promise<void> {
    const wanted = this.open;
    if (wanted === undefined) return;
    await this.reading;
    this.reading = read(wanted)
      .then((conversation) => {
        const newer = conversation.summary.revision >= (this.shown?.summary.revision ?? 0);
        if (wanted === this.open && newer) {
          this.shown = conversation;
          this.show();
        }
      })
      .catch((error: unknown) => console.error(error))
      .finally(() => (this.reading = undefined));
    await this.reading;
  }

  /** Time has passed: decide again. */
  tick(): void {
    this.composer.decideNow();
  }

  private show(): void {
    if (!this.shown) return;
    const { summary, entries, state, sameAs, person, deskTicket } = this.shown;
    if (!this.composer.root.isConnected) this.root.replaceChildren(...this.content);
    this.title.textContent = nameOf(summary);
    this.avatar.textContent = summary.kind === "comment" ? "#" : initials(nameOf(summary));
    this.avatar.className = `avatar avatar--${summary.kind}`;
    const where = summary.kind === "comment" ? "comment on a post" : "message";
    const ticket = deskTicket === undefined ? `Ticket #${summary.ticket}` : `Ticket ${deskTicket} at the help desk`;
    this.facts.textContent = [ticket, summary.status, where, summary.queue && `queue ${summary.queue}`].filter(Boolean).join(" · ");
    // Where the ticket is, it is solved.
    this.status.hidden = deskTicket !== undefined;
    this.status.textContent = summary.status === "open" ? "Mark solved" : "Open again";
    this.elsewhere.hidden = sameAs?.startsWith("dm:") !== true;
    this.person.show(person);
    this.showStuck(this.shown);
    this.transcript.show(entries, nameOf(summary), summary.kind === "comment");
    this.composer.show({
      conversation: summary.conversation,
      kind: summary.kind,
      state: state as ConversationState,
      policy: this.policy,
    });
  }

  /** What the worker put aside: nothing is lost, and somebody has to look. */
  private showStuck({ stuck, summary }: Conversation): void {
    this.stuck.hidden = stuck.length === 0;
    this.stuck.replaceChildren(
      ...stuck.map(({ place, what, problem }) => {
        const button = (name: string, wish: "again" | "drop") => {
          const made = element("button", { type: "button", className: "button" }, name);
          made.addEventListener("click", () => void this.attempt(unstick(summary.conversation, place, wish)));
          return made;
        };
        const text = element("span", {}, `The worker could not do this: ${what}. ${problem}`);
        return element("li", {}, text, button("Try again", "again"), button("Give up", "drop"));
      }),
    );
  }

  private async attempt(call: Promise<void>): Promise<void> {
    try {
      await call;
    } catch (error) {
      this.facts.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}
