/** Asks Graph everything by which a channel is judged. */

import { setupRequests } from "messenger-desk/setup";
import type { Feature, GraphAnswers, RequestName, SetupRequest } from "messenger-desk";
import type { AppFacts } from "./app-object.ts";
import type { Env } from "./env.ts";
import { setupCall } from "./graph.ts";
import type { Access } from "./graph.ts";

type Asked = Extract<keyof GraphAnswers, RequestName>;

/** What is asked with the Page's token, about one thread with it, with the app's token, and with both. */
const OF_PAGE = ["subscribed_apps", "messaging_feature_status"] as const satisfies Asked[];
const OF_THREAD = ["thread_owner"] as const satisfies Asked[];
const OF_APP = ["subscriptions"] as const satisfies Asked[];
const OF_TOKEN = ["debug_token"] as const satisfies Asked[];

/** `recipient`: somebody who wrote to the Page, to see which app their thread is with. What Graph does not answer is left out. */
export async function answersOf(
  page: string,
  access: Access | undefined,
  recipient: string | undefined,
  { origin, said }: AppFacts,
  env: Env,
): Promise<GraphAnswers> {
  const { appId } = env.CHANNEL;
  const requests = setupRequests({ ...(appId !== undefined && { appId }), page, features: featuresOf(env) });
  const names: Asked[] = [
    ...(access ? OF_PAGE : []),
    ...(access && recipient !== undefined ? OF_THREAD : []),
    ...(appId === undefined ? [] : OF_APP),
    ...(access && appId !== undefined ? OF_TOKEN : []),
  ];
  const asked = names.map(async (name) => {
    const request = requests[name];
    const additions = { ...(access && { access }), ...(recipient !== undefined && { recipient }) };
    const answer = request && (await setupCall(request, additions, env));
    return answer === undefined ? [] : [[name, answer] as const];
  });
  return {
    ...said,
    ...Object.fromEntries((await Promise.all(asked)).flat()),
    features: featuresOf(env),
    ...(appId !== undefined && { app: appId }),
    ...(origin !== undefined && { callbackUrl: `${origin}/webhooks/messenger` }),
    ...graphVersion(requests.subscribed_apps?.path),
    ...(access && (await traffic(requests.subscribed_apps, access, env))),
    routed: env.CHANNEL.route !== undefined,
  };
}

/** What the channel is set to do. */
export function featuresOf({ CHANNEL }: Env): Feature[] {
  return [
    "comments",
    ...(CHANNEL.policy?.humanAgent ? (["humanAgent"] as const) : []),
    ...(CHANNEL.profiles === false ? [] : (["profiles"] as const)),
  ];
}

/** When something last happened in the Page's conversations, as Meta knows it: webhooks that do not come say nothing of it. */
async function traffic(request: SetupRequest | undefined, access: Access, env: Env): Promise<{ trafficAt?: number }> {
  if (!request) return {};
  const path = request.path.replace(/[^/]+$/, "conversations");
  const answer = await setupCall({ ...request, path, params: { fields: "updated_time", limit: "1" } }, { access }, env);
  const { data } = (answer ?? {}) as { data?: { updated_time?: unknown }[] };
  const at = Date.parse(String(data?.[0]?.updated_time ?? ""));
  return Number.isNaN(at) ? {} : { trafficAt: at };
}

function graphVersion(path: string | undefined): { graphVersion?: string } {
  const version = path?.split("/")[1];
  return version === undefined ? {} : { graphVersion: version };
}
