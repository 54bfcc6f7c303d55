/** The agents' workspace: inbox on the left, one conversation in the middle; in development the customer's phone beside it. */

import type { PolicyOptions } from "messenger-desk";
import type { Standing } from "../worker/standing.ts";
import type { News, Page } from "../worker/ticket.ts";
import { statusKind, statusText, waitingText } from "./channel.ts";
import { ConversationView } from "./conversation.ts";
import { element, required } from "./element.ts";
import { Inbox } from "./inbox.ts";
import { listen } from "./live.ts";
import { signedIn } from "./session.ts";
import { SetupView } from "./setup.ts";
import { setNow } from "./time.ts";

const line = required("line");
const alert = required("alert");
const conversation = new ConversationView(required("conversation"), (other) => open(other));
const channel = required("channel");
const setup = new SetupView(required("setup"), () => (location.hash = ""));
const inbox = new Inbox(required("inbox"), (chosen) => open(chosen));

listen(
  hear,
  (up) => {
    line.textContent = up ? "Live" : "Reconnecting …";
    line.classList.toggle("top__line--up", up);
  },
  () => signedIn(required("sign-in")),
);

channel.addEventListener("click", () => (location.hash = location.hash.startsWith("#connect") ? "" : "#connect"));
addEventListener("hashchange", turn);

// A countdown needs the second, and so does a decision that changes with it.
setInterval(() => conversation.tick(), 1000);
setInterval(() => inbox.show(), 20_000);

const STRAY = "That login was not begun in this browser, or too long ago. Start connecting again.";

function hear(news: News): void {
  if ("hello" in news) {
    setNow(news.hello.now);
    showPage(news.hello.page, news.hello.pages);
    conversation.usePolicy(news.hello.policy as PolicyOptions);
    inbox.replace(news.hello.inbox);
    showChannel(news.hello.channel);
    turn();
    if (news.hello.standIn) showStandIn();
    // After a broken line: catch up.
    if (conversation.current !== undefined) void conversation.refresh();
    else if (inbox.first()) open(inbox.first()?.conversation ?? "");
  } else if ("changed" in news) {
    inbox.put(news.changed);
    if (conversation.current === undefined) open(news.changed.conversation);
    else conversation.changed(news.changed);
  } else if ("clock" in news) {
    setNow(news.clock.now);
    conversation.tick();
    inbox.show();
  } else if ("channel" in news) {
    showChannel(news.channel);
  } else if ("gone" in news) {
    inbox.remove(news.gone);
    conversation.gone(news.gone);
  } else {
    showAlert(news.alert);
  }
}

function showAlert({ text, tone }: { text: string; tone?: "good" | "soon" }): void {
  const dismiss = element("button", { type: "button", className: "alert__dismiss", aria: { label: "Dismiss" } }, "×");
  dismiss.addEventListener("click", () => (alert.hidden = true));
  alert.replaceChildren(element("span", {}, text), dismiss);
  alert.className = tone === undefined ? "alert" : `alert alert--${tone}`;
  alert.hidden = false;
}

function showChannel(now: Standing): void {
  channel.hidden = false;
  channel.textContent = [statusText(now), waitingText(now)].filter(Boolean).join(" · ");
  channel.className = `top__channel top__channel--${statusKind(now)}`;
  setup.changed(now);
}

/** The settings have an address of their own: the way back from Facebook leads there. */
function turn(): void {
  const [view, query] = location.hash.slice(1).split("?");
  const connecting = view === "connect";
  required("workspace").hidden = connecting;
  channel.setAttribute("aria-expanded", String(connecting));
  if (!connecting) return setup.hide();
  if (query !== undefined) history.replaceState(null, "", "#connect");
  void setup.show(query === "stray" ? STRAY : undefined);
}

function open(chosen: string): void {
  inbox.select(chosen);
  void conversation.choose(chosen);
}

/** A workspace is one Page's; another one has an address of its own. */
function showPage(page: Page, pages: Page[]): void {
  const place = required("page-name");
  if (pages.length < 2) return void (place.textContent = page.name);
  const options = pages.map(({ id, name }) => element("option", { value: id, selected: id === page.id }, name));
  const choice = element("select", { className: "top__pages", aria: { label: "Page" } }, ...options);
  choice.addEventListener("change", () => location.assign(`?page=${encodeURIComponent(choice.value)}`));
  place.replaceChildren(choice);
}

/** Only a development worker has one; its code is a bundle of its own that production never loads. */
function showStandIn(): void {
  const place = required("standin");
  if (!place.hidden) return;
  place.hidden = false;
  required("clock").hidden = false;
  document.head.append(
    element("link", { rel: "stylesheet", href: "standin.css" }),
    element("script", { type: "module", src: "standin.js" }),
  );
}
