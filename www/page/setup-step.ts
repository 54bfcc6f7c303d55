/** One step of setting up: what to do where, what to copy, and whether it is done. */

import type { Said, Setup } from "../worker/standing.ts";
import { element } from "./element.ts";

type Step = Setup["steps"][number];
type Item = Step["copy"][number];

/** What an agent can do at a step. */
export interface StepDeeds {
  say(said: Said): void;
  /** A new verify token. */
  renew(): void;
}

const MARKS: Record<Step["state"], [mark: string, words: string]> = {
  done: ["✓", "done"],
  todo: ["•", "to do"],
  unknown: ["?", "not known"],
};

const KINDS: Record<Item["kind"], string> = {
  permission: "Permissions",
  page_field: "Fields of Pages",
  instagram_field: "Fields of Instagram accounts",
  app_feature: "Features",
  task: "Tasks on the Page",
  callback_url: "Callback URL",
  verify_token: "Verify token",
  redirect_uri: "Valid OAuth redirect URI",
  deletion_url: "Data deletion request URL",
  deauthorize_url: "Deauthorize callback URL",
};

/** Single texts that have to be right to the letter: each has a button of its own. */
const ALONE: Item["kind"][] = ["callback_url", "verify_token", "redirect_uri", "deletion_url", "deauthorize_url"];

export function stepOf(step: Step, verifyToken: Setup["verifyToken"], deeds: StepDeeds): HTMLElement {
  const { id, title, text, place, proof, state, copy, findings } = step;
  const [mark, words] = MARKS[state];
  const kinds = [...new Set(copy.map(({ kind }) => kind))];
  return element(
    "li",
    { className: `step step--${state}`, data: { step: id } },
    element(
      "details",
      { open: state === "todo" },
      element(
        "summary",
        {},
        element("span", { className: "step__mark", role: "img", aria: { label: words } }, mark),
        element("span", { className: "step__title" }, title),
      ),
      element("p", {}, text),
      element("p", { className: "step__place" }, place),
      ...kinds.map((kind) =>
        copies(
          kind,
          copy.filter((item) => item.kind === kind),
        ),
      ),
      id === "webhook" && verifying(verifyToken, deeds),
      findings.length > 0 &&
        element("p", { className: "step__against" }, `In the way: ${findings.join(", ").replaceAll("_", " ")}`),
      element("p", { className: "step__proof" }, `Done when: ${proof}`),
      saying(step, deeds),
    ),
  );
}

function copies(kind: Item["kind"], items: Item[]): HTMLElement {
  const texts = items.flatMap(({ text }) => text ?? []);
  if (ALONE.includes(kind))
    return element("div", { className: "copy" }, element("span", {}, KINDS[kind]), ...texts.flatMap(copyable));
  return element(
    "div",
    { className: "copy" },
    element("span", {}, KINDS[kind]),
    ...items.map(({ text, required }) => element("code", { className: required ? "" : "copy__optional" }, text ?? "")),
    texts.length > 1 && copyButton(texts.join(","), "Copy all"),
  );
}

function copyable(text: string): HTMLElement[] {
  return [element("code", { className: "copy__text" }, text), copyButton(text, "Copy")];
}

function copyButton(text: string, name: string): HTMLElement {
  const button = element("button", { type: "button", className: "tool", aria: { label: `${name}: ${text}` } }, name);
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(text).then(
      () => (button.textContent = "Copied"),
      () => (button.textContent = "Select it and copy"),
    );
  });
  button.addEventListener("blur", () => (button.textContent = name));
  return button;
}

/** Two tokens count while the one is being replaced by the other. */
function verifying({ next, secret }: Setup["verifyToken"], { renew }: StepDeeds): HTMLElement {
  const button = element("button", { type: "button", className: "tool" }, "Make a new verify token");
  button.addEventListener("click", renew);
  const words =
    next !== undefined
      ? "This is the new one. The one before still counts until Meta has called with this one: enter it in the dashboard and press Verify and save."
      : secret
        ? "This is the secret VERIFY_TOKEN."
        : "It was made here; the secret VERIFY_TOKEN no longer counts.";
  return element("p", { className: "step__verify" }, words, " ", button);
}

/** Graph cannot be asked for these: somebody has to know. */
function saying({ id, state }: Step, { say }: StepDeeds): HTMLElement | undefined {
  const done = state === "done";
  const [yes, no] = SAID[id] ?? [];
  if (!yes || !no) return undefined;
  const button = (name: string, said: Said) => {
    const made = element("button", { type: "button", className: "tool" }, name);
    made.addEventListener("click", () => say(said));
    return made;
  };
  return element(
    "p",
    { className: "step__said" },
    done ? button("It is not so any more", no) : button("It is done", yes),
    id === "app_review" && !done && button("Only our own Page uses the app", { ownPages: true }),
  );
}

const SAID: Partial<Record<Step["id"], [yes: Said, no: Said]>> = {
  app_review: [{ approved: { appReview: true } }, { approved: { appReview: false }, ownPages: false }],
  human_agent: [{ approved: { humanAgent: true } }, { approved: { humanAgent: false } }],
  profiles: [{ approved: { profiles: true } }, { approved: { profiles: false } }],
  publish: [{ appMode: "live" }, { appMode: "development" }],
};
