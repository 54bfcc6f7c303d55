// The module is a file beside this one, fetched by `init`: the smallest script, and a file that caches keep.
// In this entry alone, because bundlers copy whatever such a URL names.
import { init as initFrom } from "./instance.js";

/** Fetches the module, or takes the given one. */
export function init(source = new URL("./dist/core.wasm", import.meta.url)) {
  return initFrom(source);
}

export * from "./api.js";
export { diagnose } from "./setup/index.js";
export default init;
