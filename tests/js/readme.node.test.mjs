// Every example of the package's README runs as it stands.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const readme = readFileSync(new URL("../../pkg/README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map((match) => match[1]);

assert.ok(examples.length > 0, "the README shows nothing");
examples.forEach((example, index) => {
  test(`example ${index + 1} of the README`, () => {
    // From the root, where the package is installed.
    const cwd = new URL("../../", import.meta.url);
    execFileSync(process.execPath, ["--input-type=module", "--eval", example], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  });
});
