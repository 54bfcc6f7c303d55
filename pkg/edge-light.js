// As workerd.js; this runtime's bundlers give the compiled module for `?module`.
import core from "./dist/core.wasm?module";
import { carry } from "./instance.js";

carry(() => core);

export * from "./api.js";
export { diagnose } from "./setup/edge-light.js";
export { default } from "./api.js";
