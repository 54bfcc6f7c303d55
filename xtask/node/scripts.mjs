// Writes pkg/dist/*bytes.js (a module as base64) and pkg/dist/*.cjs (an entry as one CommonJS file).
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const pkg = new URL("../../pkg/", import.meta.url);
for (const [module, script] of [
  ["core.wasm", "bytes.js"],
  ["adapters.wasm", "adapters-bytes.js"],
]) {
  const base64 = readFileSync(new URL(`dist/${module}`, pkg)).toString("base64");
  writeFileSync(
    new URL(`dist/${script}`, pkg),
    `// The bytes of ${module} in base64.\nexport default "${base64}";\n`,
  );
}

await build({
  absWorkingDir: new URL(".", pkg).pathname,
  entryPoints: { index: "index.js", edge: "edge.js", adapters: "adapters/index.js" },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});
