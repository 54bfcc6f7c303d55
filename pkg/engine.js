// A module's one running instance: where it comes from, when it starts, and what happens when it traps.
import { ChannelError } from "./error.js";

/** Marks a refusal; no answer begins with it. */
const REFUSED = "!".charCodeAt(0);

/**
 * @param {object} glue What wasm-bindgen wrote for the module.
 * @param {() => WebAssembly.Module | Uint8Array} [carried] Gives the module (or its bytes) at once; entries that carry it may also say so later.
 */
export function engine(glue, carried) {
  /** Kept, because a fresh instance of it costs a fraction of a millisecond. @type {WebAssembly.Module | undefined} */
  let module;
  /** @type {WebAssembly.Exports | undefined} */
  let running;
  /** Shared by everybody who calls `init` while it is under way. @type {Promise<void> | undefined} */
  let pending;
  /** Grows with every instance: what an older one handed out means nothing to this one. */
  let generation = 0;

  /** An entry says where its module comes from. */
  function carry(load) {
    carried = load;
  }

  /**
   * Makes the module ready. Safe to call twice, or while another call is under way; after a failure the next call tries again.
   * Entries that carry the module need no `init`: there it is harmless.
   * @param {string | URL | Response | BufferSource | WebAssembly.Module | Promise<Response | BufferSource | WebAssembly.Module>} [source]
   * @returns {Promise<void>}
   */
  async function init(source) {
    if (module) return;
    if (source === undefined && carried) return initSync();
    pending ??= load(source).finally(() => (pending = undefined));
    return pending;
  }

  /**
   * Makes the module ready at once, from a compiled module or its bytes.
   * @param {BufferSource | WebAssembly.Module} [source]
   */
  function initSync(source) {
    if (module) return;
    if (source === undefined && !carried) throw notReady();
    try {
      const core = source === undefined ? carried() : source;
      start(isBytes(core) ? new WebAssembly.Module(core) : core);
    } catch (cause) {
      throw notLoaded(cause);
    }
  }

  /** Whether a call would work now without `init`. */
  function isReady() {
    return module !== undefined || carried !== undefined;
  }

  /** Which instance is running: handles of another one are void. */
  function currentGeneration() {
    if (!running) revive();
    return generation;
  }

  /**
   * Calls a function of the module.
   * @param {string} name
   * @param {...unknown} operands
   */
  function call(name, ...operands) {
    if (!running) revive();
    let answer;
    try {
      // Nobody looks at the last answer any more: the module may use its memory again.
      running.sweep();
      answer = glue[name](...operands);
    } catch (cause) {
      // A trap: what it left behind is not to be trusted.
      renew();
      throw new ChannelError(
        {
          code: "internal",
          message: `This call failed inside the module (${name}). Other calls are not affected.`,
          hint: "Please report it with the input that caused it, secrets removed. The same input will fail again.",
        },
        { cause },
      );
    }
    if (typeof answer === "string" && answer.charCodeAt(0) === REFUSED) throw new ChannelError(JSON.parse(answer.slice(1)));
    return answer;
  }

  /** The next call gets a fresh instance; what this one handed out becomes void. */
  function renew() {
    // The glue keeps views of the old memory. Growing it, even by nothing, detaches them, and the glue makes new ones.
    running.memory.grow(0);
    running = undefined;
  }

  async function load(source) {
    let compiled;
    try {
      compiled = await compile(await source);
    } catch (cause) {
      throw notLoaded(cause);
    }
    if (!module) start(compiled);
  }

  async function compile(source) {
    if (source === undefined) throw new TypeError("init needs the module, its bytes, a Response or a URL");
    if (typeof source === "string" || typeof source.href === "string") source = await fetch(source);
    if (typeof source.arrayBuffer === "function") {
      if (!source.ok) throw new Error(`HTTP ${source.status} for ${source.url || "the module"}`);
      // Compiled while it arrives, where the server names the type that this asks for.
      if (source.headers.get("content-type")?.startsWith("application/wasm")) return WebAssembly.compileStreaming(source);
      source = await source.arrayBuffer();
    }
    return isBytes(source) ? WebAssembly.compile(source) : source;
  }

  // By shape, not by class: a module or a buffer may come from another realm.
  function isBytes(source) {
    return typeof source.byteLength === "number";
  }

  function start(compiled) {
    const { exports } = new WebAssembly.Instance(compiled, { "./core_bg.js": glue });
    glue.__wbg_set_wasm(exports);
    exports.__wbindgen_start?.();
    module = compiled;
    running = exports;
    generation += 1;
  }

  function revive() {
    if (module) start(module);
    else initSync();
  }

  function notReady() {
    return new ChannelError({
      code: "not_ready",
      reason: "not_initialised",
      message: "The module is not loaded yet.",
      hint: 'Call `await init(...)` once before this, or import "messenger-desk", which needs no init.',
    });
  }

  function notLoaded(cause) {
    return new ChannelError(
      {
        code: "not_ready",
        reason: "not_loaded",
        message: `The module could not be loaded: ${cause?.message ?? cause}`,
        hint: "Check the address and the Content-Security-Policy: script-src needs 'wasm-unsafe-eval', and ./url needs connect-src too.",
      },
      { cause },
    );
  }

  return { call, carry, currentGeneration, init, initSync, isReady, renew };
}
