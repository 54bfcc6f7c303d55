// The one running instance of the policy module.
import * as glue from "../dist/policy-glue.js";
import { engine } from "../engine.js";

export const { call, carry, init, initSync, isReady } = engine(glue);
