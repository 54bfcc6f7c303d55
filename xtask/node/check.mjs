// Proves that this Node takes the module: compiles it, starts it with its glue, and finds in it only what belongs there.
// node check.mjs core.wasm glue.js
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const [modulePath, gluePath] = process.argv.slice(2);
const module = await WebAssembly.compile(readFileSync(modulePath));

for (const section of ["name", "producers", ".debug_info"]) {
  assert.equal(WebAssembly.Module.customSections(module, section).length, 0, `a "${section}" section is left`);
}
const sources = new Set(WebAssembly.Module.imports(module).map((entry) => entry.module));
assert.deepEqual([...sources], sources.size === 0 ? [] : ["./core_bg.js"], "the module imports only its glue");

// As text, so that no package.json near the file decides what kind of script it is.
const glue = await import(`data:text/javascript,${encodeURIComponent(readFileSync(gluePath, "utf8"))}`);
const { exports } = await WebAssembly.instantiate(module, { "./core_bg.js": glue });
glue.__wbg_set_wasm(exports);
exports.__wbindgen_start?.();
assert.equal(typeof exports.memory.grow(0), "number", "the memory can be reached: the wrapper needs it after a trap");
// wasm-bindgen would note them in a list of its own, which `sweep` takes the memory of.
assert.ok(!("__externref_table_alloc" in exports), "no JavaScript object crosses the border");
console.log(process.version);
