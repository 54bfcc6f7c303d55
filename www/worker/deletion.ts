/**
 * What Meta posts when somebody removes the app or asks to have their data deleted, and the page on which they see what became of
 * it. Both posts are a form with a `signed_request`; nothing is believed that is not signed with the app secret.
 */

import { confirmationCodeProblems, deletionReply, signedRequest } from "messenger-desk/setup";
import { bodyWithin } from "./body.ts";
import type { Proof } from "./deletions.ts";
import { appOf, now, pageOf } from "./env.ts";
import type { Env } from "./env.ts";
import { Refusal, json, problem } from "./http.ts";

export const DELETION = "/webhooks/messenger/deletion";
export const DEAUTHORIZE = "/webhooks/messenger/deauthorize";

/** A signed request has a few hundred characters. */
const LARGEST_FORM = 16_384;
/** What is older was sent before: Meta posts at once, and tries again within days. */
const OLDEST = 7 * 24 * 3_600_000;

/** Deletes everything of a person, and says where they can see that. */
export async function deletion(request: Request, env: Env): Promise<Response> {
  const { pathname, searchParams, origin } = new URL(request.url);
  if (request.method === "GET") return statusPage(searchParams.get("code") ?? "", env);
  return answering(async () => {
    const { userId } = await signed(request, env);
    const code = await appOf(env).forget(userId, "meta", undefined);
    // Meta asks for an address that others can open; only on this machine there is none.
    const reply = deletionReply(`${origin.replace(/^http:/, "https:")}${pathname}`, code);
    return json(JSON.stringify({ ...reply, url: reply.url.replace(/^https:/, new URL(origin).protocol) }));
  });
}

/** Somebody removed the app: the tokens that came from their login are dead, and Meta says so only here. */
export async function deauthorize(request: Request, env: Env): Promise<Response> {
  return answering(async () => {
    const { userId } = await signed(request, env);
    const at = await now(env);
    const pages = await appOf(env).pages();
    await Promise.all(pages.map(({ id }) => pageOf(env, id).deauthorized(userId, at)));
    return json('{"success":true}');
  });
}

async function answering(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.warn(JSON.stringify({ refused: { status: error.status, message: error.message } }));
    return problem(error.status, error.message);
  }
}

/** Whose request it is, by the id this app knows them by. */
async function signed(request: Request, env: Env): Promise<{ userId: string }> {
  if (request.method !== "POST") throw new Refusal(405, "Meta posts a form here.");
  const bytes = await bodyWithin(request, LARGEST_FORM);
  if (!bytes) throw new Refusal(413, `The form can have ${LARGEST_FORM} bytes.`);
  const form = new URLSearchParams(new TextDecoder().decode(bytes));
  const told = signedRequest(env.APP_SECRET, form.get("signed_request") ?? "", { now: await now(env), maxAgeMs: OLDEST });
  if (!told.ok) throw new Refusal(told.reason === "malformed" ? 400 : 403, told.hint);
  if (told.userId === undefined) throw new Refusal(400, "The signed request does not say whose it is.");
  return { userId: told.userId };
}

/** For the person, so without a script and in plain words. */
async function statusPage(code: string, env: Env): Promise<Response> {
  const proof = confirmationCodeProblems(code).length === 0 ? await appOf(env).proof(code) : undefined;
  const [title, ...lines] = proof ? told(proof) : ["No such request", "Nothing is known here of a request with this code."];
  const paragraphs = lines.map((line) => `<p>${line}</p>`).join("");
  // The code is letters and digits: nothing of what is written here can be markup.
  const known = proof ? `<p><small>Confirmation code ${proof.code}</small></p>` : "";
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style>
<h1>${title}</h1>${paragraphs}${known}</html>\n`,
    {
      status: proof ? 200 : 404,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy":
          "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
      },
    },
  );
}

const STYLE = [
  "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1rem;color:#17202e}",
  "small{color:#56627a}",
].join("");
const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T", " ") + " UTC";

function told({ askedAt, doneAt, conversations, messages, files }: Proof): [string, ...string[]] {
  const asked = `The request came in on ${day(askedAt)}.`;
  if (doneAt === undefined) return ["Your data is being deleted", asked, "Look here again in a few minutes."];
  const done = `It was carried out on ${day(doneAt)}.`;
  if (conversations === 0)
    return [
      "Nothing of yours was found",
      asked,
      done,
      "No conversation was found under the ids by which Meta knows you here. Should you have commented on the Page, ask its owner.",
    ];
  const what = `${counted(conversations, "conversation")} with ${counted(messages, "message")} and ${counted(files, "file")}`;
  return [
    "Your data was deleted",
    asked,
    done,
    `Deleted: ${what}, with your name and everything else that was kept with them. This page holds no data of yours.`,
    "What you write to the Page from now on begins a new conversation.",
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
