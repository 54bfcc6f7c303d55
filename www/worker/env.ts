/** What the worker is given: bindings, secrets, and the channel's settings. */

import { Channel } from "messenger-desk";
import type { ChannelConfig, PolicyOptions } from "messenger-desk";
import type { DeskConfig, DeskName } from "messenger-desk/adapters";
import type { ConversationObject } from "./conversation-object.ts";
import type { Share } from "./fanout.ts";
import type { PageObject } from "./page-object.ts";

export interface Env {
  CONVERSATIONS: DurableObjectNamespace<ConversationObject>;
  PAGES: DurableObjectNamespace<PageObject>;
  /** Takes what one notification has for a great many conversations; without it they are all called at once. */
  FANOUT?: Queue<Share>;
  APP_SECRET: string;
  VERIFY_TOKEN: string;
  PAGE_TOKEN: string;
  GRAPH_URL: string;
  /** How long a call to Graph may take, ms; default 20 seconds. */
  GRAPH_PATIENCE_MS?: number;
  CHANNEL: ChannelConfig;
  /** The agents' token, at least 16 characters; without it nobody gets at the API. */
  DESK_TOKEN?: string;
  /** The help desk behind the worker, by the name of its adapter; without it the workspace is the desk. */
  HELP_DESK?: DeskName | "";
  /** Its address, without the paths of its interface. */
  HELP_DESK_URL?: string;
  /** What proves to it that the calls are the worker's: the whole `Authorization` header. */
  HELP_DESK_AUTH?: string;
  /** What it signs its webhooks with. */
  HELP_DESK_SECRET?: string;
  /** The adapter's other settings, as an object or its JSON text. */
  HELP_DESK_CONFIG?: DeskConfig | string;
  /** How long a call to the help desk may take, ms; default 20 seconds. */
  HELP_DESK_PATIENCE_MS?: number;
  /** How often one client may call the agents' API. */
  AGENT_RATE?: RateLimit;
  /** Development only: stands in for graph.facebook.com. */
  GRAPH?: Fetcher;
  /** Development only: a clock that can be moved. Its presence is what makes a deployment a development one. */
  CLOCK?: Fetcher & { now(): Promise<number> };
}

let opened: Channel | undefined;

/** One channel per isolate: settings and secrets cannot change while it lives. */
export function channelOf(env: Env): Channel {
  opened ??= new Channel({ ...env.CHANNEL, appSecret: env.APP_SECRET, verifyToken: env.VERIFY_TOKEN });
  return opened;
}

export async function now(env: Env): Promise<number> {
  return env.CLOCK ? env.CLOCK.now() : Date.now();
}

/** A Page may have its own policy; where it has none, the channel's holds. */
export function policyOf(env: Env, page: string | undefined): PolicyOptions {
  const own = env.CHANNEL.pages?.find((configured) => configured.id === page)?.policy;
  return { ...env.CHANNEL.policy, ...own };
}

/** The Page whose workspace is shown. */
export function firstPage(env: Env): { id: string; name: string } {
  const [page] = pagesOf(env);
  if (!page) throw new Error("CHANNEL.pages is empty: configure at least one Page");
  return page;
}

/** Every Page that is set up. */
export function pagesOf(env: Env): { id: string; name: string }[] {
  return (env.CHANNEL.pages ?? []).map(({ id, name = id }) => ({ id, name }));
}
