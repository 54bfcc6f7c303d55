// The packed package in a browser, by a plain <script type="module"> under a strict Content-Security-Policy.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { assertAllOk, readMaterial } from "./fixtures.mjs";
import { consumer } from "./packed.mjs";

const { CHROMIUM } = process.env;
assert.ok(CHROMIUM, "CHROMIUM must name the browser; `cargo xtask test` finds it");

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const imports = {
  "messenger-desk": "/node_modules/messenger-desk/index.js",
  "messenger-desk/url": "/node_modules/messenger-desk/url.js",
  "messenger-desk/policy": "/node_modules/messenger-desk/policy/index.js",
  "messenger-desk/explain": "/node_modules/messenger-desk/explain.js",
  "messenger-desk/catalogues/en": "/node_modules/messenger-desk/catalogues/en.js",
};
const importMap = JSON.stringify({ imports });
const html = `<!doctype html><meta charset="utf-8"><title>messenger-desk</title>
<script type="importmap">${importMap}</script><script type="module" src="/page.mjs"></script>`;
const importMapHash = `'sha256-${createHash("sha256").update(importMap).digest("base64")}'`;

let home;
let server;
let origin;
let browser;
let deliverReport;

before(async () => {
  home = consumer(["suite.mjs", "chromium/page.mjs"]);
  const material = JSON.stringify(readMaterial());
  server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
    if (pathname === "/") {
      const wasm = searchParams.has("noWasm") ? "" : " 'wasm-unsafe-eval'";
      const policy = `default-src 'none'; connect-src 'self'; script-src 'self' ${importMapHash}${wasm}`;
      response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy }).end(html);
    } else if (pathname === "/material.json") {
      response.writeHead(200, { "content-type": "application/json" }).end(material);
    } else if (pathname === "/report") {
      const chunks = await request.toArray();
      response.writeHead(204).end();
      deliverReport(JSON.parse(Buffer.concat(chunks).toString()));
    } else {
      serve(pathname, response);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launchPersistentContext(join(home.folder, "profile"), {
    executablePath: CHROMIUM,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});

after(async () => {
  await browser?.close();
  server?.close();
  home?.remove();
});

function serve(pathname, response) {
  try {
    const body = readFileSync(join(home.folder, pathname));
    response.writeHead(200, { "content-type": TYPES[extname(pathname)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** Opens the page and waits for what it reports; what it logged is shown when it never does. */
async function visit(query) {
  const log = [];
  const reported = new Promise((resolve) => (deliverReport = resolve));
  const page = await browser.newPage();
  page.on("console", (message) => log.push(message.text()));
  page.on("pageerror", (error) => log.push(String(error)));
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the page reported nothing:\n${log.join("\n")}`)), 60_000);
  });
  try {
    await page.goto(`${origin}/?${new URLSearchParams(query)}`);
    return await Promise.race([reported, silence]);
  } finally {
    clearTimeout(timer);
    await page.close();
  }
}

for (const entry of ["messenger-desk", "messenger-desk/url"]) {
  test(`every fixture gives its snapshot by ${entry}`, async () => {
    const report = await visit({ entry });
    assert.equal(report.error, undefined, report.error?.stack);
    assert.equal(report.proof, createHmac("sha256", "secret").update("token").digest("hex"));
    assertAllOk(report.results);
  });

  test(`without 'wasm-unsafe-eval' ${entry} says what is missing`, async () => {
    const { error } = await visit({ entry, noWasm: "1" });
    assert.equal(error?.name, "ChannelError");
    assert.equal(error.code, "not_ready");
    assert.match(error.hint, /wasm-unsafe-eval/);
  });
}

test("the policy entry decides as the whole does, explains it, and is ready in a few milliseconds", async () => {
  const report = await visit({ policy: "1" });
  assert.equal(report.error, undefined, report.error?.stack);
  assert.equal(report.same, true);
  assert.equal(report.chip, "23 hr left");
  console.log(`policy entry in Chromium: first decision after ${report.ready.map((ms) => ms.toFixed(2)).join(", ")} ms`);
  // The goal is 5 ms; a machine that runs everything else at once is no place to hold it to that.
  assert.ok(Math.min(...report.ready) < 50, report.ready);
});
