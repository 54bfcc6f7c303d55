// Connecting a Page, on a module of its own. Thin: JSON goes in and comes out, Rust decides. index.d.ts says what each function is for.
import { bytes, json, text } from "../arguments.js";
import { callbacks } from "../callbacks.js";

/**
 * The functions on a module. No entry does anything but call this, so a bundler leaves out the module where nobody uses a function of it.
 * @param {{ call: (name: string, ...operands: unknown[]) => any }} engine
 */
export function setup({ call }) {
  return {
    diagnose(answers) {
      return JSON.parse(call("diagnose", json(answers)));
    },

    guide(answers) {
      return JSON.parse(call("guide", json(answers)));
    },

    setupRequests(ask) {
      return JSON.parse(call("setupRequests", json(ask ?? {})));
    },

    loginUrl(ask) {
      return call("loginUrl", json(ask));
    },

    readLogin(query, state) {
      // A host that has lost the state has nothing to compare with; Rust says what that means.
      return JSON.parse(call("readLogin", text(query, "query"), state == null ? "" : text(state, "state")));
    },

    readAccounts(answer) {
      return JSON.parse(call("readAccounts", json(answer)));
    },

    pageTokens(answer) {
      return JSON.parse(call("pageTokens", json(answer)));
    },

    channelStatus(state, input, now) {
      return JSON.parse(call("channelStatus", state == null ? undefined : json(state), json(input), now));
    },

    randomToken(random) {
      return call("randomToken", bytes(random));
    },

    verifyTokenProblems(token) {
      return JSON.parse(call("tokenProblems", text(token, "token"), false));
    },

    confirmationCodeProblems(code) {
      return JSON.parse(call("tokenProblems", text(code, "code"), true));
    },

    ...callbacks(call),
  };
}
