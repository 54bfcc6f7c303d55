// Writes pkg/dist/*bytes.js (a module as base64) and pkg/dist/*.cjs (an inline entry as one CommonJS file).
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const pkg = new URL("../../pkg/", import.meta.url);
const entries = [
  { module: "core.wasm", bytes: "bytes.js", entry: "index.js", script: "index.cjs" },
  { module: "adapters.wasm", bytes: "adapters-bytes.js", entry: "adapters/index.js", script: "adapters.cjs" },
];

for (const { module, bytes, entry, script } of entries) {
  const base64 = readFileSync(new URL(`dist/${module}`, pkg)).toString("base64");
  writeFileSync(
    new URL(`dist/${bytes}`, pkg),
    `// The bytes of ${module} in base64.\nexport default "${base64}";\n`,
  );
  await build({
    absWorkingDir: new URL(".", pkg).pathname,
    entryPoints: [entry],
    outfile: `dist/${script}`,
    bundle: true,
    format: "cjs",
    platform: "neutral",
    target: "es2022",
    logLevel: "warning",
  });
}
