// No module and no way to find one: whoever uses this brings it to `init` or `initSync`. For libraries.
export * from "./api.js";
export { diagnose } from "./setup/index.js";
export { default } from "./api.js";
