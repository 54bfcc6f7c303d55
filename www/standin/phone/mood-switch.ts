/** The switchboard: what Graph answers to the next calls. */

import { element } from "../../page/element.ts";
import { MOODS, isMood } from "../mood.ts";
import type { Mood } from "../mood.ts";
import type { Act } from "../phone-wire.ts";

export class MoodSwitch {
  private readonly names = element(
    "select",
    { className: "mood__names", id: "mood", aria: { label: "Graph's mood" } },
    ...Object.entries(MOODS).map(([value, name]) => element("option", { value }, name)),
  );
  private readonly times = element("input", {
    type: "number",
    className: "mood__times",
    id: "mood-times",
    min: "1",
    max: "99",
    value: "1",
    aria: { label: "For how many calls" },
  });
  private readonly state = element("output", { className: "mood__state" });
  private readonly calm = element("button", { type: "button", className: "quiet", hidden: true }, "Calm down");
  readonly root: HTMLElement;

  constructor(act: (act: Act) => Promise<void>) {
    this.root = element(
      "form",
      { className: "mood", aria: { label: "Graph's mood" } },
      element("span", { className: "mood__line" }, "Graph answers the next", this.times, "calls:"),
      this.names,
      element("button", { type: "submit", className: "quiet" }, "Set"),
      this.calm,
      this.state,
    );
    this.root.addEventListener("submit", (submit) => {
      submit.preventDefault();
      const { value } = this.names;
      if (isMood(value)) void act({ do: "mood", mood: value, times: this.times.valueAsNumber || 1 });
    });
    this.calm.addEventListener("click", () => void act({ do: "mood", mood: "temporary", times: 0 }));
  }

  show(mood: Mood | undefined): void {
    this.calm.hidden = !mood;
    this.state.textContent = mood ? `${MOODS[mood.name]}: ${mood.times} to go` : "Graph is calm.";
  }
}
