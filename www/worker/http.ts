/** How the API answers, and how it reads what it is sent. */

import { bodyWithin } from "./body.ts";

/** A long reply is a few thousand characters. */
const LARGEST_JSON = 262_144;

/** What is wrong with a request. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export async function bodyOf<T extends object>(request: Request): Promise<T> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim();
  if (type !== "application/json") throw new Refusal(415, "Send JSON, as application/json.");
  const bytes = await bodyWithin(request, LARGEST_JSON);
  if (!bytes) throw new Refusal(413, `The body can have ${LARGEST_JSON} bytes.`);
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as T;
  } catch {
    // It is no JSON.
  }
  throw new Refusal(400, "The body has to be a JSON object.");
}

export function json(text: string, status = 200, headers?: Record<string, string>): Response {
  return new Response(text, {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      ...headers,
    },
  });
}

/** For Meta and for help desks, which read no JSON: a sentence, or what they sent. */
export function plain(text: string, status: number, headers?: Record<string, string>): Response {
  return new Response(text, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

export function problem(status: number, message: string, headers?: Record<string, string>): Response {
  return json(JSON.stringify({ error: message }), status, headers);
}
