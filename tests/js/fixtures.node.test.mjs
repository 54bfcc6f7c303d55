// The fixture suite in Node, by every entry that runs there.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { assertAllOk, readMaterial } from "./fixtures.mjs";
import { runSuite } from "./suite.mjs";

const material = readMaterial();
const require = createRequire(import.meta.url);

test("every fixture gives its snapshot by import", async () => {
  assertAllOk(runSuite(await import("messenger-desk"), material));
});

test("every fixture gives its snapshot by require", () => {
  assertAllOk(runSuite(require("messenger-desk"), material));
});

test("every fixture gives its snapshot by ./slim", async () => {
  const slim = await import("messenger-desk/slim");
  slim.initSync(readFileSync(require.resolve("messenger-desk/core.wasm")));
  assertAllOk(runSuite(slim, material));
});
