import type { CompiledModule, ModuleSource } from "./index.js";

export * from "./index.js";

/**
 * Takes the module that you bring: this entry has none and knows no place to find one. Must have ended before the first call;
 * safe to call twice. After a failure the next call tries again.
 */
export declare function init(source: ModuleSource | Promise<ModuleSource>): Promise<void>;
export default init;

/** As {@link init}, at once. */
export declare function initSync(source: ArrayBuffer | ArrayBufferView | CompiledModule): void;
