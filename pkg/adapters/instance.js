// The one running instance of the adapters' module.
import * as glue from "../dist/adapters-glue.js";
import { engine } from "../engine.js";

export const { call, carry, init, initSync, isReady } = engine(glue);
