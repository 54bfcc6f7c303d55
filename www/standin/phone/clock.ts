/** The clock at the top: moves the time of the worker, of Meta and of the page together. */

import { element } from "../../page/element.ts";

const HOUR = 3_600_000;
const STEPS: [string, number | undefined][] = [
  ["+1 h", HOUR],
  ["+23 h", 23 * HOUR],
  ["+24 h", 24 * HOUR],
  ["+7 d", 7 * 24 * HOUR],
  ["Real time", undefined],
];

const moment = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

export class ClockControl {
  private readonly face = element("time", { className: "clock__face", role: "timer", aria: { live: "off" } });
  private readonly travelled = element("span", { className: "clock__offset" });
  private ahead = 0;

  constructor(root: HTMLElement, move: (add: number | undefined) => Promise<void>) {
    root.append(
      this.face,
      this.travelled,
      ...STEPS.map(([name, add]) => {
        const button = element("button", { type: "button", className: "clock__step", data: { step: name } }, name);
        button.addEventListener("click", () => void move(add));
        return button;
      }),
    );
    setInterval(() => this.turn(), 500);
  }

  show({ now, offset }: { now: number; offset: number }): void {
    this.ahead = now - Date.now();
    const hours = Math.round(offset / HOUR);
    const [days, rest] = [Math.floor(hours / 24), hours % 24];
    this.travelled.textContent =
      offset === 0 ? "real time" : `+${[days > 0 && `${days} d`, rest > 0 && `${rest} h`].filter(Boolean).join(" ")}`;
    this.travelled.classList.toggle("clock__offset--moved", offset !== 0);
    this.turn();
  }

  private turn(): void {
    this.face.textContent = moment.format(Date.now() + this.ahead);
  }
}
