/** Whether this browser is an agent's; if not, a form that asks for the desk's token. */

import { element } from "./element.ts";

/** Returns once there is a session. */
export async function signedIn(root: HTMLElement): Promise<void> {
  const answer = await fetch("/api/session");
  const told = (await answer.json()) as { signedIn?: boolean; opener?: string; error?: string };
  if (told.signedIn) return;
  if (told.opener !== undefined && (await fetch(told.opener, { method: "POST" })).ok) return;
  await asked(root, told.error);
}

function asked(root: HTMLElement, trouble: string | undefined): Promise<void> {
  const token = element("input", {
    className: "sign-in__token",
    type: "password",
    autocomplete: "current-password",
    required: true,
    id: "token",
    aria: { describedby: "sign-in-problem" },
  });
  const problem = element("p", { className: "sign-in__problem", id: "sign-in-problem", role: "alert" }, trouble);
  const form = element(
    "form",
    { className: "sign-in", aria: { label: "Sign in" } },
    element("h2", {}, "Sign in"),
    element("label", { htmlFor: "token" }, "This desk's token"),
    token,
    element("button", { type: "submit", className: "button button--primary" }, "Open the workspace"),
    problem,
  );
  root.append(form);
  token.focus();
  return new Promise((resolve) => {
    form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      void open(token.value).then((wrong) => {
        problem.textContent = wrong ?? "";
        if (wrong !== undefined) return token.select();
        form.remove();
        resolve();
      });
    });
  });
}

async function open(token: string): Promise<string | undefined> {
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  if (answer.ok) return undefined;
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string };
  return error ?? `The worker answered ${answer.status}.`;
}
