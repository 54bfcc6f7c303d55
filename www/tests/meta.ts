/** Notifications made by hand, to say things the stand-in would never say. */

import { createHmac } from "node:crypto";
import { SECRETS } from "./development-worker.ts";
import type { DevelopmentWorker } from "./development-worker.ts";

export const PAGE = "104877212345678";

export interface Said {
  psid: string;
  mid: string;
  text: string;
  at: number;
  page?: string;
}

export function notification(...said: Said[]): string {
  return JSON.stringify({
    object: "page",
    entry: said.map(({ psid, mid, text, at, page = PAGE }) => ({
      id: page,
      time: at,
      messaging: [{ sender: { id: psid }, recipient: { id: page }, timestamp: at, message: { mid, text } }],
    })),
  });
}

export function sign(body: string, secret = SECRETS.APP_SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

export async function deliver(
  worker: DevelopmentWorker,
  body: string,
  signature: string | undefined = sign(body),
): Promise<Response> {
  return fetch(`${worker.url}/webhooks/messenger`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(signature !== "" && { "x-hub-signature-256": signature }) },
    body,
  });
}
