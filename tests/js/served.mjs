// The package behind a server, for any runtime that has `Request` and `Response`: a webhook, the fixture suite, and how much was delivered.
import * as api from "messenger-desk";
import { webhook } from "messenger-desk/edge";
import { config } from "./attacks.mjs";
import { runSuite } from "./suite.mjs";

const seen = { delivered: [], refused: [] };

const receive = webhook({
  channel: new api.Channel(config),
  async deliver({ events }) {
    await null;
    seen.delivered.push(...events.map((event) => event.text ?? event.type));
  },
  onRefused: ({ reason }) => void seen.refused.push(reason),
});

export async function serve(request) {
  const { pathname } = new URL(request.url);
  if (pathname.endsWith("/suite")) return Response.json(runSuite(api, await request.json()));
  if (pathname.endsWith("/seen")) return Response.json({ delivered: seen.delivered.splice(0), refused: seen.refused.splice(0) });
  return receive(request);
}
