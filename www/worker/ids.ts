/**
 * Under which ids a person is known. Meta's data deletion callback names them by an id of the app's, Messenger by an id of each
 * Page's (PSID), and comments by one that need not be the same.
 */

import { appSecretProof, setupRequests } from "messenger-desk/setup";
import type { Env } from "./env.ts";
import { setupCall } from "./graph.ts";

/**
 * Asks Meta's ID matching for the ids under which the Pages know a person. An app for which Meta has none, or that may not ask,
 * gets none: whoever asks to be forgotten is then found by hand.
 */
export async function idsOnPages(person: string, env: Env): Promise<string[]> {
  const { appId } = env.CHANNEL;
  const version = setupRequests().permissions?.path.split("/")[1];
  if (appId === undefined || version === undefined || !/^\d{1,40}$/.test(person)) return [];
  const answer = await setupCall(
    {
      method: "GET",
      path: `/${version}/${person}/ids_for_pages`,
      params: { appsecret_proof: appSecretProof(env.APP_SECRET, `${appId}|${env.APP_SECRET}`), limit: "100" },
      add: { access_token: "app_token" },
    },
    {},
    env,
  );
  if (!answer) throw new Error("Graph did not say under which ids the person is known.");
  const { data } = answer as { data?: unknown };
  if (!Array.isArray(data)) return [];
  return data.map((one) => (one as { id?: unknown } | null)?.id).filter((id) => typeof id === "string");
}
