// Every example of both READMEs runs as it stands.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

for (const place of ["README.md", "pkg/README.md"]) {
  const readme = readFileSync(new URL(`../../${place}`, import.meta.url), "utf8");
  const examples = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map((match) => match[1]);

  assert.ok(examples.length > 0, `${place} shows nothing`);
  examples.forEach((example, index) => {
    test(`example ${index + 1} of ${place}`, () => {
      // From the root, where the package is installed.
      const cwd = new URL("../../", import.meta.url);
      execFileSync(process.execPath, ["--input-type=module", "--eval", example], { cwd, stdio: ["ignore", "pipe", "inherit"] });
    });
  });
}
