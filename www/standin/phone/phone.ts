/** A telephone with Messenger on it: the customer writes, taps, reacts and comments. */

import type { Act, Notified, PhoneView } from "../phone-wire.ts";
import { element } from "../../page/element.ts";
import { Chat } from "./chat.ts";
import { MoodSwitch } from "./mood-switch.ts";
import { PostPage } from "./post-page.ts";

type Tab = "chat" | "post";

export class Phone {
  private readonly people = element("div", {
    className: "phone__people",
    role: "group",
    aria: { label: "Customer holding the phone" },
  });
  private readonly page = element("span", { className: "phone__page" });
  private readonly chatTab = this.tab("chat", "Messenger");
  private readonly postTab = this.tab("post", "Page post");
  private readonly webhook = element("p", { className: "notified", role: "status", aria: { label: "Last webhook" } });
  private readonly block = element("input", { type: "checkbox", id: "block" });
  private readonly otherApp = element("input", { type: "checkbox", id: "other-app" });
  private readonly mood = new MoodSwitch((act) => this.act(act));
  private readonly chat = new Chat((act) => this.act(act));
  private readonly post = new PostPage((act) => this.act(act));
  private readonly content: HTMLElement[];
  private view: PhoneView | undefined;
  /** Who acts: at once whoever is picked, even before their screen is here. */
  private holder: string | undefined;
  private shown: Tab = "chat";
  private seeing = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly doing: (customer: string, act: Act) => Promise<Notified | null>,
    private readonly pickUp: (customer: string) => void,
  ) {
    const redeliver = element("button", { type: "button", className: "quiet", id: "redeliver" }, "Redeliver last webhook");
    redeliver.addEventListener("click", () => void this.act({ do: "redeliver" }));
    const forge = element("button", { type: "button", className: "quiet", id: "forge" }, "Send it forged");
    forge.addEventListener("click", () => void this.act({ do: "forge" }));
    const forget = element("button", { type: "button", className: "quiet" }, "Ask for my data to be deleted");
    forget.addEventListener("click", () => void this.act({ do: "askForDeletion" }));
    const remove = element("button", { type: "button", className: "quiet" }, "The administrator removes the app");
    remove.addEventListener("click", () => void this.act({ do: "removeApp" }));
    this.block.addEventListener("change", () => void this.act({ do: "block", blocked: this.block.checked }));
    this.otherApp.addEventListener("change", () => void this.act({ do: "otherApp", controls: this.otherApp.checked }));
    document.addEventListener("visibilitychange", () => this.see());

    this.content = [
      this.people,
      element(
        "div",
        { className: "phone" },
        element(
          "header",
          { className: "phone__top" },
          element("span", { className: "phone__speaker", aria: { hidden: "true" } }),
          this.page,
        ),
        element("div", { className: "phone__tabs", role: "tablist" }, this.chatTab, this.postTab),
        this.chat.root,
        this.post.root,
      ),
      element(
        "div",
        { className: "meta", role: "group", aria: { label: "Stand-in for Meta" } },
        this.webhook,
        element(
          "div",
          { className: "meta__buttons" },
          redeliver,
          forge,
          forget,
          remove,
          element("label", { className: "meta__block" }, this.block, "Customer blocks the Page"),
          element("label", { className: "meta__block" }, this.otherApp, "Another app has control"),
        ),
        this.mood.root,
      ),
    ];
    this.turnTo("chat");
  }

  get customer(): string | undefined {
    return this.holder;
  }

  show(view: PhoneView): void {
    // Nothing to hold before it is known whose phone it is.
    if (!this.view) this.root.append(...this.content);
    this.view = view;
    this.holder = view.customer.psid;
    this.page.textContent = view.page.name;
    this.block.checked = view.customer.blocked;
    this.otherApp.checked = view.customer.otherApp === true;
    this.mood.show(view.mood);
    this.people.replaceChildren(
      ...view.customers.map(({ psid, name, unseen }) => {
        const held = psid === view.customer.psid;
        const person = element(
          "button",
          { type: "button", className: "person", aria: { pressed: String(held) } },
          name,
          unseen > 0 &&
            !held &&
            element("span", { className: "person__unseen", aria: { label: `${unseen} unseen` } }, String(unseen)),
        );
        person.addEventListener("click", () => {
          this.holder = psid;
          this.pickUp(psid);
        });
        return person;
      }),
    );
    this.chat.show(view.customer);
    this.post.show(view.post, view.page);
    if (view.notified) {
      const { what, status, answer, bytes } = view.notified;
      this.webhook.replaceChildren(
        element(
          "span",
          { className: status === 200 ? "notified__status" : "notified__status notified__status--refused" },
          String(status),
        ),
        ` ${what} · ${bytes} bytes · ${answer.split("\n")[0] ?? ""}`,
      );
    } else this.webhook.textContent = "No webhook sent yet.";
    this.see();
  }

  private async act(act: Act): Promise<void> {
    if (this.holder !== undefined) await this.doing(this.holder, act);
  }

  /** What is on the screen counts as read, as it does on a real phone. */
  private see(): void {
    const unseen = this.view?.customer.thread.some(({ from, seen }) => from === "page" && !seen);
    if (!unseen || this.seeing || this.shown !== "chat" || document.visibilityState !== "visible") return;
    this.seeing = true;
    void this.act({ do: "seen" }).finally(() => {
      this.seeing = false;
      this.see();
    });
  }

  private tab(tab: Tab, name: string): HTMLButtonElement {
    const button = element("button", { type: "button", className: "phone__tab", role: "tab" }, name);
    button.addEventListener("click", () => this.turnTo(tab));
    return button;
  }

  private turnTo(tab: Tab): void {
    this.shown = tab;
    this.chatTab.setAttribute("aria-selected", String(tab === "chat"));
    this.postTab.setAttribute("aria-selected", String(tab === "post"));
    this.chat.root.hidden = tab !== "chat";
    this.post.root.hidden = tab !== "post";
    this.see();
  }
}
