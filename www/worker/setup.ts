/** The API of the settings: how each Page stands, what to do in which order, and the calls that mend something. */

import { randomToken, verifyTokenProblems } from "messenger-desk/setup";
import type { CopyItem } from "messenger-desk";
import { DEAUTHORIZE, DELETION } from "./deletion.ts";
import { appOf, firstPage, now, pageOf } from "./env.ts";
import type { Env } from "./env.ts";
import { setupCall } from "./graph.ts";
import { Refusal, bodyOf, json } from "./http.ts";
import { CONNECTED, begin, disconnect, paste, subscribed } from "./login.ts";
import type { Said, Setup } from "./standing.ts";

/** `action` is the last part of the address. */
export async function setup(request: Request, env: Env, action: string | undefined): Promise<Response> {
  const { searchParams, origin } = new URL(request.url);
  switch (`${request.method} ${action ?? ""}`.trim()) {
    case "GET": {
      await appOf(env).reachedAt(origin);
      const settings = await shown(searchParams.get("page") ?? firstPage(env).id, origin, env);
      const login = await appOf(env).takeLoginResult();
      return answer({ ...settings, ...(login && { login }) } satisfies Setup);
    }
    case "POST check": {
      const page = await pageIn(request, env);
      await pageOf(env, page).check(await now(env));
      return answer(await shown(page, origin, env));
    }
    case "POST login": {
      await bodyOf(request);
      const { url, headers } = await begin(request, env);
      return json(JSON.stringify({ url }), 200, headers);
    }
    case "POST token": {
      const { token } = await bodyOf<{ token?: unknown }>(request);
      return answer({ pages: await paste(typeof token === "string" ? token.trim() : "", env) });
    }
    case "POST connect": {
      const page = await pageIn(request, env);
      if (!(await pageOf(env, page).connectAgain(await now(env))))
        throw new Refusal(409, "No token of this Page is here. Connect with Facebook and tick it.");
      return answer({ pages: [await subscribed(page, env)] });
    }
    case "POST disconnect":
      return answer({ pages: [await disconnect(await pageIn(request, env), env)] });
    case "POST mend": {
      const { page, finding } = await bodyOf<{ page?: unknown; finding?: unknown }>(request);
      return answer(await mend(await known(page, env), String(finding), origin, env));
    }
    case "POST verify-token": {
      const { token } = await bodyOf<{ token?: unknown }>(request);
      await rotate(token, env);
      return answer(await appOf(env).verifyTokens());
    }
    case "POST said":
      await appOf(env).say(saidIn(await bodyOf<Record<string, unknown>>(request)));
      return json('{"accepted":true}', 202);
    default:
      throw new Refusal(404, "There is nothing at this address.");
  }
}

async function shown(page: string, origin: string, env: Env): Promise<Setup> {
  const app = appOf(env);
  const known = await app.pages();
  if (!known.some(({ id }) => id === page)) throw new Refusal(404, "No such Page is known here.");
  const at = await now(env);
  const [pages, verifyToken, { said }, look] = await Promise.all([
    Promise.all(known.map(({ id }) => pageOf(env, id).standsAs())),
    app.verifyTokens(),
    app.facts(),
    pageOf(env, page)
      .lastLook()
      .then((look) => look ?? pageOf(env, page).check(at)),
  ]);
  const values: Partial<Record<CopyItem["kind"], string>> = {
    callback_url: `${origin}/webhooks/messenger`,
    deletion_url: origin + DELETION,
    deauthorize_url: origin + DEAUTHORIZE,
    redirect_uri: origin + CONNECTED,
    ...((verifyToken.next ?? verifyToken.current) !== undefined && {
      verify_token: verifyToken.next ?? verifyToken.current ?? "",
    }),
  };
  const filled = (item: CopyItem): CopyItem => {
    const text = item.text ?? values[item.kind];
    return text === undefined ? item : { ...item, text };
  };
  const steps = look.steps.map((step) => ({ ...step, copy: step.copy.map(filled) }));
  return { pages, page, steps, findings: look.findings, checkedAt: look.at, verifyToken, said };
}

/** Carries out the request that mends a finding, as a fresh look gives it: what a browser says is only which. */
async function mend(page: string, code: string, origin: string, env: Env): Promise<Setup> {
  const { findings } = await pageOf(env, page).check(await now(env));
  const fix = findings.find((finding) => finding.code === code)?.fix;
  if (fix && fix.method !== "POST") throw new Refusal(409, "Only somebody with the Page's rights can mend this.");
  if (fix) {
    const access = await pageOf(env, page).access();
    const { current, next } = await appOf(env).verifyTokens();
    const verify_token = next ?? current;
    const answered = await setupCall(
      fix,
      {
        ...(access && { access }),
        callback_url: `${origin}/webhooks/messenger`,
        ...(verify_token !== undefined && { verify_token }),
      },
      env,
    );
    await pageOf(env, page).check(await now(env));
    if (!answered || "error" in answered) throw new Refusal(409, "Graph did not take it. The findings say what is in the way.");
  }
  return shown(page, origin, env);
}

/** A verify token of one's own, or a generated one. */
async function rotate(token: unknown, env: Env): Promise<void> {
  if (token !== undefined && typeof token !== "string") throw new Refusal(400, "A verify token is a text.");
  const [problem] = token === undefined ? [] : verifyTokenProblems(token);
  if (problem) throw new Refusal(400, problem.message);
  await appOf(env).rotateVerifyToken(token ?? randomToken(crypto.getRandomValues(new Uint8Array(24))));
}

async function pageIn(request: Request, env: Env): Promise<string> {
  return known((await bodyOf<{ page?: unknown }>(request)).page, env);
}

/** Without one, the Page whose workspace this is is meant. */
async function known(page: unknown, env: Env): Promise<string> {
  if (page === undefined) return firstPage(env).id;
  const found = (await appOf(env).pages()).find(({ id }) => id === page);
  if (!found) throw new Refusal(404, "No such Page is known here.");
  return found.id;
}

/** What nobody but a person can tell. */
function saidIn(body: Record<string, unknown>): Said {
  const said: Said = {};
  const { appMode, ownPages, approved, defaultApp } = body;
  if (appMode === "live" || appMode === "development") said.appMode = appMode;
  if (typeof ownPages === "boolean") said.ownPages = ownPages;
  if (typeof defaultApp === "string" && /^\d{1,40}$/.test(defaultApp)) said.defaultApp = defaultApp;
  if (typeof approved === "object" && approved !== null) {
    const given = approved as Record<string, unknown>;
    said.approved = {};
    for (const name of ["appReview", "humanAgent", "profiles"] as const) {
      const value = given[name];
      if (typeof value === "boolean") said.approved[name] = value;
    }
  }
  if (Object.keys(said).length === 0)
    throw new Refusal(400, 'Say { "appMode": "live" }, { "ownPages": true } or { "approved": { "appReview": true } }.');
  return said;
}

function answer(value: unknown): Response {
  return json(JSON.stringify(value));
}
