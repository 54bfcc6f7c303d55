// What Meta would send on a busy day: people of several Pages write, tap, react, edit and take back; other apps and comments are among it.
// Beside the notifications stands what must come of them.
import { signed } from "../bench/bodies.mjs";
import { Random } from "./random.mjs";

export const PAGES = ["104877212345678", "104877212345679", "104877212345680"];

/** How many events a notification holds: most one, some as many as Meta puts together after an outage. */
const SIZES = [[9300, [1, 1]], [600, [2, 9]], [80, [10, 60]], [16, [61, 300]], [4, [301, 1000]]];

/** Events of a conversation by messages, and of one below a post. */
const DIRECT = [[46, "text"], [5, "quickReply"], [5, "picture"], [7, "postback"], [9, "reaction"], [8, "read"], [6, "delivery"], [6, "echo"], [5, "edit"], [3, "unsend"]];
const COMMENTS = [[80, "comment"], [10, "commentEdit"], [4, "commentRemove"], [6, "commentReaction"]];

/**
 * @param {{ seed: number, webhooks: number, redelivered: number, secret: string, at: number }} what `redelivered` is the share that Meta
 * sends once more; `at` the end of it all, ms since the epoch.
 * @returns {{ notifications: Notification[], again: Notification[], truth: Truth }} `again` are the redeliveries. Nothing is shuffled yet.
 */
export function traffic({ seed, webhooks, redelivered, secret, at }) {
  const random = new Random(seed);
  const sizes = Array.from({ length: webhooks }, () => {
    const [least, most] = random.weighted(SIZES);
    return least + random.below(most - least + 1);
  });
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const world = new World(random, count, at - count * STEP);
  const happened = sizes.map((size) => Array.from({ length: size }, () => world.event()));
  const chosen = random.shuffled(happened).slice(0, Math.round(webhooks * redelivered));
  const same = chosen.slice(0, chosen.length >> 1);
  // The other half comes in other company: Meta puts events together as it likes.
  const others = chosen.slice(same.length);
  const mixed = random.shuffled(others.flat());
  const again = [...same, ...others.map((items) => mixed.splice(0, items.length))];
  const sent = (items) => notification(items, secret);
  return { notifications: happened.map(sent), again: again.map(sent), truth: world.truth };
}

/** Between two events, ms: no two are at the same moment. */
const STEP = 20;

/** @typedef {{ page: string, at: number, conversation: string, messaging?: object, change?: object }} Item */
/** @typedef {{ body: Uint8Array, signature: string, items: Item[] }} Notification */

function notification(items, secret) {
  const entry = [];
  for (const { page, at, messaging, change } of items) {
    const kind = messaging ? "messaging" : "changes";
    let last = entry.at(-1);
    if (last?.id !== page || !last[kind]) entry.push((last = { id: page, time: at + 400, [kind]: [] }));
    last[kind].push(messaging ?? change);
  }
  const { bytes, signature } = signed({ object: "page", entry }, secret);
  return { body: bytes, signature, items };
}

/**
 * What must come of it.
 *
 * @typedef {object} Truth
 * @property {Map<string, Said>} said By the message's name (mid, or a comment's id).
 * @property {Map<string, string | undefined>} reactions The customer's last reaction to a message: its emoji, or none any more.
 * @property {Set<string>} conversations
 *
 * @typedef {{ mid: string, conversation: string, texts: string[], gone: boolean, ours?: true, mayLag?: true }} Said `texts` are its text
 * and its edits in order. `ours`: not the customer's to change. `mayLag`: an edit of a comment that comes before there is a ticket at all has
 * nothing to change.
 */
class World {
  truth = { said: new Map(), reactions: new Map(), conversations: new Set() };
  #random;
  #now;
  #number = 0;
  #wordings = 0;
  #conversations;

  constructor(random, events, start) {
    this.#random = random;
    this.#now = start;
    // Some dozen events a conversation, all of them at the same time; and below one post of each Page a crowd, more than a state remembers.
    const people = Math.max(12, Math.round(events / 90));
    const crowds = PAGES.map((page, number) => [Math.max(1, people / 60), this.#below(page, 900_000 + number)]);
    this.#conversations = [...Array.from({ length: people }, (_, number) => [1, this.#conversation(number)]), ...crowds];
  }

  event() {
    this.#now += STEP;
    this.#number += 1;
    const conversation = this.#random.weighted(this.#conversations);
    this.truth.conversations.add(conversation.name);
    const kind = this.#random.weighted(conversation.kinds);
    return this[kind](conversation) ?? this[conversation.kinds[0][1]](conversation);
  }

  #conversation(number) {
    const page = PAGES[number % PAGES.length];
    if (number % 10 === 9) return this.#below(page, number);
    const person = `74185${100_000_000_000 + number * 7919}`;
    return { kinds: DIRECT, page, person, name: `dm:${page}:${person}`, said: [], changes: 0 };
  }

  #below(page, number) {
    const post = `${page}_5566${number}`;
    const top = `5566${number}_7788${number}`;
    return { kinds: COMMENTS, page, post, top, name: `comment:${page}:${post}:${top}`, said: [], changes: 0, seconds: 0 };
  }

  // Each gives an item, or nothing where there is nothing yet to do it to.

  text(conversation, more = {}) {
    const { mid, texts } = this.#say(conversation);
    return this.#from(conversation, { message: { mid, text: texts[0], ...more } });
  }

  quickReply(conversation) {
    return this.text(conversation, { quick_reply: { payload: `TOPIC:${this.#number}` } });
  }

  picture(conversation) {
    const url = `https://scontent.example.net/v/t1.15752-9/${this.#number}_n.jpg?_nc_cat=1&oe=6AF25E80`;
    return this.text(conversation, { attachments: [{ type: "image", payload: { url } }] });
  }

  postback(conversation) {
    const said = this.#say(conversation, { ours: true });
    return this.#from(conversation, { postback: { mid: said.mid, title: said.texts[0], payload: `P${this.#number}` } });
  }

  echo(conversation) {
    const { mid, texts } = this.#say(conversation, { ours: true });
    const message = { mid, text: texts[0], is_echo: true, app_id: 842000000000002 };
    const { page, person } = conversation;
    return this.#item(conversation, { messaging: { sender: { id: page }, recipient: { id: person }, timestamp: this.#now, message } });
  }

  edit(conversation) {
    const said = this.#changed(conversation, ({ ours, gone, texts }) => !ours && !gone && texts.length < 6);
    if (!said) return undefined;
    said.texts.push(this.#words());
    return this.#from(conversation, { message_edit: { mid: said.mid, text: said.texts.at(-1), num_edit: said.texts.length - 1 } });
  }

  unsend(conversation) {
    const said = this.#changed(conversation, ({ ours, gone }) => !ours && !gone);
    if (!said) return undefined;
    said.gone = true;
    return this.#from(conversation, { message: { mid: said.mid, is_deleted: true } });
  }

  reaction(conversation) {
    const said = this.#changed(conversation, () => true);
    if (!said) return undefined;
    const back = this.truth.reactions.get(said.mid) !== undefined && this.#random.chance(0.3);
    const [reaction, emoji] = this.#random.pick([["love", "❤️"], ["like", "👍"], ["other", "🚲"], ["smile", "😆"]]);
    this.truth.reactions.set(said.mid, back ? undefined : emoji);
    const what = back ? { action: "unreact" } : { action: "react", reaction, emoji };
    return this.#from(conversation, { reaction: { mid: said.mid, ...what } });
  }

  read(conversation) {
    return this.#from(conversation, { read: { watermark: this.#now - 5 } });
  }

  delivery(conversation) {
    const mids = conversation.said.slice(-2).map(({ mid }) => mid);
    const named = mids.length > 0 && this.#random.chance(0.5);
    return this.#from(conversation, { delivery: { watermark: this.#now - 5, ...(named && { mids }) } });
  }

  comment(conversation) {
    const { top, said } = conversation;
    // What starts the thread is the first of it; the rest are answers to that.
    const { mid, texts } = this.#say(conversation, { mid: said.length === 0 ? top : `${top.split("_")[0]}_99${this.#number}` });
    return this.#change(conversation, mid, { message: texts[0], verb: "add" });
  }

  commentEdit(conversation) {
    const said = this.#changed(conversation, ({ gone }) => !gone);
    if (!said) return undefined;
    said.texts.push(this.#words());
    said.mayLag = true;
    return this.#change(conversation, said.mid, { message: said.texts.at(-1), verb: "edited" });
  }

  commentRemove(conversation) {
    const said = this.#changed(conversation, ({ gone }) => !gone);
    if (!said) return undefined;
    said.gone = true;
    return this.#change(conversation, said.mid, { verb: "remove" });
  }

  /** Only to the first: reactions to an answer are a thread of their own to the channel. */
  commentReaction(conversation) {
    const said = this.#changed(conversation, ({ mid }) => mid === conversation.top);
    return said && this.#change(conversation, said.mid, { item: "reaction", verb: "add", reaction_type: "like" });
  }

  #say(conversation, more = {}) {
    const said = { mid: `m_${this.#letters(44)}${this.#number}`, conversation: conversation.name, texts: [this.#words()], gone: false, ...more };
    conversation.said.push(said);
    this.truth.said.set(said.mid, said);
    return said;
  }

  /** Something said that is changed now. A state remembers 32 changes, so no more are made in one conversation. */
  #changed(conversation, fits) {
    if (conversation.changes >= 28) return undefined;
    const said = this.#random.pick(conversation.said.filter(fits));
    if (said) conversation.changes += 1;
    return said;
  }

  #from(conversation, what) {
    const { page, person } = conversation;
    return this.#item(conversation, { messaging: { sender: { id: person }, recipient: { id: page }, timestamp: this.#now, ...what } });
  }

  #change(conversation, comment, what) {
    const { post, top } = conversation;
    const from = { id: `4400${100_000 + this.#random.below(400)}`, name: `Customer ${this.#number % 97}` };
    // Meta tells these to the second. In one thread no two fall into the same.
    conversation.seconds = Math.max(Math.floor(this.#now / 1000), conversation.seconds + 1);
    const place = { post_id: post, comment_id: comment, parent_id: comment === top ? post : top, created_time: conversation.seconds };
    return this.#item(conversation, { change: { field: "feed", value: { from, item: "comment", ...place, ...what } } });
  }

  #item({ page, name }, what) {
    return { page, at: this.#now, conversation: name, ...what };
  }

  /** No two texts are the same. */
  #words() {
    this.#wordings += 1;
    return `${this.#random.pick(WORDS)} (${this.#wordings})`;
  }

  #letters(length) {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return Array.from({ length }, () => alphabet[this.#random.below(64)]).join("");
  }
}

const WORDS = [
  "Is my bike ready?",
  "Grüße aus Köln, wann habt ihr offen?",
  "¿Tienen la azul todavía?",
  "Merci d’avance 🙂",
  "タイヤの在庫はありますか。",
  "The motor cuts out on every hill.\nSerial: HB-20441-C",
  'Made out to "Hansen & Söhne"',
  "https://shop.example.com/88213",
  "Ok 👍",
];
