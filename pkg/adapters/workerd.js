// Workers must not compile bytes: there an import of the file gives the compiled module.
import core from "../dist/adapters.wasm";
import { carry } from "./instance.js";

carry(() => core);

export * from "./api.js";
