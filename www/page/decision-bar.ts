/** Shows a decision: as what the reply goes out, for how long still, why, what comes then, and what else there is. */

import type { Alternative, Ask, Decision, NextStep, Path, Stretch } from "messenger-desk";
import { element } from "./element.ts";
import { countdown, momentOf } from "./time.ts";

type Kind = NonNullable<Ask["kind"]>;

/** What can be done about a blocked reply right here, by a press. */
const DEEDS: Partial<Record<NextStep, string>> = {
  take_thread_control: "Take control",
  send_private_reply: "Answer privately",
  answer_in_public: "Answer publicly",
};

export class DecisionBar {
  private readonly chip = element("strong", { className: "chip" });
  private readonly until = element("span", { className: "decision__until" });
  private readonly timer = element("span", {
    className: "decision__timer",
    role: "timer",
    aria: { live: "off", label: "Time left" },
  });
  private readonly line = element("div", { className: "timeline", role: "img" });
  private readonly reason = element("p", { className: "decision__reason" });
  private readonly instead = element("ul", { className: "decision__instead", aria: { label: "What to do instead" } });
  private readonly ways = element("ul", { className: "decision__ways" });
  private readonly more = element(
    "details",
    { className: "decision__more" },
    element("summary", {}, "All ways to answer"),
    this.ways,
  );
  readonly root = element(
    "div",
    { className: "decision", role: "group", aria: { label: "May this reply be sent?" } },
    element("div", { className: "decision__line", aria: { live: "polite" } }, this.chip, this.until, this.timer),
    this.line,
    this.reason,
    this.instead,
    this.more,
  );
  private shown = "";

  constructor(private readonly follow: (step: NextStep) => void) {}

  show(decision: Decision, kind: Kind, now: number, timeline: () => Stretch[]): void {
    const { stage, expiresAt } = decision;
    this.timer.hidden = expiresAt === undefined;
    if (expiresAt !== undefined) this.timer.textContent = `${countdown(expiresAt - now)} left`;

    const { at: _, ...rest } = decision;
    const text = JSON.stringify([rest, kind]);
    if (text === this.shown) return;
    this.shown = text;

    const blocked = decision.verdict === "blocked";
    this.root.dataset["verdict"] = decision.verdict;
    this.chip.className = `chip chip--${blocked ? "closed" : stage}`;
    this.chip.textContent = labelOf(decision, kind);
    // Where Meta itself says only "may": what to send it as after a refusal.
    const { certainty, fallback } = decision;
    const otherwise = fallback?.tag ?? fallback?.messaging_type;
    const doubt = certainty === "possible" ? `Meta may refuse it${otherwise ? `, then as ${otherwise}` : ""}` : undefined;
    const end = expiresAt === undefined ? undefined : `until ${momentOf(expiresAt)}`;
    this.until.textContent = [end, doubt].filter(Boolean).join(" · ");
    this.draw(timeline(), now);
    this.reason.textContent = decision.reasons[0]?.text ?? "";
    this.instead.replaceChildren(...decision.instead.map((alternative) => this.alternative(alternative)));
    this.instead.hidden = decision.instead.length === 0;
    const open = decision.paths.filter(({ allowed }) => allowed);
    const shut = decision.paths.filter(({ allowed }) => !allowed);
    this.ways.replaceChildren(...[...open, ...shut].map(wayOf));
    this.more.hidden = decision.paths.length === 0;
  }

  /** From now to the last change, each stretch as long as it lasts; what has no end takes a little at the right. */
  private draw(stretches: Stretch[], now: number): void {
    const end = stretches.at(-1)?.from ?? now;
    this.line.hidden = stretches.length < 2;
    this.line.setAttribute("aria-label", stretches.map(sayingOf).join(", then "));
    this.line.replaceChildren(
      ...stretches.map((stretch) => {
        const blocked = stretch.verdict === "blocked";
        const piece = element("span", {
          className: `timeline__piece timeline__piece--${blocked ? "closed" : stretch.stage}`,
          title: sayingOf(stretch),
        });
        const length = (stretch.until ?? stretch.from + (end - now) / 8) - stretch.from;
        piece.style.flexGrow = String(Math.max(1, Math.round(length / 60_000)));
        return piece;
      }),
    );
  }

  private alternative({ step, text, at }: Alternative): HTMLElement {
    const deed = DEEDS[step];
    const button = deed === undefined ? undefined : element("button", { type: "button", className: "button" }, deed);
    button?.addEventListener("click", () => this.follow(step));
    return element("li", {}, element("span", {}, text, at !== undefined && ` From ${momentOf(at)}.`), button);
  }
}

function labelOf({ verdict, send }: Decision, kind: Kind): string {
  if (verdict === "blocked") return "Blocked";
  if (kind === "comment") return "Public comment";
  if (kind === "privateReply") return "Private reply";
  return send?.tag ?? send?.messaging_type ?? "Allowed";
}

function sayingOf({ verdict, send, stage, until }: Stretch): string {
  const name = verdict === "blocked" ? "blocked" : (send?.tag ?? send?.messaging_type ?? stage.replaceAll("_", " "));
  return until === undefined ? name : `${name} until ${momentOf(until)}`;
}

function wayOf({ path, allowed, until, needs, text }: Path): HTMLElement {
  return element(
    "li",
    { className: allowed ? "way way--allowed" : "way" },
    element(
      "span",
      { className: "way__mark", aria: { label: allowed ? "possible" : "not possible" }, role: "img" },
      allowed ? "✓" : "✕",
    ),
    element("span", { className: "way__name" }, path.replaceAll("_", " ")),
    element(
      "span",
      { className: "way__text" },
      text,
      until !== undefined && ` Until ${momentOf(until)}.`,
      needs.length > 0 && ` Needs: ${needs.join(", ").replaceAll("_", " ")}.`,
    ),
  );
}
