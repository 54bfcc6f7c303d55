// Compiled, never run: the entries that do not carry the module, and how they are given one.
import initInline, { Channel } from "messenger-desk/inline";
import initSlim, { initSync, decide as slimDecide, type Decision } from "messenger-desk/slim";
import initUrl, { decide as urlDecide } from "messenger-desk/url";

export async function start(module: WebAssembly.Module, bytes: Uint8Array): Promise<Decision> {
  await initInline();
  await initUrl();
  await initUrl(new URL("https://cdn.example/core.wasm"));
  await initUrl(fetch("/core.wasm"));
  await initSlim(module);
  await initSlim(bytes);
  initSync(module);
  // @ts-expect-error this entry has no module of its own
  await initSlim();
  // @ts-expect-error nothing to start from
  initSync(1);
  new Channel({});
  return slimDecide({}, { now: 0, author: "human" }).at > 0 ? slimDecide({}, { now: 0, author: "bot" }) : urlDecide({}, { now: 1, author: "bot" });
}
