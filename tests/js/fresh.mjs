// Copies of the package, each with a module state of its own: Node keeps one instance of every module for ever.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const pkg = fileURLToPath(new URL("../../pkg/", import.meta.url));
const folders = [];

/**
 * Imports an entry of a copy of the package. `location` is the address of the copy.
 * @param {string} entry Its file name.
 * @param {{ glue?: string }} [other] Another module's glue, to be used instead of ours.
 */
export async function freshPackage(entry, other = {}) {
  const folder = mkdtempSync(join(tmpdir(), "messenger-desk-"));
  folders.push(folder);
  for (const file of readdirSync(pkg)) {
    if (file.endsWith(".js") || file === "package.json") cpSync(join(pkg, file), join(folder, file));
  }
  cpSync(join(pkg, "setup"), join(folder, "setup"), { recursive: true });
  mkdirSync(join(folder, "dist"));
  for (const file of ["bytes.js", "core.wasm", "setup-bytes.js", "setup-glue.js"]) cpSync(join(pkg, "dist", file), join(folder, "dist", file));
  cpSync(other.glue ?? join(pkg, "dist/glue.js"), join(folder, "dist/glue.js"));
  const location = pathToFileURL(join(folder, entry));
  return { ...(await import(location)), location };
}

/** Deletes the copies. */
export function removePackages() {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
