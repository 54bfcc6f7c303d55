// How large the files are that `npm pack` would put into the package: as they are, and as they travel.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const pkg = new URL("../../pkg/", import.meta.url);

/** One row for each shipped file, largest first. */
export function shippedSizes() {
  return shipped()
    .map((file) => ({ file, ...sizes(readFileSync(new URL(file, pkg))) }))
    .sort((left, right) => right.raw - left.raw);
}

/** What npm would pack, by npm's own word. */
function shipped() {
  const told = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: pkg, stdio: ["ignore", "pipe", "ignore"] });
  // A list; newer versions of npm give an object with a key for each package.
  const [packed] = Object.values(JSON.parse(told));
  return packed.files.map((file) => file.path);
}

function sizes(bytes) {
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: quality }).length,
  };
}
