/** The help desk behind the worker. Only here do an adapter's request and the desk's credentials meet. */

import { adapter } from "messenger-desk/adapters";
import type { Adapter, DeskConfig, DeskIds, DeskIncoming, DeskRequest } from "messenger-desk/adapters";
import type { DeskAction } from "messenger-desk";
import { deskCall } from "./desk-call.ts";
import type { Env } from "./env.ts";
import type { StoredFile } from "./files.ts";
import { reasonOf } from "./log.ts";

/** How an action ended. `later`: the desk could not take it now, whatever the reason; `parked`: it never will. */
export type Ended =
  | { how: "done"; said: string }
  | { how: "later"; problem: string; least: number; refusesUs: boolean }
  | { how: "parked"; problem: string };

/** Credentials that are refused are not mended within seconds, ms. */
const REFUSED_WAIT = 30_000;
/** No action takes more requests than this; one that does would go on for ever. */
const MOST_REQUESTS = 30;

let opened: HelpDesk | undefined;

/** One per isolate, as there is one channel. Throws a ChannelError where it is not set up right. */
export function helpDeskOf(env: Env): HelpDesk | undefined {
  if (!env.HELP_DESK) return undefined;
  return (opened ??= new HelpDesk(env));
}

/** What is wrong with its settings, if anything is. */
export function helpDeskProblem(env: Env): string | undefined {
  try {
    helpDeskOf(env);
    return env.HELP_DESK && !env.HELP_DESK_AUTH ? "Set the secret HELP_DESK_AUTH, the Authorization header of the help desk's API." : undefined;
  } catch (error) {
    return `HELP_DESK: ${reasonOf(error)}`;
  }
}

export class HelpDesk {
  private readonly adapter: Adapter;

  constructor(private readonly env: Env) {
    const { HELP_DESK, HELP_DESK_CONFIG = {}, HELP_DESK_SECRET, HELP_DESK_URL } = env;
    if (!HELP_DESK) throw new Error("HELP_DESK is not set");
    if (!URL.canParse(HELP_DESK_URL ?? "")) throw new Error("HELP_DESK_URL is not the address of the help desk.");
    const config = typeof HELP_DESK_CONFIG === "string" ? (JSON.parse(HELP_DESK_CONFIG) as DeskConfig) : HELP_DESK_CONFIG;
    this.adapter = adapter(HELP_DESK, { ...config, ...(HELP_DESK_SECRET && { webhookSecret: HELP_DESK_SECRET }) });
  }

  /**
   * Carries an action out, one request after the other. `keep` stores the desk's ids: before a request leaves, so that after a crash
   * the desk is asked first whether it has it, and after its answer.
   */
  async carryOut(action: DeskAction, ids: DeskIds | undefined, keep: (ids: DeskIds) => void): Promise<Ended> {
    let known = ids;
    for (let requests = 0; requests < MOST_REQUESTS; requests += 1) {
      const plan: DeskRequest = this.adapter.request(action, known ?? null);
      keep((known = plan.ids));
      const { request } = plan;
      if (!request) {
        if (plan.problem) return { how: "parked", problem: plan.problem.message };
        return { how: "done", said: plan.ended ?? "done" };
      }
      const learned = this.adapter.learn(action, request.step, await deskCall(request, this.env), known);
      keep((known = learned.ids));
      if (!learned.failure) continue;
      const { kind, status, text, waitMs = 0 } = learned.failure;
      const problem = status === 0 ? "The help desk did not answer." : `The help desk said ${status}. ${text}`.trim();
      if (kind === "invalid") return { how: "parked", problem };
      const refusesUs = kind === "unauthorised";
      return { how: "later", problem, refusesUs, least: Math.max(waitMs, refusesUs ? REFUSED_WAIT : 0) };
    }
    return { how: "parked", problem: "The help desk took every request and never had enough of them." };
  }

  /** Reads a webhook of the desk. Throws a ChannelError where it is not the desk's own. */
  read(webhook: { headers: Record<string, string>; body: string }, at: number, ids?: DeskIds): DeskIncoming {
    return this.adapter.read(webhook, at, ids ?? null);
  }

  /** A file that an answer of the desk names by its path there. */
  async file(path: string): Promise<StoredFile> {
    const answer = await deskCall({ method: "GET", path, step: "file" }, this.env);
    if (answer.status !== 200 || !answer.bytes) throw new Error(`The help desk said ${answer.status} to the file of this answer.`);
    return fileIn(answer.bytes, answer.headers);
  }
}

/** Request Tracker gives a file as JSON, with its bytes as base64; others give the bytes. */
function fileIn(bytes: Uint8Array<ArrayBuffer>, headers: Headers): StoredFile {
  const contentType = headers.get("content-type")?.split(";")[0] ?? "application/octet-stream";
  if (contentType !== "application/json") return { name: "file", contentType, bytes };
  const { Filename, ContentType, Content } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  if (typeof Content !== "string") throw new Error("The help desk gave no file.");
  return {
    name: typeof Filename === "string" && Filename !== "" ? Filename : "file",
    contentType: typeof ContentType === "string" ? ContentType : "application/octet-stream",
    bytes: Uint8Array.from(atob(Content), (character) => character.charCodeAt(0)),
  };
}
