// The module travels inside the script and starts by itself at the first call.
import packed from "../dist/policy-bytes.js";
import { unpack } from "../unpack.js";
import { carry } from "./instance.js";

carry(() => unpack(packed));

export * from "./api.js";
export { default } from "./api.js";
