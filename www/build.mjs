// Bundles what the browser loads: the workspace into dist/, and for development the same with the stand-in's phone into dist-development/.
import { cp, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

async function bundle(outdir, entryPoints) {
  await rm(at(outdir), { recursive: true, force: true });
  await mkdir(at(outdir), { recursive: true });
  await build({
    entryPoints: entryPoints.map(({ in: source, out }) => ({ in: at(source), out })),
    outdir: at(outdir),
    bundle: true,
    format: "esm",
    target: ["es2022"],
    minify: true,
    sourcemap: true,
    logLevel: "info",
  });
  for (const file of ["index.html", "_headers", "icon.svg"]) await cp(at(`page/${file}`), at(`${outdir}/${file}`));
}

const workspace = [
  { in: "page/main.ts", out: "desk" },
  { in: "page/desk.css", out: "desk" },
];
const standIn = [
  { in: "standin/phone/main.ts", out: "standin" },
  { in: "standin/phone/phone.css", out: "standin" },
];
await bundle("dist", workspace);
await bundle("dist-development", [...workspace, ...standIn]);
await cp(at("standin/pictures"), at("dist-development/pictures"), { recursive: true });
