/** Facebook's login dialog, as far as a person sees it: which Pages, and yes or no. */

import type { World } from "./world.ts";

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;background:#f0f2f5;color:#1c1e21;margin:0}
form{max-width:420px;margin:10vh auto;padding:26px;background:#fff;border-radius:12px;box-shadow:0 1px 6px #0002}
h1{font-size:19px;margin:0 0 6px}fieldset{border:1px solid #dddfe2;border-radius:9px;margin:16px 0;padding:10px 14px}
label{display:block;padding:4px 0}p{margin:0;color:#56627a}.buttons{display:flex;gap:10px;justify-content:flex-end}
button{font:inherit;font-weight:600;padding:8px 16px;border:0;border-radius:8px;background:#e4e6eb;cursor:pointer}
button[value=yes]{background:#0866ff;color:#fff}`;

/** What the app asks for stands in the query; where the person is sent back to has to be one of its own addresses. */
export function dialog(query: URLSearchParams, pages: ReturnType<World["pages"]>): Response {
  const kept = ["redirect_uri", "state"].map(
    (name) => `<input type="hidden" name="${name}" value="${escaped(query.get(name) ?? "")}">`,
  );
  const boxes = pages.map(
    ({ id, name }) => `<label><input type="checkbox" name="page" value="${escaped(id)}" checked> ${escaped(name)}</label>`,
  );
  const asked = (query.get("scope") ?? "").split(",").filter(Boolean).length;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Log in with Facebook (stand-in)</title><style>${STYLE}</style>
<form method="post" action="/standin/facebook/dialog"><h1>messenger-desk would like to manage your Pages</h1>
<p>This stands in for Facebook. The app asks for ${asked} permissions.</p>${kept.join("")}
<fieldset><legend>Which Pages?</legend>${boxes.join("")}</fieldset>
<fieldset><legend>The app's login configuration</legend>
<label><input type="radio" name="ending" value="yes" checked> Tokens end after 60 days</label>
<label><input type="radio" name="ending" value="no"> Tokens never end</label></fieldset>
<div class="buttons"><button name="answer" value="no">Cancel</button><button name="answer" value="yes">Continue</button></div></form></html>`;
  return new Response(html, { headers: HEADERS });
}

/** What the person answered, on the way back to the app. `code` makes one for the Pages that were ticked. */
export async function answered(request: Request, code: (pages: string[], ending: boolean) => Promise<string>): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const back = new URL(form.get("redirect_uri") ?? "", request.url);
  if (back.origin !== new URL(request.url).origin)
    return new Response("URL blocked: it is none of the app's own.\n", { status: 400 });
  if (form.get("answer") === "yes") back.searchParams.set("code", await code(form.getAll("page"), form.get("ending") === "yes"));
  else {
    back.searchParams.set("error", "access_denied");
    back.searchParams.set("error_reason", "user_denied");
  }
  back.searchParams.set("state", form.get("state") ?? "");
  return Response.redirect(back.href, 303);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
