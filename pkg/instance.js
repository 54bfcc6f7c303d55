// The one running instance of the package's main module.
import * as glue from "./dist/glue.js";
import { engine } from "./engine.js";

export const { call, carry, currentGeneration, init, initSync, isReady, renew } = engine(glue);
