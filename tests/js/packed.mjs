// The package as npm would hand it out: packed, and unpacked into the node_modules of a consumer that has nothing else.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const pkg = fileURLToPath(new URL("../../pkg/", import.meta.url));

/**
 * Packs the package and installs it for a new consumer.
 * @param {string[]} files Files of this folder that the consumer gets as its own.
 * @returns {{ folder: string, packed: { path: string, size: number }[], tarball: string, remove(): void }}
 */
export function consumer(files = []) {
  const folder = mkdtempSync(join(tmpdir(), "messenger-desk-consumer-"));
  const pack = ["pack", pkg, "--json", "--ignore-scripts", "--pack-destination", folder];
  const [report] = JSON.parse(execFileSync("npm", pack, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  const tarball = join(folder, report.filename);
  const installed = join(folder, "node_modules/messenger-desk");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  for (const file of files) cpSync(fileURLToPath(new URL(file, import.meta.url)), join(folder, basename(file)));
  return { folder, tarball, packed: report.files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
