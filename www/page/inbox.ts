/** The inbox: every ticket of the Page, newest first, what waits for an answer in bold. */

import { shows } from "../worker/name.ts";
import type { Summary } from "../worker/ticket.ts";
import { Rows, element } from "./element.ts";
import { dateOf, now, roughly, timeOf } from "./time.ts";

export class Inbox {
  private readonly summaries = new Map<string, Summary>();
  private readonly open = new Section("Open");
  private readonly solved = new Section("Solved");
  private readonly empty = element(
    "p",
    { className: "inbox__empty" },
    "No tickets yet. Whatever the customer writes appears here at once.",
  );
  private chosen: string | undefined;

  constructor(
    root: HTMLElement,
    private readonly choose: (conversation: string) => void,
  ) {
    root.append(element("h2", { className: "inbox__title" }, "Inbox"), this.empty, this.open.root, this.solved.root);
    root.addEventListener("click", ({ target }) => {
      const row = (target as Element).closest<HTMLElement>("[data-conversation]");
      if (row?.dataset["conversation"]) this.choose(row.dataset["conversation"]);
    });
  }

  replace(summaries: Summary[]): void {
    this.summaries.clear();
    for (const summary of summaries) this.summaries.set(summary.conversation, summary);
    this.show();
  }

  put(summary: Summary): void {
    this.summaries.set(summary.conversation, summary);
    this.show();
  }

  remove(conversation: string): void {
    this.summaries.delete(conversation);
    this.show();
  }

  select(conversation: string): void {
    this.chosen = conversation;
    this.show();
  }

  first(): Summary | undefined {
    return this.sorted()[0];
  }

  show(): void {
    const rows = this.sorted();
    this.empty.hidden = rows.length > 0;
    const waiting = rows.filter(isWaiting).length;
    document.title = waiting > 0 ? `(${waiting}) messenger-desk` : "messenger-desk";
    this.open.show(
      rows.filter(({ status }) => status === "open"),
      this.chosen,
    );
    this.solved.show(
      rows.filter(({ status }) => status === "solved"),
      this.chosen,
    );
  }

  private sorted(): Summary[] {
    return [...this.summaries.values()].sort((a, b) => b.changedAt - a.changedAt);
  }
}

class Section {
  private readonly count = element("span", { className: "inbox__count" });
  private readonly list = element("ul", { className: "inbox__list" });
  private readonly rows = new Rows<Summary>(
    this.list,
    ({ conversation }) => conversation,
    (summary) => this.row(summary),
  );
  readonly root: HTMLElement;
  private chosen: string | undefined;

  constructor(name: string) {
    this.root = element(
      "section",
      { className: "inbox__section", aria: { label: `${name} tickets` } },
      element("h3", {}, name, this.count),
      this.list,
    );
  }

  show(rows: Summary[], chosen: string | undefined): void {
    this.chosen = chosen;
    this.root.hidden = rows.length === 0;
    this.count.textContent = String(rows.length);
    this.rows.show(rows, (summary) => [summary.conversation === chosen, leftOf(summary), whenOf(summary.changedAt)]);
  }

  private row(summary: Summary): HTMLElement {
    const { conversation, kind, stage, preview, previewAuthor, status, changedAt } = summary;
    const waiting = isWaiting(summary);
    const left = leftOf(summary);
    return element(
      "li",
      {},
      element(
        "button",
        {
          type: "button",
          className: `row${waiting ? " row--waiting" : ""}`,
          data: { conversation },
          aria: { current: String(conversation === this.chosen) },
        },
        element(
          "span",
          { className: `avatar avatar--${kind}`, aria: { hidden: "true" } },
          kind === "comment" ? "#" : initials(nameOf(summary)),
        ),
        element("span", { className: "row__name" }, nameOf(summary)),
        element("time", { className: "row__time" }, whenOf(changedAt)),
        element("span", { className: "row__preview" }, previewAuthor === "agent" && "You: ", preview),
        element(
          "span",
          { className: "row__facts" },
          element("span", { className: "tagline" }, `#${summary.ticket} · ${kind === "comment" ? "Comment" : "Messenger"}`),
          status === "open" && stage !== undefined && element("span", { className: `stage stage--${stage}` }, left),
        ),
      ),
    );
  }
}

/** The customer spoke last: somebody should answer. */
function isWaiting({ status, previewAuthor }: Summary): boolean {
  return status === "open" && previewAuthor === "customer";
}

/** Never nothing: where nobody told a name, the end of the id tells two people apart. */
export function nameOf({ customer = "", conversation }: Summary): string {
  return shows(customer) ? customer : `Customer …${conversation.slice(-4)}`;
}

export function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, "").charAt(0))
    .slice(0, 2)
    .join("")
    .toUpperCase();
}

function whenOf(at: number): string {
  return dateOf(at) === dateOf(now()) ? timeOf(at) : dateOf(at);
}

function leftOf({ stage, expiresAt }: Summary): string {
  if (stage === "closed") return "closed";
  if (expiresAt === undefined) return "open";
  const left = expiresAt - now();
  return left > 0 ? `${roughly(left)} left` : "ended";
}
