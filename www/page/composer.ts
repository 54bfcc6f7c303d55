/** Where an agent writes. Whether it may be sent is decided here in the browser, by the same module as in the worker. */

import { decide, measure, plan, timeline } from "messenger-desk";
import type { Ask, ConversationState, Decision, Draft, NextStep, PolicyOptions } from "messenger-desk";
import { Attachments } from "./attachments.ts";
import { DecisionBar } from "./decision-bar.ts";
import { element } from "./element.ts";
import { now } from "./time.ts";

type Kind = NonNullable<Ask["kind"]>;

export interface Subject {
  conversation: string;
  kind: "messages" | "comment";
  state: ConversationState;
  policy: PolicyOptions;
}

export class Composer {
  private readonly bar = new DecisionBar((step) => this.follow(step));
  private readonly publicly = this.way("comment", "Answer publicly");
  private readonly privately = this.way("privateReply", "Answer privately");
  private readonly ways = element(
    "fieldset",
    { className: "composer__kinds", aria: { label: "Where to answer" } },
    this.publicly.label,
    this.privately.label,
  );
  private readonly text = element("textarea", {
    className: "composer__text",
    id: "reply",
    rows: 3,
    placeholder: "Write a reply …",
    aria: { label: "Reply", describedby: "reply-counter" },
  });
  private readonly answers = element("input", {
    className: "composer__answers",
    id: "answers",
    placeholder: "Quick replies, with commas between: Yes, No",
    autocomplete: "off",
    aria: { label: "Quick replies for the customer, separated by commas" },
  });
  private readonly files = new Attachments(() => this.decideNow());
  private readonly counter = element("span", { className: "composer__counter", id: "reply-counter" });
  private readonly problem = element("span", { className: "composer__problem", role: "alert" });
  private readonly send = element("button", { type: "submit", className: "button button--primary" }, "Send");
  readonly root = element(
    "form",
    { className: "composer", noValidate: true, aria: { label: "Reply" } },
    this.ways,
    this.bar.root,
    this.text,
    this.files.root,
    element("div", { className: "composer__foot" }, this.answers, this.counter, this.send),
    this.problem,
  );

  private subject: Subject | undefined;
  private kind: Kind = "message";
  private decision: Decision | undefined;
  /** The comment that a private reply is to: the one there was when the agent chose to write it, whoever comments since. */
  private answered: string | undefined;
  private trouble = "";
  private readonly unsent = new Map<string, string>();

  constructor(private readonly deliver: (draft: Draft) => Promise<void>) {
    this.root.addEventListener("submit", (submit) => {
      submit.preventDefault();
      void this.submit();
    });
    this.root.addEventListener("input", () => {
      this.trouble = "";
      this.decideNow();
    });
    this.text.addEventListener("keydown", (press) => {
      if (press.key !== "Enter" || press.shiftKey || press.isComposing) return;
      press.preventDefault();
      void this.submit();
    });
  }

  show(subject: Subject): void {
    if (subject.conversation !== this.subject?.conversation) {
      if (this.subject) this.unsent.set(this.subject.conversation, this.text.value);
      this.text.value = this.unsent.get(subject.conversation) ?? "";
      this.answers.value = "";
      this.trouble = "";
      this.choose(subject.kind === "comment" ? "comment" : "message");
      this.subject = subject;
      this.files.turnTo(subject.conversation);
    }
    this.subject = subject;
    this.decideNow();
  }

  /** Every second, on every key, and whenever state or clock change. */
  decideNow(): void {
    if (!this.subject) return;
    const { state, policy } = this.subject;
    const draft = { ...(this.answered !== undefined && { replyTo: this.answered }) };
    const ask: Ask = { now: now(), author: "human", kind: this.kind, draft, policy };
    this.decision = decide(state, ask);
    if (this.kind === "privateReply") this.answered ??= commented(this.decision);
    this.bar.show(this.decision, this.kind, ask.now, () => timeline(state, ask));

    const blocked = this.decision.verdict === "blocked";
    this.root.classList.toggle("composer--blocked", blocked);
    this.ways.hidden = this.subject.kind !== "comment";
    this.publicly.input.checked = this.kind === "comment";
    this.privately.input.checked = this.kind === "privateReply";
    this.text.disabled = blocked;
    this.text.placeholder = blocked ? "Nothing can be sent now." : PLACEHOLDERS[this.kind];
    this.answers.hidden = this.kind === "comment";
    this.answers.disabled = blocked;
    this.files.enable(!blocked);

    const { count, limit, parts, remaining } = measure(this.text.value, this.decision.platform);
    const several = parts > 1 ? ` · goes out as ${parts} messages, ${remaining} left in the last` : "";
    this.counter.textContent = `${count} / ${limit}${several}`;
    const content = this.text.value.trim() !== "" || this.files.ready.length > 0;
    const planned = content && !blocked ? plan(this.draft("draft"), this.decision) : undefined;
    this.counter.classList.toggle("composer__counter--over", parts > 1);
    this.problem.textContent = planned?.ok === false ? (planned.problems[0]?.message ?? "") : this.trouble;
    this.send.disabled = !planned?.ok || this.files.unready;
  }

  /** What the decision advises and the desk can do by itself. */
  private follow(step: NextStep): void {
    if (step === "take_thread_control") {
      void this.attempt({ id: crypto.randomUUID(), author: "human", act: { do: "takeThread" } });
      return;
    }
    this.choose(step === "send_private_reply" ? "privateReply" : "comment");
    this.decideNow();
    this.text.focus();
  }

  private async submit(): Promise<void> {
    if (this.send.disabled || !this.subject) return;
    const draft = this.draft(crypto.randomUUID());
    const { value } = this.text;
    this.text.value = "";
    this.answers.value = "";
    const files = this.files.take();
    this.decideNow();
    if (await this.attempt(draft)) {
      this.choose(this.kind);
      this.decideNow();
    } else {
      // What was written is not lost: it stands in the field again.
      this.text.value = value;
      this.files.giveBack(files);
    }
    this.text.focus();
  }

  private async attempt(draft: Draft): Promise<boolean> {
    this.trouble = "";
    try {
      await this.deliver(draft);
      return true;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
      this.decideNow();
      return false;
    }
  }

  private draft(id: string): Draft {
    const titles = this.answers.value
      .split(",")
      .map((title) => title.trim())
      .filter(Boolean);
    const text = this.text.value.trim();
    const attachments = this.files.ready;
    return {
      id,
      author: "human",
      kind: this.kind,
      ...(this.answered !== undefined && { replyTo: this.answered }),
      ...(text !== "" && { text }),
      ...(attachments.length > 0 && { attachments }),
      ...(this.kind !== "comment" && titles.length > 0 && { quickReplies: titles.map((title) => ({ title, payload: title })) }),
    };
  }

  private choose(kind: Kind): void {
    this.kind = kind;
    this.answered = undefined;
  }

  private way(kind: Kind, name: string): { input: HTMLInputElement; label: HTMLElement } {
    const input = element("input", { type: "radio", name: "kind" });
    input.addEventListener("change", () => {
      this.choose(kind);
      this.decideNow();
    });
    return { input, label: element("label", { className: "composer__kind" }, input, name) };
  }
}

/** The comment or post that a decision would answer. */
function commented({ send }: Decision): string | undefined {
  const recipient = send?.recipient;
  if (recipient === undefined) return undefined;
  if ("comment_id" in recipient) return recipient.comment_id;
  return "post_id" in recipient ? recipient.post_id : undefined;
}

const PLACEHOLDERS: Record<Kind, string> = {
  message: "Write a reply …",
  comment: "Answer publicly …",
  privateReply: "Write the one private reply …",
};
