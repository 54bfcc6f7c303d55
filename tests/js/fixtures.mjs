// Reads what the fixture suite runs on: the bodies, the channel's configuration and the snapshots of the Rust tests.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";

const tests = new URL("../", import.meta.url);

/** Everything as plain JSON, to be handed to a worker or a page as well. */
export function readMaterial() {
  const folder = new URL("fixtures/webhooks/", tests);
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length));
  assert.ok(names.length > 0, "tests/fixtures/webhooks holds no fixture");
  return {
    config: JSON.parse(readFileSync(new URL("fixtures/channel.json", tests), "utf8")),
    fixtures: names.map((name) => ({
      name,
      body: readFileSync(new URL(`${name}.json`, folder)).toString("base64"),
      expected: readSnapshot(name),
    })),
  };
}

/** The JSON below the header that insta writes between two lines of dashes; nothing when `cargo test` has written none yet. */
function readSnapshot(name) {
  const file = new URL(`snapshots/fixtures__${name}.snap`, tests);
  if (!existsSync(file)) return "";
  const text = readFileSync(file, "utf8");
  const [, , ...content] = text.split(/^---$/m);
  return content.join("---");
}

/** Fails with every fixture that differs, the first ones in full. */
export function assertAllOk(results) {
  const failed = results.filter((result) => !result.ok);
  const shown = failed.slice(0, 5).map((result) => `${result.name} ${result.diff}`);
  assert.equal(failed.length, 0, `${failed.length} of ${results.length} fixtures differ from their snapshots\n${shown.join("\n")}`);
  assert.ok(results.length > 0);
}
