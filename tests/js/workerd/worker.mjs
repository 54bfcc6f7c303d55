// The package as a Cloudflare Worker uses it: imported, no init, ready in the global scope already.
import * as api from "messenger-desk";
import { serve } from "./served.mjs";

const early = api.appSecretProof("secret", "token");

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/ready") return Response.json({ ready: api.isReady(), early });
    if (pathname.startsWith("/edge")) return serve(request);
    if (pathname === "/webhook") {
      const channel = new api.Channel({ appSecret: "secret" });
      try {
        return Response.json(channel.receive(await request.arrayBuffer(), request.headers.get("x-hub-signature-256")));
      } catch (error) {
        return Response.json({ code: error.code, name: error.name }, { status: 403 });
      }
    }
    return new Response(null, { status: 404 });
  },
};
