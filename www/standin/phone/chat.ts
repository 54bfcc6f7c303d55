/** Messenger on the phone. */

import type { Act, Bubble, Customer } from "../phone-wire.ts";
import { Rows, element } from "../../page/element.ts";

const EMOJI = ["❤", "😆", "😮", "😢", "😠"];
const PICTURES = [
  { file: "parcel.svg", name: "a picture of a damaged parcel" },
  { file: "lamp.svg", name: "a picture of a lamp" },
];

export class Chat {
  private readonly list = element("div", {
    className: "chat__list",
    role: "log",
    tabIndex: 0,
    aria: { label: "Messages on the phone" },
  });
  private readonly bubbles = new Rows<Bubble>(
    this.list,
    ({ mid }) => mid,
    (bubble) => this.bubble(bubble),
  );
  private readonly answers = element("div", { className: "chat__answers", role: "group", aria: { label: "Quick replies" } });
  private readonly text = element("input", {
    className: "chat__text",
    id: "phone-text",
    placeholder: "Aa",
    autocomplete: "off",
    aria: { label: "Message to the Page" },
  });
  readonly root: HTMLElement;
  private length = 0;

  constructor(private readonly act: (act: Act) => Promise<void>) {
    const form = element(
      "form",
      { className: "chat__form" },
      this.text,
      element("button", { type: "submit", className: "chat__send", aria: { label: "Send message" } }, "➤"),
    );
    form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      const text = this.text.value.trim();
      this.text.value = "";
      if (text) void act({ do: "text", text });
    });
    this.root = element(
      "section",
      { className: "chat", role: "tabpanel", aria: { label: "Messenger" } },
      this.list,
      this.answers,
      this.tools(),
      form,
    );
  }

  show({ thread }: Customer): void {
    this.bubbles.show(thread);
    const last = thread.at(-1);
    this.answers.replaceChildren(
      ...(last?.quickReplies ?? []).map(({ title, payload }) => this.button("pill", title, { do: "quickReply", title, payload })),
    );
    this.answers.hidden = !last?.quickReplies?.length;
    if (thread.length !== this.length) this.list.scrollTop = this.list.scrollHeight;
    this.length = thread.length;
  }

  private bubble({ mid, from, text, picture, sticker, files, reaction, sentAs, buttons, about }: Bubble): HTMLElement {
    const image = sticker ?? picture;
    return element(
      "div",
      { className: `bubble bubble--${from}`, data: { mid } },
      about !== undefined && element("span", { className: "bubble__about" }, `On your comment: ${about}`),
      element(
        "div",
        { className: image === undefined ? "bubble__body" : `bubble__body bubble__body--${sticker ? "sticker" : "picture"}` },
        image !== undefined && element("img", { src: image, alt: sticker ? "Thumbs up" : "Picture" }),
        text !== undefined && element("span", {}, text),
        ...(files ?? []).map((file) => element("span", { className: "bubble__file" }, `📎 ${file}`)),
        ...(buttons ?? []).map(({ title, payload }) => this.button("bubble__button", title, { do: "postback", title, payload })),
        reaction !== undefined && element("span", { className: "bubble__reaction" }, reaction),
      ),
      from === "page" && element("span", { className: "bubble__as" }, sentAs ?? ""),
      from === "page" && this.emoji(mid, reaction),
    );
  }

  private emoji(mid: string, chosen: string | undefined): HTMLElement {
    return element(
      "div",
      { className: "bubble__emoji", role: "group", aria: { label: "React" } },
      ...EMOJI.map((emoji) => {
        const act: Act = emoji === chosen ? { do: "react", mid } : { do: "react", mid, emoji };
        const button = this.button("emoji", emoji, act);
        button.setAttribute("aria-pressed", String(emoji === chosen));
        return button;
      }),
    );
  }

  private tools(): HTMLElement {
    return element(
      "div",
      { className: "chat__tools", role: "group", aria: { label: "Send something else" } },
      this.button("pill", "Where is my order?", { do: "postback", title: "Where is my order?", payload: "MENU_ORDER_STATUS" }),
      ...PICTURES.map(({ file, name }) => this.thumb(file, `Send ${name}`, { do: "picture", picture: file })),
      this.thumb("like.svg", "Send a like", { do: "like" }),
    );
  }

  private thumb(file: string, label: string, act: Act): HTMLButtonElement {
    const button = this.button(`thumb thumb--${file.split(".")[0]}`, "", act);
    button.setAttribute("aria-label", label);
    button.append(element("img", { src: `pictures/${file}`, alt: "" }));
    return button;
  }

  private button(className: string, text: string, act: Act): HTMLButtonElement {
    const button = element("button", { type: "button", className }, text);
    button.addEventListener("click", () => void this.act(act));
    return button;
  }
}
