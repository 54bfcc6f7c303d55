/** Meta's check of the webhook's address. While the verify token is being changed, the old and the new one both count. */

import { Channel } from "messenger-desk";
import { appOf } from "./env.ts";
import type { Env } from "./env.ts";
import { plain } from "./http.ts";

/** The channel knows one token; so each that counts is asked. The refusal is that of the one which counts longest. */
export async function handshake(request: Request, env: Env): Promise<Response> {
  const { search } = new URL(request.url);
  const { current, next } = await appOf(env).verifyTokens();
  const told = new Channel(current === undefined ? {} : { verifyToken: current }).handshake(search);
  if (!told.ok && next !== undefined && new Channel({ verifyToken: next }).handshake(search).ok) {
    await appOf(env).verifyTokenShown(next);
    return handshake(request, env);
  }
  if (!told.ok) console.warn(JSON.stringify({ refused: { status: told.status, reason: told.reason } }));
  return plain(told.body, told.status);
}
