// Writes pkg/dist/*bytes.js (a module as text) and pkg/dist/*.cjs (an entry as one CommonJS file; that of the edge has no module).
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { pack } from "./pack.mjs";

const pkg = new URL("../../pkg/", import.meta.url);
const entries = [
  { module: "core.wasm", bytes: "bytes.js", entry: "index.js", script: "index.cjs" },
  { module: "policy.wasm", bytes: "policy-bytes.js", entry: "policy/index.js", script: "policy.cjs" },
  { module: "adapters.wasm", bytes: "adapters-bytes.js", entry: "adapters/index.js", script: "adapters.cjs" },
  { module: "setup.wasm", bytes: "setup-bytes.js", entry: "setup/index.js", script: "setup.cjs" },
  { entry: "edge.js", script: "edge.cjs" },
];

// First every module: an entry may have two.
for (const { module, bytes } of entries.filter(({ module }) => module !== undefined)) {
  const packed = JSON.stringify(pack(readFileSync(new URL(`dist/${module}`, pkg))));
  writeFileSync(new URL(`dist/${bytes}`, pkg), `// ${module}, for unpack.js.\nexport default ${packed};\n`);
}

for (const { entry, script } of entries) {
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
