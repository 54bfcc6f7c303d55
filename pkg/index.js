// The module travels inside the script and starts by itself at the first call.
import packed from "./dist/bytes.js";
import { carry } from "./instance.js";
import { unpack } from "./unpack.js";

carry(() => unpack(packed));

export * from "./api.js";
export { diagnose } from "./setup/index.js";
export { default } from "./api.js";
