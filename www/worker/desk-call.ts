/** Calls the help desk as its adapter says: files are fetched here, since the adapter does no input or output. */

import type { DeskRequest } from "messenger-desk/adapters";
import { bodyWithin } from "./body.ts";
import type { Env } from "./env.ts";
import { put } from "./pointer.ts";

type HttpRequest = NonNullable<DeskRequest["request"]>;
type RemoteFile = NonNullable<HttpRequest["file"]>;

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  bytes?: Uint8Array<ArrayBuffer>;
}

const PATIENCE = 20_000;
/** The most Meta gives or takes of any file; the most that is read of an answer. */
const LARGEST = 25 * 1024 * 1024;
/** A file that cannot be fetched: the adapter then writes its link. */
const NO_FILE = 424;

/** Never throws: status 0 stands for an answer that never came. */
export async function deskCall(request: HttpRequest, env: Env): Promise<Answer> {
  let body: BodyInit | undefined;
  try {
    body = await bodyOf(request);
  } catch {
    return nothing(NO_FILE);
  }
  const headers = new Headers(request.headers);
  if (request.json !== undefined) headers.set("content-type", "application/json");
  if (env.HELP_DESK_AUTH) headers.set("authorization", env.HELP_DESK_AUTH);
  try {
    const answer = await fetch(addressOf(request.path, env), {
      method: request.method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(env.HELP_DESK_PATIENCE_MS ?? PATIENCE),
      ...(body !== undefined && { body }),
    });
    const bytes = await bodyWithin(answer, LARGEST);
    if (!bytes) return nothing(502);
    return { status: answer.status, headers: answer.headers, body: new TextDecoder().decode(bytes), bytes };
  } catch (error) {
    console.warn(JSON.stringify({ helpDesk: "no answer", step: request.step, error: error instanceof Error ? error.name : "unknown" }));
    return nothing(0);
  }
}

/** The desk may live below a path of its host. */
function addressOf(path: string, { HELP_DESK_URL = "" }: Env): string {
  return HELP_DESK_URL.replace(/\/+$/, "") + path;
}

function nothing(status: number): Answer {
  return { status, headers: new Headers(), body: "" };
}

async function bodyOf({ json, files = [], form, file }: HttpRequest): Promise<BodyInit | undefined> {
  if (file) return fetched(file);
  if (form) {
    const data = new FormData();
    for (const part of form) {
      if (part.file) data.append(part.name, new File([await fetched(part.file)], part.file.name, { type: part.file.type }));
      else data.append(part.name, part.value ?? "");
    }
    return data;
  }
  if (json === undefined) return undefined;
  // Files go into an object's fields.
  const whole = structuredClone(json) as object;
  for (const { at, file } of files) put(whole, at, base64(await fetched(file)));
  return JSON.stringify(whole);
}

async function fetched({ url }: RemoteFile): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  const bytes = answer.ok ? await bodyWithin(answer, LARGEST) : undefined;
  if (!bytes) throw new Error(`HTTP ${answer.status} for a file`);
  return bytes;
}

/** In pieces: a file has more bytes than a call takes arguments. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 30_000) text += String.fromCharCode(...bytes.subarray(start, start + 30_000));
  return btoa(text);
}
