// Writes pkg/dist/bytes.js (the module as base64) and two CommonJS files in pkg/dist: index.cjs (the inline entry,
// whole) and edge.cjs.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const pkg = new URL("../../pkg/", import.meta.url);
const core = readFileSync(new URL("dist/core.wasm", pkg));
writeFileSync(
  new URL("dist/bytes.js", pkg),
  `// The bytes of core.wasm in base64.\nexport default "${core.toString("base64")}";\n`,
);

await build({
  absWorkingDir: new URL(".", pkg).pathname,
  entryPoints: ["index.js", "edge.js"],
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});
