/** Calls Graph for the channel. Only here do a request and the Page's token meet. */

import type { GraphRequest, SendResult } from "messenger-desk";
import type { Env } from "./env.ts";
import type { StoredFile } from "./files.ts";

/** Meta gives up on its own calls far sooner; an agent should not wait longer to hear "no answer", ms. */
const PATIENCE = 20_000;
/** Nothing depends on typing or seen: a message does not wait long for one, ms. */
const GESTURE_PATIENCE = 4_000;

/**
 * Makes the call, or throws: then it never left this machine.
 *
 * A file goes as `multipart/form-data`: every field of the body as JSON, and the bytes as `filedata`.
 */
export function graphCall(request: GraphRequest, env: Env, file: StoredFile | undefined): Request {
  const { method, path, body } = request;
  if (!env.PAGE_TOKEN) throw new Error("The secret PAGE_TOKEN is not set.");
  if (!URL.canParse(path, env.GRAPH_URL)) throw new Error("GRAPH_URL is not an address.");
  const headers = new Headers({ authorization: `Bearer ${env.PAGE_TOKEN}` });
  const gesture = body !== undefined && "sender_action" in body;
  const patience = env.GRAPH_PATIENCE_MS ?? PATIENCE;
  const signal = AbortSignal.timeout(gesture ? Math.min(patience, GESTURE_PATIENCE) : patience);
  const address = new URL(path, env.GRAPH_URL);
  if (request.upload !== undefined) {
    if (!file) throw new Error("The file of this upload is no longer here. Attach it again.");
    const form = new FormData();
    for (const [name, value] of Object.entries(body ?? {})) form.set(name, JSON.stringify(value));
    form.set("filedata", new File([file.bytes], file.name, { type: file.contentType }));
    return new Request(address, { method, headers, signal, body: form });
  }
  if (body !== undefined) headers.set("content-type", "application/json");
  return new Request(address, { method, headers, signal, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

/** Never throws: where there is no answer, nobody knows whether Meta took it. The core decides what follows. */
export async function answerTo(call: Request, key: string, env: Env): Promise<SendResult> {
  try {
    const answer = await (env.GRAPH ? env.GRAPH.fetch(call) : fetch(call));
    return { key, status: answer.status, body: await answer.text(), headers: Object.fromEntries(answer.headers) };
  } catch (error) {
    console.warn(JSON.stringify({ graph: "no answer", key, error: error instanceof Error ? error.name : "unknown" }));
    return noAnswer(key);
  }
}

/** Status 0. */
export function noAnswer(key: string): SendResult {
  return { key, status: 0, body: "" };
}
