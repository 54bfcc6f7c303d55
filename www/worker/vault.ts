/** Seals what must not lie open in storage: tokens, under a key that is derived from the app secret and never stored itself. */

import type { Env } from "./env.ts";

const NONCE = 12;
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** `about` is sealed along: what was sealed for one Page opens for no other. */
export async function seal(text: string, about: string, env: Env): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(about) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, await keyOf(env), bytesOf(text)));
  return `1.${btoa(String.fromCharCode(...iv, ...sealed))}`;
}

/** `undefined`: it was sealed under another app secret, or is not what it was. */
export async function unseal(sealed: string, about: string, env: Env): Promise<string | undefined> {
  try {
    const bytes = Uint8Array.from(atob(sealed.slice(2)), (byte) => byte.charCodeAt(0));
    const how = { name: "AES-GCM", iv: bytes.slice(0, NONCE), additionalData: bytesOf(about) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, await keyOf(env), bytes.slice(NONCE)));
  } catch {
    return undefined;
  }
}

let derived: { from: string; key: Promise<CryptoKey> } | undefined;

function keyOf({ APP_SECRET }: Env): Promise<CryptoKey> {
  if (derived?.from !== APP_SECRET) derived = { from: APP_SECRET, key: derive(APP_SECRET) };
  return derived.key;
}

async function derive(secret: string): Promise<CryptoKey> {
  if (!secret) throw new Error("The secret APP_SECRET is not set.");
  const material = await crypto.subtle.importKey("raw", bytesOf(secret), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytesOf("messenger-desk: stored tokens, 1") };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
