/** Calls Graph for the channel. Only here do a request and the Page's token meet. */

import type { GraphRequest, SendResult } from "messenger-desk";
import type { Env } from "./env.ts";

/** Meta gives up on its own calls far sooner; an agent should not wait longer to hear "no answer". */
const PATIENCE = 20_000;

export async function callGraph(request: GraphRequest, env: Env): Promise<SendResult> {
  const { key, method, path, body } = request;
  const headers = new Headers({ authorization: `Bearer ${env.PAGE_TOKEN}` });
  if (body !== undefined) headers.set("content-type", "application/json");
  try {
    const call = new Request(new URL(path, env.GRAPH_URL), {
      method,
      headers,
      signal: AbortSignal.timeout(PATIENCE),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await (env.GRAPH ? env.GRAPH.fetch(call) : fetch(call));
    return { key, status: answer.status, body: await answer.text(), headers: Object.fromEntries(answer.headers) };
  } catch (error) {
    console.warn(JSON.stringify({ graph: { key, path, error: String(error) } }));
    return noAnswer(key);
  }
}

/** Status 0: nobody knows whether Meta took it. The core decides what follows. */
export function noAnswer(key: string): SendResult {
  return { key, status: 0, body: "" };
}
