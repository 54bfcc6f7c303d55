/** The worker's clock, as the workspace reckons with it, and how times read. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let ahead = 0;

/** The worker said what time it is: a browser's own clock may be off, and in development time travels. */
export function setNow(workersNow: number): void {
  ahead = workersNow - Date.now();
}

export function now(): number {
  return Date.now() + ahead;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const long = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

export const dateOf = (at: number): string => short.format(at);
export const timeOf = (at: number): string => clock.format(at);
export const dayOf = (at: number): string => long.format(at);
export const momentOf = (at: number): string => `${day.format(at)}, ${clock.format(at)}`;

/** `6 d 23:59:08` or `23:59:08`; up to two days in hours, because a window is "24 hours". */
export function countdown(milliseconds: number): string {
  const left = Math.max(0, Math.ceil(milliseconds / SECOND) * SECOND);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const days = left < 2 * DAY ? 0 : Math.floor(left / DAY);
  return `${days > 0 ? `${days} d ` : ""}${two((left - days * DAY) / HOUR)}:${two((left % HOUR) / MINUTE)}:${two((left % MINUTE) / SECOND)}`;
}

/** `23 h`, for a list. */
export function roughly(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return `${Math.floor(milliseconds / DAY)} d`;
  if (milliseconds >= HOUR) return `${Math.floor(milliseconds / HOUR)} h`;
  return `${Math.max(1, Math.floor(milliseconds / MINUTE))} min`;
}
