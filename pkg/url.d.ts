import type { ModuleSource } from "./index.js";

export * from "./index.js";

/**
 * Fetches the module from the file beside this script, or takes the given one. Must have ended before the first call;
 * safe to call twice. After a failure the next call tries again.
 */
export declare function init(source?: ModuleSource | Promise<ModuleSource>): Promise<void>;
export default init;
