// Workers must not compile bytes: there an import of the file gives the compiled module.
import core from "./dist/core.wasm";
import { carry } from "./instance.js";

carry(() => core);

export * from "./api.js";
export { diagnose } from "./setup/workerd.js";
export { default } from "./api.js";
