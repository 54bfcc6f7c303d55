/** Connecting Pages: how each stands, what is wrong and what mends it, and the steps of setting up, which tick themselves. */

import type { Setup, Standing } from "../worker/standing.ts";
import { check, login, mend, newVerifyToken, pasteToken, say, setup, tie } from "./api.ts";
import { statusKind, statusText, waitingText } from "./channel.ts";
import { Rows, element } from "./element.ts";
import { stepOf } from "./setup-step.ts";
import { momentOf } from "./time.ts";

type Finding = Setup["findings"][number];

export class SetupView {
  private readonly told = element("p", { className: "setup__told", role: "status" });
  private readonly connect = button("Connect with Facebook", "button button--primary", () => void this.login());
  private readonly again = button("Check now", "button", () => this.attempt(() => check(this.page)));
  private readonly pages = element("ul", { className: "pages", aria: { label: "Pages" } });
  private readonly token = element("input", {
    className: "sign-in__token",
    type: "password",
    autocomplete: "off",
    id: "page-token",
    aria: { label: "Token of a system user or of a Page" },
  });
  private readonly checked = element("p", { className: "setup__checked" });
  private readonly findings = element("ul", { className: "findings", aria: { label: "Findings" } });
  private readonly steps = element("ol", { className: "steps", aria: { label: "Steps" } });
  private readonly pageRows = new Rows<Standing>(
    this.pages,
    ({ page }) => page.id,
    (standing) => this.pageOf(standing, standing.page.id === this.page),
  );
  private readonly findingRows = new Rows<Finding>(
    this.findings,
    ({ code, evidence }) => `${code} ${evidence.join()}`,
    (finding) => this.findingOf(finding),
  );
  private readonly stepRows = new Rows<Setup["steps"][number]>(
    this.steps,
    ({ id }) => id,
    (step) => this.stepOf(step),
  );
  private readonly none = element(
    "p",
    { className: "finding finding--none", hidden: true },
    "Nothing is wrong, as far as Graph can tell.",
  );
  private shown: Setup | undefined;
  /** How often something was asked for, and the last of these that is shown. */
  private asked = 0;
  private answered = 0;
  private page: string | undefined;

  constructor(
    private readonly root: HTMLElement,
    close: () => void,
  ) {
    const paste = element(
      "form",
      { className: "paste", aria: { label: "Paste a token" } },
      element(
        "p",
        {},
        "A system user's token connects every Page that the system user has. It is kept here, sealed, and never shown again.",
      ),
      this.token,
      element("button", { type: "submit", className: "button" }, "Connect with this token"),
    );
    paste.addEventListener("submit", (submit) => {
      submit.preventDefault();
      const { value } = this.token;
      this.token.value = "";
      this.attempt(async () => {
        await pasteToken(value);
        return setup(this.page);
      }, "Connected.");
    });
    root.append(
      element(
        "header",
        { className: "setup__head" },
        element("h2", {}, "Connect"),
        this.again,
        this.connect,
        button("Back to the inbox", "button", close),
      ),
      this.told,
      element(
        "div",
        { className: "setup__columns" },
        element(
          "div",
          { className: "setup__side" },
          element("h3", {}, "Pages"),
          this.pages,
          element("details", { className: "setup__paste" }, element("summary", {}, "Paste a token instead"), paste),
          element("h3", {}, "Findings"),
          this.checked,
          this.none,
          this.findings,
        ),
        element("div", { className: "setup__main" }, element("h3", {}, "Step by step"), this.steps),
      ),
    );
  }

  /** `problem`: why the way back from Facebook led nowhere. */
  async show(problem?: string): Promise<void> {
    this.root.hidden = false;
    this.tell(problem ?? "", problem !== undefined);
    const page = this.page ?? new URLSearchParams(location.search).get("page") ?? undefined;
    await this.load(() => setup(page));
  }

  hide(): void {
    this.root.hidden = true;
  }

  /** A Page's standing changed while its settings are open. */
  changed(standing: Standing): void {
    if (this.root.hidden || !this.shown) return;
    const pages = this.shown.pages.map((each) => (each.page.id === standing.page.id ? standing : each));
    this.render({ ...this.shown, pages });
  }

  private async login(): Promise<void> {
    try {
      location.assign(await login());
    } catch (error) {
      this.tell(wordsOf(error), true);
    }
  }

  private attempt(call: () => Promise<Setup>, done = ""): void {
    this.tell("Asking Graph …", false);
    void this.load(call).then((went) => went && this.tell(done, false));
  }

  /** An answer that was asked for earlier and tells of an earlier look at Graph than what is shown comes too late. */
  private async load(call: () => Promise<Setup>): Promise<boolean> {
    const turn = (this.asked += 1);
    try {
      const answer = await call();
      if (turn > this.answered || answer.checkedAt >= (this.shown?.checkedAt ?? 0)) {
        this.answered = Math.max(turn, this.answered);
        this.render(answer);
      }
      return true;
    } catch (error) {
      this.tell(wordsOf(error), true);
      return false;
    }
  }

  private tell(text: string, bad: boolean): void {
    this.told.textContent = text;
    this.told.hidden = text === "";
    this.told.classList.toggle("setup__told--bad", bad);
  }

  private render(shown: Setup): void {
    this.shown = shown;
    this.page = shown.page;
    if (shown.login) this.tell(shown.login.text, !shown.login.went);
    this.checked.textContent = `Graph was asked on ${momentOf(shown.checkedAt)}.`;
    this.none.hidden = shown.findings.length > 0;
    this.pageRows.show(shown.pages, ({ page }) => page.id === shown.page);
    this.findingRows.show(shown.findings);
    // Who reads a step keeps it open, whatever happens to the Page meanwhile.
    this.stepRows.show(shown.steps, ({ id }) => (id === "webhook" ? shown.verifyToken : ""));
  }

  private stepOf(step: Setup["steps"][number]): HTMLElement {
    const verifyToken = this.shown?.verifyToken ?? { secret: true };
    return stepOf(step, verifyToken, {
      say: (said) =>
        this.attempt(async () => {
          await say(said);
          return check(this.page);
        }),
      renew: () =>
        this.attempt(async () => {
          await newVerifyToken();
          return setup(this.page);
        }, "A new verify token was made. Both count until Meta has shown the new one."),
    });
  }

  private pageOf(standing: Standing, current: boolean): HTMLElement {
    const { page, tie: how, by, since, connectable } = standing;
    const waiting = waitingText(standing);
    const origin =
      how === "secret" ? "with the secret PAGE_TOKEN" : by === "token" ? "with a pasted token" : by && "by Facebook Login";
    const wish = (name: string, wish: "connect" | "disconnect") =>
      button(name, wish === "disconnect" ? "tool tool--danger" : "tool", () =>
        this.attempt(async () => {
          await tie(page.id, wish);
          return setup(page.id);
        }),
      );
    return element(
      "li",
      { className: "page", aria: { current: String(current) } },
      element("span", { className: `dot dot--${statusKind(standing)}`, aria: { hidden: "true" } }),
      element("span", { className: "page__name" }, page.name),
      element("span", { className: "page__status" }, statusText(standing)),
      element(
        "span",
        { className: "page__facts" },
        [page.id, origin, since !== undefined && `since ${momentOf(since)}`].filter(Boolean).join(" · "),
      ),
      waiting !== undefined && element("span", { className: "page__waiting" }, waiting),
      element(
        "span",
        { className: "page__tools" },
        !current && button("Show", "tool", () => this.attempt(() => setup(page.id))),
        element("a", { className: "tool", href: `/?${new URLSearchParams({ page: page.id })}` }, "Inbox"),
        connectable && wish("Connect", "connect"),
        (how === "connected" || how === "secret") && wish("Disconnect", "disconnect"),
      ),
    );
  }

  private findingOf({ code, severity, text, remedy, evidence, fix, source }: Finding): HTMLElement {
    const mends = fix?.method === "POST";
    return element(
      "li",
      { className: `finding finding--${severity}` },
      element("strong", {}, text),
      element("span", {}, remedy),
      evidence.length > 0 && element("code", {}, evidence.join(", ")),
      source !== undefined && element("small", {}, `Meta: ${source}`),
      mends && button("Mend it", "button", () => this.attempt(() => mend(this.page, code), "Graph took it.")),
    );
  }
}

function button(name: string, className: string, press: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", className }, name);
  made.addEventListener("click", press);
  return made;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
