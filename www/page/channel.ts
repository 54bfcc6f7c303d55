/** How the Page stands, in the header: a word, and why where it is not well. */

import type { Standing } from "../worker/standing.ts";
import { dateOf, now } from "./time.ts";

const DAY = 24 * 3_600_000;

const WORDS: Record<Standing["status"], string> = {
  connected: "Connected",
  degraded: "Sending fails now and then",
  needs_attention: "Needs attention",
  disconnected: "Disconnected",
};

export function statusText({ status, tie, ends }: Standing): string {
  if (tie === "none") return "Not connected";
  if (tie === "listed") return "Known, not connected";
  if (tie === "disconnected") return "Disconnected";
  const [end] = [...ends].sort((a, b) => a.at - b.at);
  // What ends soon is said as long as nothing worse is.
  if (status === "connected" && end && end.at - now() <= 14 * DAY) return `Connected until ${dateOf(end.at)}`;
  return WORDS[status];
}

/** Which colour goes with it. */
export function statusKind(standing: Standing): "good" | "soon" | "bad" {
  const { status, tie, ends } = standing;
  if (tie !== "connected" && tie !== "secret") return tie === "listed" ? "soon" : "bad";
  if (status === "disconnected" || status === "needs_attention") return "bad";
  return status === "degraded" || ends.some(({ at }) => at - now() <= 14 * DAY) ? "soon" : "good";
}

export function waitingText({ waiting, hold }: Standing): string | undefined {
  if (waiting === 0 || hold === undefined) return undefined;
  return waiting === 1 ? "Replies wait in one conversation" : `Replies wait in ${waiting} conversations`;
}
