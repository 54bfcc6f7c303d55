// Decisions, in the main module and in that of policy.
import { column, json } from "./arguments.js";

/** The stages by their number in the columns of `windows`. */
export const stages = /* @__PURE__ */ Object.freeze(["open", "ending", "human_agent", "private_reply", "closed"]);

/** @param {(name: string, ...operands: unknown[]) => any} call */
export function decisions(call) {
  return {
    decide(state, ask) {
      return JSON.parse(call("decide", json(state), json(ask)));
    },

    timeline(state, ask) {
      return JSON.parse(call("timeline", json(state), json(ask)));
    },

    windows(lastInteractionAt, now, options) {
      const times = column(lastInteractionAt);
      const policy = options == null ? undefined : json(options);
      const columns = call("windows", times, now, policy);
      if (columns.length === 0) call("checkWindows", now, policy);
      const rows = times.length;
      return {
        stage: columns.subarray(0, rows),
        expiresAt: columns.subarray(rows, 2 * rows),
        nextChangeAt: columns.subarray(2 * rows, 3 * rows),
        order: columns.subarray(3 * rows),
      };
    },
  };
}
