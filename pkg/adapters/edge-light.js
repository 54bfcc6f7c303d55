// As workerd.js; this runtime's bundlers give the compiled module for `?module`.
import core from "../dist/adapters.wasm?module";
import { carry } from "./instance.js";

carry(() => core);

export * from "./api.js";
