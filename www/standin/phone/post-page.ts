/** A post of the Page, with its comments. */

import type { Act, Comment, Post } from "../phone-wire.ts";
import { Rows, element } from "../../page/element.ts";

export class PostPage {
  private readonly author = element("strong", {});
  private readonly content = element("p", {});
  private readonly list = element("div", { className: "post__comments", role: "log", tabIndex: 0, aria: { label: "Comments" } });
  private readonly rows = new Rows<Comment>(
    this.list,
    ({ id }) => id,
    (comment) => this.comment(comment),
  );
  private readonly text = element("input", {
    className: "chat__text",
    id: "phone-comment",
    placeholder: "Write a comment …",
    autocomplete: "off",
    aria: { label: "Comment on the post" },
  });
  readonly root: HTMLElement;
  private pageId = "";

  constructor(act: (act: Act) => Promise<void>) {
    const form = element(
      "form",
      { className: "chat__form" },
      this.text,
      element("button", { type: "submit", className: "chat__send", aria: { label: "Send comment" } }, "➤"),
    );
    form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      const text = this.text.value.trim();
      this.text.value = "";
      if (text) void act({ do: "comment", text });
    });
    this.root = element(
      "section",
      { className: "post", role: "tabpanel", aria: { label: "Page post" } },
      element("article", { className: "post__card" }, this.author, this.content),
      this.list,
      form,
    );
  }

  show(post: Post, page: { id: string; name: string }): void {
    this.pageId = page.id;
    this.author.textContent = page.name;
    this.content.textContent = post.text;
    this.rows.show(threads(post));
  }

  private comment({ name, text, from, parent, privateReply, hidden, liked, deleted }: Comment): HTMLElement {
    const reply = !parent.startsWith(this.pageId);
    return element(
      "div",
      { className: `comment${reply ? " comment--reply" : ""}${from === this.pageId ? " comment--page" : ""}` },
      element("strong", {}, name),
      deleted ? element("em", {}, "deleted") : element("span", {}, text),
      hidden && element("em", {}, "hidden from others"),
      liked && element("em", {}, "♥ the Page likes this"),
      privateReply && element("em", {}, "answered privately"),
    );
  }
}

/** Every comment with its replies under it. */
function threads({ id, comments }: Post): Comment[] {
  return comments
    .filter(({ parent }) => parent === id)
    .flatMap((top) => [top, ...comments.filter(({ parent }) => parent === top.id)]);
}
