/** The transcript: who said what, what became of it. */

import type { DraftAct } from "messenger-desk";
import type { Entry } from "../worker/ticket.ts";
import { actText, commentTools } from "./comment-tools.ts";
import { Rows, element } from "./element.ts";
import { markElement, markOf } from "./mark.ts";
import { dayOf, timeOf } from "./time.ts";

type Line = Entry | { id: string; what: "day"; at: number };

const AUTHORS: Record<Entry["author"], string> = {
  customer: "Customer",
  agent: "You",
  page: "Page",
  bot: "Bot",
  system: "System",
};

/** What an agent can do at a message. */
export interface Deeds {
  again(reply: string): void;
  act(act: DraftAct): void;
}

interface Context extends Deeds {
  customer: string;
  comments: boolean;
}

export class TranscriptView {
  readonly root = element("div", {
    className: "transcript",
    role: "log",
    tabIndex: 0,
    aria: { label: "Transcript", live: "polite" },
  });
  private readonly rows = new Rows<Line>(
    this.root,
    ({ id }) => id,
    (line) => lineOf(line, { ...this.deeds, customer: this.customer, comments: this.comments }),
  );
  private customer = "Customer";
  private comments = false;
  /** The agent reads the end, and stays there whatever comes or changes size; who scrolled up is left in peace. */
  private following = true;
  private placed = 0;

  constructor(private readonly deeds: Deeds) {
    this.root.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.root;
      if (scrollTop === this.placed) return; // Our own doing, heard of late.
      this.following = scrollHeight - scrollTop - clientHeight < 80;
    });
    this.root.addEventListener("load", () => this.follow(), { capture: true });
    new ResizeObserver(() => this.follow()).observe(this.root);
  }

  /** `comments`: these stand in public, below a post. */
  show(entries: Entry[], customer: string, comments: boolean): void {
    this.customer = customer;
    this.comments = comments;
    this.rows.show(withDays(entries), () => [customer, comments]);
    this.follow();
  }

  toEnd(): void {
    this.following = true;
    this.follow();
  }

  private follow(): void {
    if (!this.following) return;
    this.root.scrollTop = this.root.scrollHeight;
    this.placed = this.root.scrollTop;
  }
}

function withDays(entries: Entry[]): Line[] {
  const lines: Line[] = [];
  let day = "";
  for (const entry of entries) {
    const its = dayOf(entry.at);
    if (its !== day) lines.push({ id: `day:${its}`, what: "day", at: entry.at });
    day = its;
    lines.push(entry);
  }
  return lines;
}

function lineOf(line: Line, context: Context): HTMLElement {
  switch (line.what) {
    case "day":
      return element("p", { className: "divider" }, dayOf(line.at));
    case "opened":
      return element("p", { className: "event" }, `Ticket #${line.ticket} opened at ${timeOf(line.at)}`);
    case "solved":
      return element("p", { className: "event" }, `Ticket #${line.ticket} solved at ${timeOf(line.at)}`);
    case "reopened":
      return element("p", { className: "event" }, `Ticket #${line.ticket} opened again at ${timeOf(line.at)}`);
    case "note":
      return element("p", { className: "event event--note" }, line.note ?? forgottenText(line) ?? "");
    case "act": {
      const { text, failed } = actText(line);
      return element("p", { className: failed ? "event event--failed" : "event" }, `${text} · ${timeOf(line.at)}`);
    }
    case "message":
      return messageOf(line, context);
  }
}

function messageOf(entry: Entry, { customer, comments, again, act }: Context): HTMLElement {
  const { author, at, message, reaction, edited, redacted, forgotten, sentAs, kind, hidden, liked } = entry;
  const side = author === "customer" ? "in" : "out";
  const mark = markOf(entry);
  // A private reply stands among the comments and is none.
  const comment = comments && kind !== "privateReply" && !redacted && !forgotten;
  return element(
    "article",
    { className: `message message--${side} message--${author}`, data: { id: entry.id, ...(mark && { mark: mark.state }) } },
    element(
      "header",
      { className: "message__head" },
      element("span", { className: "message__author" }, author === "customer" ? (message?.from ?? customer) : AUTHORS[author]),
      element("time", { dateTime: new Date(at).toISOString() }, timeOf(at)),
      sentAs !== undefined &&
        element("span", { className: `sentas sentas--${sentAs === "HUMAN_AGENT" ? "human_agent" : "open"}` }, sentAs),
      kind === "privateReply" && element("span", { className: "sentas sentas--private_reply" }, "private reply"),
      hidden && element("span", { className: "sentas" }, "hidden"),
      liked && element("span", { className: "sentas" }, "♥ liked"),
    ),
    element(
      "div",
      { className: "message__body" },
      redacted ? element("em", {}, comments ? "Comment deleted" : "Message withdrawn") : undefined,
      forgotten && element("em", {}, forgottenText(entry)),
      message?.replyTo?.mid !== undefined && element("p", { className: "message__quote" }, "In reply to an earlier message"),
      message?.text !== undefined &&
        element(
          "p",
          { className: message.placeholder ? "message__text message__text--placeholder" : "message__text" },
          message.text,
        ),
      ...(message?.attachments ?? []).map(attachmentOf),
      message?.quickReply && element("span", { className: "message__hint" }, "tapped"),
      edited && element("span", { className: "message__hint" }, "edited"),
      reaction !== undefined &&
        element(
          "span",
          { className: "message__reaction", role: "img", aria: { label: `Customer reacted with ${reaction}` } },
          reaction,
        ),
    ),
    message?.quickReplies &&
      element(
        "div",
        { className: "message__answers", aria: { label: "Offered quick replies" } },
        ...message.quickReplies.map((title) => element("span", {}, title)),
      ),
    markElement(entry, again),
    comment && commentTools(entry, act),
  );
}

function forgottenText({ forgotten }: Entry): string | undefined {
  if (forgotten === "deletion") return "Deleted at the person's request";
  return forgotten && `Text removed after ${forgotten.days} ${forgotten.days === 1 ? "day" : "days"}`;
}

type Shown = NonNullable<Entry["message"]>["attachments"][number];

/** Pictures of our own origin are shown; everything else is a link, because the page loads nothing foreign. */
function attachmentOf(attachment: Shown): HTMLElement {
  const { type, url } = attachment;
  const name = nameOf(attachment);
  const address = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  if (!address?.protocol.startsWith("http")) return element("span", { className: "attachment" }, name);
  if ((type === "image" || type === "sticker") && address.origin === location.origin) {
    const alt = type === "sticker" ? "Sticker" : "Picture from the conversation";
    return element("img", { className: `picture picture--${type}`, src: address.href, alt });
  }
  return element("a", { className: "attachment", href: address.href, target: "_blank", rel: "noopener noreferrer" }, name);
}

function nameOf({ type, title, name, latitude, longitude }: Shown): string {
  const given = title ?? name;
  if (given !== undefined) return given;
  if (latitude !== undefined && longitude !== undefined) return `Location ${latitude}, ${longitude}`;
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}
