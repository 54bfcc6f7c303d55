/** Who may use the workspace's API: whoever has the desk's token, or a session that was opened with it. */

import type { Env } from "./env.ts";

const COOKIE = "desk";
const LASTS = 12 * 3_600_000;
const SHORTEST_TOKEN = 16;

/** What is wrong with the deployment, if anything is: without a token of its own nobody gets in. */
export function unready(env: Env): string | undefined {
  if (!env.DESK_TOKEN) return "Set the secret DESK_TOKEN to open this workspace to agents.";
  if (env.DESK_TOKEN.length < SHORTEST_TOKEN) return `The secret DESK_TOKEN needs at least ${SHORTEST_TOKEN} characters.`;
  return undefined;
}

export type Pass = "bearer" | "session";

/** By what a request may pass; `undefined` for strangers. */
export async function passOf(request: Request, env: Env): Promise<Pass | undefined> {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() === "bearer" && token !== undefined && (await isToken(token, env))) return "bearer";
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const session = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return session !== undefined && (await isValid(session, env)) ? "session" : undefined;
}

/** Compares digests, so that the time taken tells nothing about the token. */
export async function isToken(given: string, env: Env): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(given), await digest(env.DESK_TOKEN ?? crypto.randomUUID()));
}

/** The header that opens a session: out of reach for scripts, and never sent along from another site. */
export async function opening(request: Request, env: Env): Promise<Record<string, string>> {
  const until = String(Date.now() + LASTS);
  return { "set-cookie": cookie(`${until}.${await seal(until, env)}`, LASTS / 1000, request) };
}

export function closing(request: Request): Record<string, string> {
  return { "set-cookie": cookie("", 0, request) };
}

/** Only on this machine a session may do without encryption. */
function cookie(value: string, seconds: number, request: Request): string {
  const secure = new URL(request.url).protocol === "https:" ? "; Secure" : "";
  return `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
}

async function isValid(session: string, env: Env): Promise<boolean> {
  const [until = "", given = ""] = session.split(".");
  const expected = await seal(until, env);
  const bytes = (text: string) => new TextEncoder().encode(text);
  if (given.length !== expected.length || !crypto.subtle.timingSafeEqual(bytes(given), bytes(expected))) return false;
  return Number(until) > Date.now();
}

/** A new token ends every session. */
async function seal(until: string, env: Env): Promise<string> {
  const bytes = new TextEncoder();
  const key = bytes.encode(env.DESK_TOKEN ?? crypto.randomUUID());
  const hmac = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, bytes.encode(`session until ${until}`)));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
