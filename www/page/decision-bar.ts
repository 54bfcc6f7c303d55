/** Shows a decision: as what the reply goes out, for how long still, why, and what else there is. */

import type { Ask, Decision, Path } from "messenger-desk";
import { element } from "./element.ts";
import { countdown, momentOf } from "./time.ts";

export class DecisionBar {
  private readonly chip = element("strong", { className: "chip" });
  private readonly until = element("span", { className: "decision__until" });
  private readonly timer = element("span", {
    className: "decision__timer",
    role: "timer",
    aria: { live: "off", label: "Time left" },
  });
  private readonly reason = element("p", { className: "decision__reason" });
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
    this.reason,
    this.more,
  );
  private shown = "";

  show(decision: Decision, kind: NonNullable<Ask["kind"]>, now: number): void {
    const { stage, expiresAt } = decision;
    this.timer.hidden = expiresAt === undefined;
    if (expiresAt !== undefined) this.timer.textContent = `${countdown(expiresAt - now)} left`;

    const { at: _, ...rest } = decision;
    const text = JSON.stringify([rest, kind]);
    if (text === this.shown) return;
    this.shown = text;

    this.root.dataset["verdict"] = decision.verdict;
    this.chip.className = `chip chip--${decision.verdict === "blocked" ? "closed" : stage}`;
    this.chip.textContent = labelOf(decision, kind);
    this.until.textContent = expiresAt === undefined ? "" : `until ${momentOf(expiresAt)}`;
    // One reason is enough for a yes; a no is only understood with all of them.
    const reasons = decision.verdict === "blocked" ? decision.reasons : decision.reasons.slice(0, 1);
    this.reason.textContent = reasons.map(({ text }) => text).join(" ");
    const open = decision.paths.filter(({ allowed }) => allowed);
    const shut = decision.paths.filter(({ allowed }) => !allowed);
    this.ways.replaceChildren(...[...open, ...shut].map(wayOf));
    this.more.hidden = decision.paths.length === 0;
  }
}

function labelOf({ verdict, send }: Decision, kind: NonNullable<Ask["kind"]>): string {
  if (verdict === "blocked") return "Blocked";
  if (kind === "comment") return "Public comment";
  return send?.tag ?? send?.messaging_type ?? "Allowed";
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
