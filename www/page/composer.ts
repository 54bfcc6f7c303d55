/** Where an agent writes. Whether it may be sent is decided here in the browser, by the same module as in the worker. */

import { decide, plan } from "messenger-desk";
import type { Ask, ConversationState, Decision, Draft, PolicyOptions } from "messenger-desk";
import { DecisionBar } from "./decision-bar.ts";
import { element } from "./element.ts";
import { now } from "./time.ts";

type Kind = NonNullable<Ask["kind"]>;

/** Meta's limit for one message; longer texts are split by the core. */
const ONE_MESSAGE = 2000;

export interface Subject {
  conversation: string;
  kind: "messages" | "comment";
  state: ConversationState;
  policy: PolicyOptions;
}

export class Composer {
  private readonly bar = new DecisionBar();
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
  private readonly counter = element("span", { className: "composer__counter", id: "reply-counter" });
  private readonly problem = element("span", { className: "composer__problem", role: "alert" });
  private readonly send = element("button", { type: "submit", className: "button button--primary" }, "Send");
  readonly root = element(
    "form",
    { className: "composer", noValidate: true, aria: { label: "Reply" } },
    this.bar.root,
    this.text,
    element("div", { className: "composer__foot" }, this.answers, this.counter, this.send),
    this.problem,
  );

  private subject: Subject | undefined;
  private kind: Kind = "message";
  private decision: Decision | undefined;
  private readonly unsent = new Map<string, string>();

  constructor(private readonly deliver: (draft: Draft) => Promise<void>) {
    this.root.addEventListener("submit", (submit) => {
      submit.preventDefault();
      void this.submit();
    });
    this.root.addEventListener("input", () => this.decideNow());
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
      this.problem.textContent = "";
    }
    this.subject = subject;
    this.kind = subject.kind === "comment" ? "comment" : "message";
    this.decideNow();
  }

  /** Every second, on every key, and whenever state or clock change. */
  decideNow(): void {
    if (!this.subject) return;
    const at = now();
    const draft = this.draft("draft");
    this.decision = decide(this.subject.state, { now: at, author: "human", kind: this.kind, policy: this.subject.policy });
    this.bar.show(this.decision, this.kind, at);

    const blocked = this.decision.verdict === "blocked";
    this.root.classList.toggle("composer--blocked", blocked);
    this.text.disabled = blocked;
    this.text.placeholder = blocked
      ? "Nothing can be sent now."
      : this.kind === "comment"
        ? "Answer publicly …"
        : "Write a reply …";
    this.answers.hidden = this.kind === "comment";
    this.answers.disabled = blocked;

    const { length } = this.text.value;
    const planned = length > 0 && !blocked ? plan(draft, this.decision) : undefined;
    const messages = planned?.ok ? planned.requests.length : 1;
    this.counter.textContent = `${length} / ${ONE_MESSAGE}${messages > 1 ? ` · goes out as ${messages} messages` : ""}`;
    this.counter.classList.toggle("composer__counter--over", messages > 1 || planned?.ok === false);
    this.problem.textContent = planned?.ok === false ? (planned.problems[0]?.message ?? "") : "";
    this.send.disabled = blocked || this.text.value.trim() === "" || planned?.ok === false;
  }

  private async submit(): Promise<void> {
    if (this.send.disabled || !this.subject) return;
    const draft = this.draft(crypto.randomUUID());
    const { value } = this.text;
    this.text.value = "";
    this.answers.value = "";
    this.decideNow();
    try {
      await this.deliver(draft);
    } catch (error) {
      // What was written is not lost: it stands in the field again.
      this.text.value = value;
      this.decideNow();
      this.problem.textContent = error instanceof Error ? error.message : String(error);
    }
    this.text.focus();
  }

  private draft(id: string): Draft {
    const titles = this.answers.value
      .split(",")
      .map((title) => title.trim())
      .filter(Boolean);
    return {
      id,
      author: "human",
      text: this.text.value.trim(),
      ...(this.kind !== "comment" && titles.length > 0 && { quickReplies: titles.map((title) => ({ title, payload: title })) }),
    };
  }
}
