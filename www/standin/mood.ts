/** Graph's mood: what it answers to the next calls, whatever they are. For a person at the switchboard, and for the tests. */

import { graphError } from "./graph-rules.ts";
import type { GraphError } from "./graph-rules.ts";

/** Each by its name, with the words the switchboard shows. */
export const MOODS = {
  windowClosed: "outside the window",
  retiredTag: "tag is retired",
  notOwner: "another app has control",
  blocked: "person unavailable",
  deadToken: "token has expired",
  throttled: "too many calls",
  temporary: "trouble for a moment",
  sendFailed: "sending failed",
  tooLong: "text is too long",
  empty: "message is empty",
  twoInOne: "message with an action",
  privateReplySpent: "answered privately before",
  webPage: "a web page, no answer",
  silent: "no answer, not sent",
  lostAnswer: "no answer, but sent",
} as const;

export type MoodName = keyof typeof MOODS;

export interface Mood {
  name: MoodName;
  /** For how many calls still. */
  times: number;
}

export function isMood(name: unknown): name is MoodName {
  return typeof name === "string" && Object.hasOwn(MOODS, name);
}

/** What Graph answers in a mood; `silence` never answers, and `web page` is somebody else's answer. */
export function answerIn(name: MoodName): GraphError | "silence" | "web page" {
  switch (name) {
    case "windowClosed":
      return graphError(400, 10, 2018278, "(#10) This message is sent outside of allowed window.");
    case "retiredTag":
      return graphError(400, 100, 1893061, "(#100) Invalid parameter");
    case "notOwner":
      return graphError(400, 10, 2018300, "(#10) Message sent by an app that does not control this thread.");
    case "blocked":
      return graphError(400, 551, 1545041, "(#551) This person isn't available right now.");
    case "deadToken":
      return graphError(400, 190, 463, "Error validating access token: the session has expired.");
    case "throttled":
      return {
        ...graphError(400, 613, undefined, "(#613) Calls to this api have exceeded the rate limit."),
        headers: {
          "x-app-usage": JSON.stringify({ call_count: 100, total_time: 40, total_cputime: 20 }),
          "x-business-use-case-usage": JSON.stringify({
            "1": [{ type: "messenger", call_count: 100, total_cputime: 20, total_time: 40, estimated_time_to_regain_access: 5 }],
          }),
        },
      };
    case "temporary": {
      const { status, error } = graphError(500, 2, undefined, "(#2) Service temporarily unavailable");
      return { status, error: { ...error, is_transient: true } };
    }
    case "sendFailed":
      return graphError(400, 1200, undefined, "(#1200) Temporary send message failure. Please try again later.");
    case "tooLong":
      return graphError(400, 100, undefined, "(#100) Length of param message[text] must be less than or equal to 2000");
    case "empty":
      return graphError(400, 100, 2018034, "(#100) The message must not be empty.");
    case "twoInOne":
      return graphError(400, 100, 2018014, "(#100) A message and a sender action cannot be sent together.");
    case "privateReplySpent":
      return graphError(400, 10900, undefined, "(#10900) Activity already replied to.");
    case "webPage":
      return "web page";
    case "silent":
    case "lostAnswer":
      return "silence";
  }
}
