// served.mjs in Deno or Bun, on a port of its choice, which it prints.
import { serve } from "./served.mjs";

const ready = ({ port }) => console.log(`port ${port}`);

if (globalThis.Deno) Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ready }, serve);
else ready(Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: serve }));
