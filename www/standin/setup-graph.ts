/** The stand-in's Graph where a channel is set up: tokens, Pages, subscriptions. */

import { graphError, tokenError } from "./graph-rules.ts";
import type { Token } from "./graph-rules.ts";
import type { Answer, Call } from "./graph.ts";
import { SCOPES } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";
import type { World } from "./world.ts";

const DAY = 24 * 3_600_000;

interface Subscription {
  callback_url: string;
  fields: string[];
  active: boolean;
}

export class SetupGraph {
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly world: World,
    private readonly tokens: Tokens,
    private readonly app: { id: string; secret: string },
    private readonly origin: () => string,
  ) {}

  /** `undefined`: it is no call of this kind. */
  async serve(call: Call, bearer: string | undefined): Promise<Answer | undefined> {
    const { pathname, searchParams } = new URL(call.path, "https://graph.facebook.com");
    const [, , id = "", edge = ""] = pathname.split("/");
    const given = (name: string) => searchParams.get(name) ?? (call.body?.[name] as string | undefined) ?? "";
    const token = this.tokens.read(bearer);
    switch (`${call.method} ${id === "oauth" || id === "debug_token" ? id : edge}`) {
      case "GET oauth":
      case "POST oauth":
        return this.exchange(given);
      case "GET debug_token":
        return this.needs(token, ["APP"]) ?? { data: this.described(given("input_token")) };
      case "GET accounts":
        return this.needs(token, ["USER"]) ?? { data: token ? this.pagesOf(token) : [] };
      case "GET permissions":
        return this.needs(token, ["USER"]) ?? { data: SCOPES.map((permission) => ({ permission, status: "granted" })) };
      case "GET subscriptions":
        return this.needs(token, ["APP"]) ?? { data: [this.shown()] };
      case "POST subscriptions":
        return this.needs(token, ["APP"]) ?? this.subscribeApp(given);
      case "GET subscribed_apps":
        return this.ofPage(id, token) ?? { data: this.subscribed(id) };
      case "POST subscribed_apps":
        return this.ofPage(id, token) ?? this.subscribePage(id, given("subscribed_fields").split(",").filter(Boolean));
      case "DELETE subscribed_apps":
        return this.ofPage(id, token) ?? this.subscribePage(id, []);
      case "GET conversations":
        return this.ofPage(id, token) ?? { data: id === this.world.page.id ? this.conversations() : [] };
      case "GET thread_owner":
        return this.ofPage(id, token) ?? { data: [{ thread_owner: { app_id: this.ownerOf(given("recipient")) } }] };
      case "GET ids_for_pages":
        return this.needs(token, ["APP"]) ?? { data: this.idsOf(id) };
      case "GET ":
        if (!searchParams.get("fields")?.includes("messaging_feature_status")) return undefined;
        return this.ofPage(id, token) ?? { messaging_feature_status: { hop_v2: "DISABLED", msgr_multi_app: "DISABLED" }, id };
      default:
        return undefined;
    }
  }

  /** Whether the Page's webhooks come here at all. */
  delivers(page: string): boolean {
    return this.fieldsOf(page).length > 0;
  }

  private exchange(given: (name: string) => string): Answer {
    if (given("client_id") !== this.app.id || given("client_secret") !== this.app.secret)
      return graphError(400, 1, undefined, "Error validating client secret.");
    const prolonging = given("grant_type") === "fb_exchange_token";
    const token = prolonging ? this.tokens.prolong(given("fb_exchange_token")) : this.tokens.exchangeCode(given("code"));
    if (token === undefined) return graphError(400, 100, 36009, "This authorization code has been used.");
    return { access_token: token, token_type: "bearer", expires_in: prolonging ? (60 * DAY) / 1000 : 3600 };
  }

  private described(text: string): object {
    const token = this.tokens.read(text);
    const wrong = tokenError(token, this.world.time());
    const about = {
      app_id: this.app.id,
      application: "messenger-desk",
      is_valid: wrong === undefined,
      ...(wrong && { error: { code: wrong.error.code, subcode: wrong.error.error_subcode, message: wrong.error.message } }),
    };
    if (!token) return { ...about, scopes: [] };
    const { type, page, pages, user, issuedAt, expiresAt } = token;
    return {
      ...about,
      type,
      issued_at: Math.floor(issuedAt / 1000),
      expires_at: Math.floor(expiresAt / 1000),
      data_access_expires_at: issuedAt === 0 ? 0 : Math.floor((issuedAt + 90 * DAY) / 1000),
      scopes: SCOPES,
      granular_scopes: [{ scope: "pages_messaging", target_ids: pages }],
      ...(page !== undefined && { profile_id: page }),
      ...(user !== undefined && { user_id: user }),
    };
  }

  private pagesOf(token: Token): object[] {
    return this.world
      .pages()
      .filter(({ id }) => token.pages.includes(id))
      .map(({ id, name }) => ({
        id,
        name,
        tasks: ["MANAGE", "MESSAGING", "MODERATE"],
        access_token: this.tokens.ofPage(id, token),
      }));
  }

  /** Meta calls the address before it believes it. */
  private async subscribeApp(given: (name: string) => string): Promise<Answer> {
    const address = new URL(given("callback_url"));
    const challenge = String(Math.floor(Math.random() * 1_000_000_000));
    const asked = { "hub.mode": "subscribe", "hub.verify_token": given("verify_token"), "hub.challenge": challenge };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    const answer = await fetch(address);
    if (!answer.ok || (await answer.text()) !== challenge)
      return graphError(400, 2200, undefined, "(#2200) Callback verification failed.");
    const fields = given("fields").split(",").filter(Boolean);
    this.kv.put("subscription", { callback_url: given("callback_url"), fields, active: true } satisfies Subscription);
    return { success: true };
  }

  private shown(): object {
    const callback_url = `${this.origin()}/webhooks/messenger`;
    const subscription = this.kv.get<Subscription>("subscription") ?? { callback_url, fields: ALL_FIELDS, active: true };
    return { object: "page", ...subscription, fields: subscription.fields.map((name) => ({ name, version: "v26.0" })) };
  }

  private fieldsOf(page: string): string[] {
    return this.kv.get<string[]>(`subscribed:${page}`) ?? (page === this.world.page.id ? ALL_FIELDS : []);
  }

  private subscribed(page: string): object[] {
    const subscribed_fields = this.fieldsOf(page);
    if (subscribed_fields.length === 0) return [];
    return [{ category: "Business", link: "https://example.com/", name: "messenger-desk", id: this.app.id, subscribed_fields }];
  }

  private subscribePage(page: string, fields: string[]): Answer {
    this.kv.put(`subscribed:${page}`, fields);
    return { success: true };
  }

  /** The latest first. */
  private conversations(): object[] {
    const latest = this.world
      .customers()
      .flatMap(({ psid, thread }) => (thread.length > 0 ? [{ id: `t_${psid}`, at: thread.at(-1)?.at ?? 0 }] : []))
      .sort((one, other) => other.at - one.at);
    return latest.map(({ id, at }) => ({ id, updated_time: new Date(at).toISOString().replace(/\.\d+Z$/, "+0000") }));
  }

  private ownerOf(psid: string): string {
    return this.world.customer(psid)?.otherApp ? "263902037430900" : this.app.id;
  }

  /** A person who removed the app, or never had it, is matched all the same here: the phone's customers are known. */
  private idsOf(person: string): object[] {
    const customer = this.world.customers().find(({ appId }) => appId === person);
    const { id, name } = this.world.page;
    return customer ? [{ id: customer.psid, page: { id, name } }] : [];
  }

  private needs(token: Token | undefined, types: Token["type"][]): Answer | undefined {
    const wrong = tokenError(token, this.world.time());
    if (wrong) return wrong;
    return token && types.includes(token.type)
      ? undefined
      : graphError(400, 190, undefined, "This method needs another kind of token.");
  }

  private ofPage(page: string, token: Token | undefined): Answer | undefined {
    const wrong = this.needs(token, ["PAGE"]);
    if (wrong) return wrong;
    return token?.page === page ? undefined : graphError(403, 200, undefined, "(#200) This token is not of this Page.");
  }
}

const ALL_FIELDS = [
  "messages",
  "messaging_postbacks",
  "message_echoes",
  "message_deliveries",
  "message_reads",
  "message_reactions",
  "message_edits",
  "messaging_handovers",
  "messaging_referrals",
  "messaging_optins",
  "messaging_policy_enforcement",
  "standby",
  "feed",
  "mention",
];
