// Workers must not compile bytes: there an import of the file gives the compiled module.
import module from "../dist/setup.wasm";
import * as glue from "../dist/setup-glue.js";
import { engine } from "../engine.js";
import { setup } from "./api.js";

export { ChannelError } from "../error.js";
export const {
  appSecretProof,
  channelStatus,
  confirmationCodeProblems,
  deletionReply,
  diagnose,
  guide,
  loginUrl,
  pageTokens,
  randomToken,
  readAccounts,
  readLogin,
  setupRequests,
  signedRequest,
  verifyTokenProblems,
} = /* @__PURE__ */ setup(engine(glue, () => module));
