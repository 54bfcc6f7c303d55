/** Calls Graph. Only here do a request and a token meet. */

import type { GraphRequest, SendResult, SetupRequest } from "messenger-desk";
import type { Env } from "./env.ts";
import type { StoredFile } from "./files.ts";
import { unseal } from "./vault.ts";

/** Meta gives up on its own calls far sooner; an agent should not wait longer to hear "no answer", ms. */
const PATIENCE = 20_000;
/** Nothing depends on typing or seen: a message does not wait long for one, ms. */
const GESTURE_PATIENCE = 4_000;

/** By what a call is allowed: the Page's stored token as it lies in storage, or without one the secret PAGE_TOKEN. */
export interface Access {
  page: string;
  sealed?: string;
}

/**
 * Makes the call, or throws: then it never left this machine.
 *
 * A file goes as `multipart/form-data`: every field of the body as JSON, and the bytes as `filedata`.
 */
export async function graphCall(request: GraphRequest, env: Env, access: Access, file: StoredFile | undefined): Promise<Request> {
  const { method, path, body } = request;
  const token = await tokenOf(access, env);
  if (!URL.canParse(path, env.GRAPH_URL)) throw new Error("GRAPH_URL is not an address.");
  const headers = new Headers({ authorization: `Bearer ${token}` });
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

async function tokenOf({ page, sealed }: Access, env: Env): Promise<string> {
  const token = sealed === undefined ? env.PAGE_TOKEN : await unseal(sealed, `page:${page}`, env);
  if (token) return token;
  if (sealed === undefined) throw new Error("The Page is not connected, and the secret PAGE_TOKEN is not set.");
  throw new Error("The Page's stored token does not open: was APP_SECRET changed? Connect the Page again.");
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

/** What a setup request is completed with, by the package's names; the app's own secret and token are known here. */
export interface Additions {
  /** For `page_token`. */
  access?: Access;
  user_token?: string;
  code?: string;
  recipient?: string;
  callback_url?: string;
  verify_token?: string;
}

/**
 * Makes a call of setting up and reads its answer; `undefined` where there is none, or none that is a JSON object. Addresses are
 * written into logs on their way: the token goes in a header, and what is exchanged for one in a body, as OAuth has it (RFC 6749,
 * 4.1.3).
 */
export async function setupCall(request: SetupRequest, additions: Additions, env: Env): Promise<object | undefined> {
  const { path, params, add } = request;
  const method = path.endsWith("/oauth/access_token") ? "POST" : request.method;
  const headers = new Headers();
  const sent = new URLSearchParams(params);
  for (const [name, what] of Object.entries(add)) {
    const value = await additionOf(what, additions, env);
    if (name === "access_token") headers.set("authorization", `Bearer ${value}`);
    else sent.set(name, value);
  }
  const address = new URL(path, env.GRAPH_URL);
  if (method === "GET") address.search = sent.toString();
  const signal = AbortSignal.timeout(env.GRAPH_PATIENCE_MS ?? PATIENCE);
  const call = new Request(address, { method, headers, signal, ...(method !== "GET" && { body: sent }) });
  const { body } = await answerTo(call, `setup:${path.split("/").at(-1)}`, env);
  try {
    const read = JSON.parse(body) as unknown;
    return typeof read === "object" && read !== null ? read : undefined;
  } catch {
    return undefined;
  }
}

async function additionOf(what: SetupRequest["add"][string], additions: Additions, env: Env): Promise<string> {
  switch (what) {
    case "app_secret":
      return env.APP_SECRET;
    case "app_token":
      return `${env.CHANNEL.appId}|${env.APP_SECRET}`;
    case "page_token":
      if (additions.access) return tokenOf(additions.access, env);
      break;
    default: {
      const given = what === undefined ? undefined : additions[what];
      if (given !== undefined) return given;
    }
  }
  throw new Error(`A call to Graph lacks its ${what}.`);
}
