// What Meta's callbacks and calls to Graph need beside a webhook; the main module and that of setup have it.
import { json, text } from "./arguments.js";

/** @param {(name: string, ...operands: unknown[]) => any} call */
export function callbacks(call) {
  return {
    appSecretProof(secret, token, time) {
      return call("appSecretProof", text(secret, "secret"), text(token, "token"), time);
    },

    deletionReply(statusPage, code) {
      return JSON.parse(call("deletionReply", text(statusPage, "statusPage"), text(code, "code")));
    },

    signedRequest(secret, signed, options) {
      const secrets = Array.isArray(secret) ? secret.map((one) => text(one, "secret")) : text(secret, "secret");
      const { now, maxAgeMs } = options ?? {};
      return JSON.parse(call("signedRequest", json(secrets), text(signed, "signed"), now, maxAgeMs));
    },
  };
}
