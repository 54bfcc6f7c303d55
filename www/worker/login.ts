/** Connecting Pages: by Facebook Login, or with a token that somebody pastes. No token ever goes to a browser. */

import { outcome } from "messenger-desk";
import { loginUrl, pageTokens, readAccounts, readLogin, setupRequests } from "messenger-desk/setup";
import type { GraphAnswers, SetupRequests } from "messenger-desk";
import { featuresOf } from "./answers.ts";
import { appOf, now, pageOf } from "./env.ts";
import type { Env } from "./env.ts";
import { setupCall } from "./graph.ts";
import { Refusal } from "./http.ts";
import { reasonOf } from "./log.ts";
import type { LoginResult, Standing } from "./standing.ts";
import { seal } from "./vault.ts";

/** Where Facebook sends the person back to; to be entered under "valid OAuth redirect URIs". */
export const CONNECTED = "/connected";

const COOKIE = "desk-login";
/** As long as a login may take, seconds. */
const LASTS = 900;
/** A person with more Pages than fit into so many answers connects them with the token of a system user. */
const MOST_ANSWERS = 10;

/** Sends an agent to Facebook. The state is kept here and in their browser, so that nobody else's login ends in this one. */
export async function begin(request: Request, env: Env): Promise<{ url: string; headers: Record<string, string> }> {
  const { origin, protocol } = new URL(request.url);
  const redirectUri = origin + CONNECTED;
  const state = await appOf(env).beginLogin(redirectUri, await now(env));
  const url = new URL(loginUrl({ appId: appId(env), redirectUri, state, features: featuresOf(env), rerequest: true }));
  // In development the stand-in has a dialog of its own.
  const dialog = env.CLOCK ? `${origin}/standin/facebook${url.pathname}${url.search}` : url.href;
  // Lax: the person comes back from facebook.com, and a stricter cookie would stay behind.
  const secure = protocol === "https:" ? "; Secure" : "";
  const cookie = `${COOKIE}=${state}; Path=${CONNECTED}; HttpOnly; SameSite=Lax; Max-Age=${LASTS}${secure}`;
  return { url: dialog, headers: { "set-cookie": cookie } };
}

/** The person is back. What came of it shows in the workspace; of a login that was not begun here, only that it was not. */
export async function connected(request: Request, env: Env): Promise<Response> {
  const { search, origin } = new URL(request.url);
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const state = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  const redirectUri = state === undefined ? undefined : await appOf(env).endLogin(state, await now(env));
  if (redirectUri !== undefined) await appOf(env).loginCame(await resultOf(search, state, redirectUri, env));
  return new Response(null, {
    status: 303,
    headers: {
      location: `${origin}/#connect${redirectUri === undefined ? "?stray" : ""}`,
      "set-cookie": `${COOKIE}=; Path=${CONNECTED}; HttpOnly; SameSite=Lax; Max-Age=0`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}

async function resultOf(query: string, state: string | undefined, redirectUri: string, env: Env): Promise<LoginResult> {
  const login = readLogin(query, state);
  if (!login.ok) return { went: false, text: `${login.text} ${login.remedy}` };
  try {
    const requests = requestsOf(env, redirectUri);
    const short = tokenIn(await ask(requests, "exchange_code", { code: login.code }, env));
    const user = tokenIn(await ask(requests, "exchange_token", { user_token: short }, env));
    const standings = await connectAll(user, "login", env);
    const count = standings.filter(({ tie }) => tie === "connected").length;
    return { went: true, text: count === 1 ? "One Page is connected." : `${count} Pages are connected.` };
  } catch (error) {
    console.error(JSON.stringify({ login: reasonOf(error) }));
    return { went: false, text: error instanceof Refusal ? error.message : "Connecting failed; the worker's log says why." };
  }
}

/** A token that somebody pasted: of a system user or a person, for all their Pages; or of one Page. */
export async function paste(token: string, env: Env): Promise<Standing[]> {
  if (!/^[\w|.-]{20,1000}$/.test(token)) throw new Refusal(400, "That is no token: paste it whole, without anything around it.");
  const requests = requestsOf(env);
  const accounts = await setupCall(required(requests, "accounts"), { user_token: token }, env);
  if (accounts && !("error" in accounts)) return connectAll(token, "token", env);
  // A Page's token has no Pages of its own: what it is, debug_token says.
  const request = required(requests, "debug_token");
  const asUser = { ...request, add: { ...request.add, input_token: "user_token" as const } };
  const { data } = ((await setupCall(asUser, { user_token: token }, env)) ?? {}) as {
    data?: { type?: unknown; profile_id?: unknown };
  };
  const id = String(data?.profile_id ?? "");
  if (data?.type !== "PAGE" || !/^\d+$/.test(id)) throw new Refusal(409, refusalIn(accounts));
  const name = (await appOf(env).pages()).find((page) => page.id === id)?.name ?? id;
  return [await connectOne({ id, name }, token, "token", env)];
}

/**
 * Every Page of a person is known from now on. Those of the settings and those that were connected before are connected at once, the
 * others are only listed, until somebody wants them. What this person may not manage stays as it is.
 */
async function connectAll(user: string, by: "login" | "token", env: Env): Promise<Standing[]> {
  const { accounts, tokens } = await accountsOf(user, env);
  const { pages } = readAccounts(accounts);
  const known = await Promise.all((await appOf(env).pages()).map(({ id }) => pageOf(env, id).standsAs()));
  const wanted = new Set((env.CHANNEL.pages ?? []).map(({ id }) => id));
  for (const { page, tie } of known) if (tie === "connected") wanted.add(page.id);
  const granted = await ask(requestsOf(env), "permissions", { user_token: user }, env);
  const previousPages = known.filter(({ tie }) => tie === "connected").map(({ page }) => page.id);
  const more = { accounts: withoutTokens(accounts), permissions: granted, previousPages };
  const standings: Standing[] = [];
  for (const { id, name = id } of pages) {
    const token = tokens.get(id);
    if (token === undefined) continue;
    if (wanted.has(id)) standings.push(await connectOne({ id, name }, token, by, env, more));
    else {
      const page = pageOf(env, id);
      await page.tie({ tie: "listed", by, name, sealed: await seal(token, `page:${id}`, env) }, await now(env));
      standings.push(await page.standsAs());
    }
  }
  if (standings.length === 0)
    throw new Refusal(
      409,
      "This login gives no Page. Connect again and tick the Pages; the person needs the tasks MESSAGING and MODERATE on them.",
    );
  return standings;
}

async function connectOne(
  { id, name }: { id: string; name: string },
  token: string,
  by: "login" | "token",
  env: Env,
  more: Partial<GraphAnswers> = {},
): Promise<Standing> {
  const page = pageOf(env, id);
  const at = await now(env);
  await page.tie({ tie: "connected", by, name, sealed: await seal(token, `page:${id}`, env) }, at);
  return subscribed(id, env, more);
}

/** Has the Page's webhooks sent here, then sees how it stands. */
export async function subscribed(id: string, env: Env, more: Partial<GraphAnswers> = {}): Promise<Standing> {
  const page = pageOf(env, id);
  const access = await page.access();
  const { subscribe_page: request } = setupRequests({ appId: appId(env), page: id, features: featuresOf(env) });
  if (request && access) {
    // What another setting up has subscribed to already stays: a subscription replaces the one before.
    const present = fieldsIn(await setupCall({ ...request, method: "GET", params: {} }, { access }, env), appId(env));
    const fields = [...new Set([...present, ...(request.params["subscribed_fields"] ?? "").split(",")])].join(",");
    await setupCall({ ...request, params: { ...request.params, subscribed_fields: fields } }, { access }, env);
  }
  await page.check(await now(env), more);
  return page.standsAs();
}

/** Takes a Page off: its webhooks go nowhere any more, and its token is forgotten. */
export async function disconnect(id: string, env: Env): Promise<Standing> {
  const page = pageOf(env, id);
  const access = await page.access();
  const { subscribed_apps: request } = setupRequests({ appId: appId(env), page: id });
  if (request && access) await setupCall({ ...request, method: "DELETE" }, { access }, env);
  const { page: named } = await page.standsAs();
  await page.tie({ tie: "disconnected", name: named.name }, await now(env));
  return page.standsAs();
}

async function accountsOf(user: string, env: Env): Promise<{ accounts: { data: object[] }; tokens: Map<string, string> }> {
  const request = required(requestsOf(env), "accounts");
  const data: object[] = [];
  const tokens = new Map<string, string>();
  let after: string | undefined;
  for (let answers = 0; answers < MOST_ANSWERS; answers += 1) {
    const params = { ...request.params, ...(after !== undefined && { after }) };
    const answer = await setupCall({ ...request, params }, { user_token: user }, env);
    if (!answer || "error" in answer) throw new Refusal(409, refusalIn(answer));
    for (const { id, token } of pageTokens(answer)) tokens.set(id, token);
    const { data: some, paging } = answer as { data?: object[]; paging?: { next?: string; cursors?: { after?: string } } };
    data.push(...(some ?? []));
    after = paging?.next === undefined ? undefined : paging.cursors?.after;
    if (after === undefined) break;
  }
  return { accounts: { data }, tokens };
}

function withoutTokens({ data }: { data: object[] }): object {
  return { data: data.map((page) => ({ ...page, access_token: undefined })) };
}

async function ask(
  requests: SetupRequests,
  name: "exchange_code" | "exchange_token" | "permissions",
  additions: { code?: string; user_token?: string },
  env: Env,
): Promise<object> {
  const answer = await setupCall(required(requests, name), additions, env);
  if (!answer || "error" in answer) throw new Refusal(409, refusalIn(answer));
  return answer;
}

function requestsOf(env: Env, redirectUri?: string): SetupRequests {
  return setupRequests({ appId: appId(env), features: featuresOf(env), ...(redirectUri !== undefined && { redirectUri }) });
}

function required(requests: SetupRequests, name: keyof SetupRequests): NonNullable<SetupRequests[typeof name]> {
  const request = requests[name];
  if (!request) throw new Refusal(409, "Put the app's id into CHANNEL.appId first.");
  return request;
}

function appId({ CHANNEL }: Env): string {
  if (CHANNEL.appId === undefined || !/^\d{2,}$/.test(CHANNEL.appId))
    throw new Refusal(409, "Put the app's id into CHANNEL.appId first.");
  return CHANNEL.appId;
}

function tokenIn(answer: object): string {
  const { access_token: token } = answer as { access_token?: unknown };
  if (typeof token !== "string" || token === "") throw new Refusal(409, "Meta's answer to the login has no token in it.");
  return token;
}

/** What Graph said against it, in words of our own: its text can hold anything. */
function refusalIn(answer: object | undefined): string {
  if (!answer) return "Graph did not answer. Try again.";
  const { text, remedy } = outcome(400, JSON.stringify(answer));
  return remedy === undefined ? text : `${text} ${remedy}`;
}

function fieldsIn(answer: object | undefined, app: string): string[] {
  const { data } = (answer ?? {}) as { data?: { id?: unknown; subscribed_fields?: unknown }[] };
  const ours = data?.find(({ id }) => String(id) === app)?.subscribed_fields;
  return Array.isArray(ours) ? ours.filter((field) => typeof field === "string") : [];
}
