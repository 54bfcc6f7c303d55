// What would be published: its files, its manifest, its types, and what a bundler makes of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { consumer } from "./packed.mjs";

const bin = fileURLToPath(new URL("../../node_modules/.bin/", import.meta.url));
const home = consumer();
const installed = join(home.folder, "node_modules/messenger-desk");

after(() => home.remove());

function runTool(name, ...words) {
  execFileSync(process.execPath, [join(bin, name), ...words], { stdio: ["ignore", "inherit", "inherit"] });
}

/** Bundles a consumer that uses everything of an entry. */
async function bundle(entry, options) {
  const result = await build({
    stdin: { contents: `import * as all from ${JSON.stringify(entry)}; console.log(all);`, resolveDir: home.folder },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    outdir: home.folder,
    loader: { ".wasm": "copy" },
    logLevel: "error",
    ...options,
  });
  return result.outputFiles.find((file) => file.path.endsWith(".js")).text;
}

/** Which bundles of everything that an entry offers carry which module inside. `diagnose` has its own, in a browser with every entry. */
const CARRIERS = {
  "bytes.js": ["a browser"],
  "adapters-bytes.js": ["a browser, with ./adapters"],
  "setup-bytes.js": ["a browser", "a browser, with ./url", "a browser, with ./slim", "a browser, with ./setup"],
};

/** How the module begins that a script of dist carries. */
async function beginning(script) {
  const { default: packed } = await import(pathToFileURL(join(installed, "dist", script)));
  return packed.text.slice(0, 80);
}

test("the tarball holds exactly these files", () => {
  assert.deepEqual(home.packed.map((file) => file.path).sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "adapters/api.js",
    "adapters/edge-light.js",
    "adapters/index.d.ts",
    "adapters/index.js",
    "adapters/instance.js",
    "adapters/workerd.js",
    "api.js",
    "arguments.js",
    "callbacks.js",
    ...["en", "es", "id", "pt", "ru", "zh"].flatMap((language) => [`catalogues/${language}.d.ts`, `catalogues/${language}.js`]),
    "decisions.js",
    "desks/request-tracker.pl",
    "dist/adapters-bytes.js",
    "dist/adapters-glue.js",
    "dist/adapters.cjs",
    "dist/adapters.d.cts",
    "dist/adapters.wasm",
    "dist/bytes.js",
    "dist/core.wasm",
    "dist/edge.cjs",
    "dist/edge.d.cts",
    "dist/glue.js",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/policy-bytes.js",
    "dist/policy-glue.js",
    "dist/policy-limits.js",
    "dist/policy-rules.js",
    "dist/policy.cjs",
    "dist/policy.d.cts",
    "dist/policy.wasm",
    "dist/setup-bytes.js",
    "dist/setup-glue.js",
    "dist/setup.cjs",
    "dist/setup.d.cts",
    "dist/setup.wasm",
    "dist/types.d.cts",
    "dist/types.d.ts",
    "edge-light.js",
    "edge.d.ts",
    "edge.js",
    "engine.js",
    "error.js",
    "explain.d.ts",
    "explain.js",
    "index.d.ts",
    "index.js",
    "instance.js",
    "package.json",
    "policy/api.js",
    "policy/edge-light.js",
    "policy/index.d.ts",
    "policy/index.js",
    "policy/instance.js",
    "policy/workerd.js",
    "setup/api.js",
    "setup/edge-light.js",
    "setup/index.d.ts",
    "setup/index.js",
    "setup/workerd.js",
    "slim.d.ts",
    "slim.js",
    "unpack.js",
    "url.d.ts",
    "url.js",
    "workerd.js",
  ]);
});

test("every file that the manifest names is in the tarball", () => {
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const named = [];
  const collect = (value) => (typeof value === "string" ? named.push(value) : Object.values(value).forEach(collect));
  collect(manifest.exports);
  collect(manifest.sideEffects);
  for (const file of named) assert.ok(existsSync(join(installed, file)), file);
  assert.equal(manifest.scripts, undefined, "nothing runs at an installation");
  assert.equal(manifest.dependencies, undefined);
});

test("publint finds nothing", () => {
  runTool("publint", "--strict", home.tarball);
});

test("attw finds nothing", () => {
  // The modules' files have no types; ./url, ./slim, ./explain and the catalogues are for ES modules alone.
  runTool("attw", home.tarball, "--profile", "node16", "--exclude-entrypoints", "core.wasm", "policy.wasm", "--ignore-rules", "cjs-resolves-to-esm", "--format", "table", "--no-color", "--no-emoji");
});

for (const node of [process.execPath, "node"]) {
  test(`import and require work from the tarball with ${node === "node" ? "the machine's Node" : "the pinned Node"}`, () => {
    const proof = "appSecretProof('secret', 'token')";
    const desk = "adapter('zammad').desk";
    const imported = 'import * as api from "messenger-desk"; import * as desks from "messenger-desk/adapters";';
    const required = 'const api = require("messenger-desk"); const desks = require("messenger-desk/adapters");';
    const print = `console.log(api.${proof} + desks.${desk});`;
    writeFileSync(join(home.folder, "import.mjs"), imported + print);
    writeFileSync(join(home.folder, "require.cjs"), required + print);
    const answers = ["import.mjs", "require.cjs"].map((file) =>
      execFileSync(node, [join(home.folder, file)], { encoding: "utf8" }),
    );
    assert.match(answers[0], /^[0-9a-f]{64}zammad\n$/);
    assert.equal(answers[1], answers[0]);
  });
}

for (const [name, entry, options] of [
  ["a browser", "messenger-desk", { platform: "browser" }],
  ["a browser, with ./url", "messenger-desk/url", { platform: "browser" }],
  ["a browser, with ./slim", "messenger-desk/slim", { platform: "browser" }],
  ["a browser, with ./adapters", "messenger-desk/adapters", { platform: "browser" }],
  ["a browser, with ./setup", "messenger-desk/setup", { platform: "browser" }],
  ["workerd, with ./setup", "messenger-desk/setup", { conditions: ["workerd", "worker", "browser"] }],
  ["workerd, with ./adapters", "messenger-desk/adapters", { conditions: ["workerd", "worker", "browser"] }],
  ["workerd", "messenger-desk", { conditions: ["workerd", "worker", "browser"] }],
  ["workerd, the policy", "messenger-desk/policy", { conditions: ["workerd", "worker", "browser"] }],
  ["edge-light", "messenger-desk", { conditions: ["edge-light"], external: ["*.wasm?module"] }],
]) {
  test(`a bundle for ${name} needs no Node and evaluates no text`, async () => {
    const text = await bundle(entry, options);
    for (const forbidden of [/\bnode:/, /\brequire\(/, /new Function\b/, /\beval\(/, /\bprocess\./, /\bBuffer\b/]) {
      assert.doesNotMatch(text, forbidden);
    }
    const sizes = [text.length, gzipSync(text, { level: 9 }).length, brotliCompressSync(text).length];
    console.log(`bundle for ${name}: ${sizes[0]} bytes, ${sizes[1]} gzip, ${sizes[2]} brotli`);
    for (const [script, carriers] of Object.entries(CARRIERS)) {
      assert.equal(text.includes(await beginning(script)), carriers.includes(name), script);
    }
  });
}

for (const [name, options, module] of [
  ["a browser", { platform: "browser" }, await beginning("setup-bytes.js")],
  ["workerd", { conditions: ["workerd", "worker", "browser"] }, /setup[^"']*\.wasm["']/],
]) {
  test(`a bundle for ${name} has the module of setup only where it is used`, async () => {
    const using = (names) => bundle(undefined, {
      stdin: { contents: `import { ${names} } from "messenger-desk"; console.log(${names});`, resolveDir: home.folder },
      ...options,
    });
    const holds = (text) => (typeof module === "string" ? text.includes(module) : module.test(text));
    assert.equal(holds(await using("Channel, decide, plan, outcome, signedRequest")), false);
    assert.equal(holds(await using("diagnose")), true);
  });
}

test("the policy entry carries no webhook parser and no HMAC, and what is not used not at all", async () => {
  const contents = `import { decide } from "messenger-desk/policy";
    import { explain } from "messenger-desk/explain";
    import en from "messenger-desk/catalogues/en";
    console.log(explain(decide({}, { now: Date.now(), author: "human" }), en));`;
  const text = await bundle(undefined, { stdin: { contents, resolveDir: home.folder }, platform: "browser" });
  assert.doesNotMatch(text, /hub_signature|appsecret_proof|appSecretProof|"receive"|"parse"|newPost/);
  assert.doesNotMatch(text, /id\\?":\\?"standard_window/, "the table of rules");
  const module = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(join(installed, "dist/policy.wasm"))));
  const calls = module.map((entry) => entry.name).filter((name) => !name.startsWith("__") && name !== "memory");
  assert.deepEqual(calls.sort(), ["checkWindows", "decide", "sweep", "timeline", "windows"]);
  console.log(`policy with one language: ${text.length} bytes, ${brotliCompressSync(text).length} brotli`);
});

for (const node of [process.execPath, "node"]) {
  test(`the policy entry works from the tarball with ${node === "node" ? "the machine's Node" : "the pinned Node"}`, () => {
    const proof = "decide({ lastInteractionAt: 0 }, { now: 1, author: 'bot' }).verdict";
    writeFileSync(join(home.folder, "policy.mjs"), `import * as api from "messenger-desk/policy"; console.log(api.${proof});`);
    writeFileSync(join(home.folder, "policy.cjs"), `console.log(require("messenger-desk/policy").${proof});`);
    for (const file of ["policy.mjs", "policy.cjs"]) {
      assert.equal(execFileSync(node, [join(home.folder, file)], { encoding: "utf8" }), "blocked\n");
    }
  });
}

for (const [name, conditions, file] of [
  ["workerd", ["workerd", "worker", "browser"], /core[^"']*\.wasm["']/],
  ["Vercel's edge", ["edge-light"], /core\.wasm\?module["']/],
]) {
  test(`a webhook bundled for ${name} imports the module as a file, and the edge adds little`, async () => {
    const contents = 'import { Channel } from "messenger-desk"; import { webhook } from "messenger-desk/edge"; export default webhook({ channel: new Channel({}), deliver() {} });';
    const options = { stdin: { contents, resolveDir: home.folder }, conditions, external: ["*.wasm?module"] };
    const text = await bundle("messenger-desk", options);
    assert.match(text, file);
    assert.doesNotMatch(text, /\bnode:|\brequire\(|\bBuffer\b/);
    const alone = await bundle("messenger-desk/edge", { conditions });
    assert.ok(alone.length < 3000, `${alone.length} bytes`);
    assert.doesNotMatch(alone, /\.wasm/);
  });
}

test("no file mentions Node's modules or evaluates text", () => {
  for (const { path } of home.packed.filter((file) => /\.c?js$/.test(file.path))) {
    const text = readFileSync(join(installed, path), "utf8");
    assert.doesNotMatch(text, /["']node:|new Function\b|\beval\(/, path);
  }
});
