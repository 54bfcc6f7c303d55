// Bundles what the browser loads into dist/: the workspace, and the stand-in's phone as a bundle of its own.
import { cp, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

await rm(at("dist"), { recursive: true, force: true });
await mkdir(at("dist"), { recursive: true });
await build({
  entryPoints: [
    { in: at("page/main.ts"), out: "desk" },
    { in: at("page/desk.css"), out: "desk" },
    { in: at("standin/phone/main.ts"), out: "standin" },
    { in: at("standin/phone/phone.css"), out: "standin" },
  ],
  outdir: at("dist"),
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  sourcemap: true,
  logLevel: "info",
});
await cp(at("page/index.html"), at("dist/index.html"));
await cp(at("page/_headers"), at("dist/_headers"));
await cp(at("page/icon.svg"), at("dist/icon.svg"));
await cp(at("standin/pictures"), at("dist/pictures"), { recursive: true });
