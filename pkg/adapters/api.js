// Thin: JSON goes in and comes out, Rust decides. index.d.ts says what each function is for.
import { json } from "../arguments.js";
import { ChannelError } from "../error.js";
import { call } from "./instance.js";

export { ChannelError };

export function adapter(desk, config = {}) {
  const setting = [String(desk), JSON.stringify(config) ?? "null"];
  call("checkDesk", ...setting);
  return Object.freeze({
    desk,

    request(action, ids) {
      return JSON.parse(call("deskRequest", ...setting, json(action), maybe(ids)));
    },

    learn(action, step, answer, ids) {
      const { status = 0, headers, body = "" } = answer;
      return JSON.parse(
        call("deskLearn", ...setting, json(action), step, status, maybe(plain(headers)), String(body), maybe(ids)),
      );
    },

    read(webhook, now, ids) {
      const { headers, body } = webhook;
      if (typeof body !== "string") {
        throw new TypeError("webhook.body must be the text of the request as it came, not a parsed body");
      }
      return JSON.parse(call("deskRead", ...setting, maybe(plain(headers)), body, maybe(ids), now));
    },
  });
}

// A Headers object shows nothing to JSON.stringify.
function plain(headers) {
  return typeof headers?.entries === "function" ? Object.fromEntries(headers.entries()) : headers;
}

function maybe(value) {
  return value == null ? undefined : json(value);
}
