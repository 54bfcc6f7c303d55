// The module travels inside the script and starts by itself at the first call.
import packed from "../dist/setup-bytes.js";
import * as glue from "../dist/setup-glue.js";
import { engine } from "../engine.js";
import { unpack } from "../unpack.js";
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
} = /* @__PURE__ */ setup(engine(glue, () => unpack(packed)));
