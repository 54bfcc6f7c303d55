/** What the worker is given: bindings, secrets, and the channel's settings. */

import { Channel } from "messenger-desk";
import type { ChannelConfig, PolicyOptions } from "messenger-desk";
import type { AppObject } from "./app-object.ts";
import type { DeskConfig, DeskName } from "messenger-desk/adapters";
import type { ConversationObject } from "./conversation-object.ts";
import type { Share } from "./fanout.ts";
import type { PageObject } from "./page-object.ts";
import type { Page } from "./ticket.ts";

export interface Env {
  CONVERSATIONS: DurableObjectNamespace<ConversationObject>;
  PAGES: DurableObjectNamespace<PageObject>;
  /** Takes what one notification has for a great many conversations; without it they are all called at once. */
  FANOUT?: Queue<Share>;
  APP: DurableObjectNamespace<AppObject>;
  APP_SECRET: string;
  /** Counts until another one is made in the workspace and Meta has shown it. */
  VERIFY_TOKEN: string;
  /** The token of the configured Pages, where they are not connected in the workspace. */
  PAGE_TOKEN?: string;
  GRAPH_URL: string;
  /** How long a call to Graph may take, ms; default 20 seconds. */
  GRAPH_PATIENCE_MS?: number;
  CHANNEL: ChannelConfig;
  /** For how long texts and files are kept here. */
  RETENTION?: Retention;
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

/** Days after which the texts and files of messages are dropped; absent: they are kept. A Page may have its own. */
export interface Retention {
  retentionDays?: number;
  pages?: Record<string, { retentionDays?: number }>;
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

export function appOf(env: Env): DurableObjectStub<AppObject> {
  return env.APP.getByName("app");
}

export function pageOf(env: Env, id: string): DurableObjectStub<PageObject> {
  return env.PAGES.getByName(id);
}

/** For how long the texts of a Page's conversations are kept, ms. */
export function retentionOf({ RETENTION }: Env, page: string | undefined): number | undefined {
  const own = page === undefined ? undefined : RETENTION?.pages?.[page]?.retentionDays;
  const days = own ?? RETENTION?.retentionDays;
  return days !== undefined && days > 0 ? days * 24 * 3_600_000 : undefined;
}

/** The Pages that are set up, in their order. */
export function pagesOf(env: Env): Page[] {
  return (env.CHANNEL.pages ?? []).map(({ id, name }) => ({ id, name: name ?? id }));
}

/** The Page whose workspace is shown where nobody says which. */
export function firstPage(env: Env): Page {
  const [page] = pagesOf(env);
  if (!page) throw new Error("CHANNEL.pages is empty: configure at least one Page");
  return page;
}
