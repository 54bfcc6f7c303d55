/** The stand-in for Meta: keeps the customers' threads, notifies the webhook, and answers as Graph. */

import { DurableObject } from "cloudflare:workers";
import { firstPage } from "../worker/env.ts";
import { contentError, graphError, privateReplyError, tokenError, windowError } from "./graph-rules.ts";
import type { GraphError, SendBody } from "./graph-rules.ts";
import type { StandInEnv } from "./index.ts";
import { Notification, signature } from "./notification.ts";
import type { Act, Bubble, Comment, Customer, Notified, PhoneView, Post } from "./phone-wire.ts";

/** What can be redelivered: receipts and echoes would prove less. */
const CUSTOMERS_DOING = ["messages", "messaging_postbacks", "message_reactions", "feed"];

interface Sent {
  what: string;
  body: string;
}

interface Received {
  at: number;
  method: string;
  path: string;
  body: unknown;
  status: number;
}

export class StandInMeta extends DurableObject<StandInEnv> {
  private readonly kv = this.ctx.storage.kv;
  private readonly page = firstPage(this.env);
  /** Meta tells a Page's events one after the other. */
  private line: Promise<unknown> = Promise.resolve();

  async now(): Promise<number> {
    return this.time();
  }

  /** Without `add` the clock goes back to real time. */
  async moveClock(add: number | undefined): Promise<number> {
    this.kv.put("offset", add === undefined ? 0 : this.offset() + add);
    const at = this.time();
    await this.env.PAGES.getByName(this.page.id).clockMoved(at);
    this.show();
    return at;
  }

  async received(): Promise<string> {
    return JSON.stringify(this.kv.get<Received[]>("received") ?? []);
  }

  /** A phone connects. */
  override async fetch(request: Request): Promise<Response> {
    const { 0: phone, 1: server } = new WebSocketPair();
    const psid = new URL(request.url).searchParams.get("customer") ?? this.customers()[0]?.psid ?? "";
    this.ctx.acceptWebSocket(server, [psid]);
    server.send(JSON.stringify(this.view(psid)));
    return new Response(null, { status: 101, webSocket: phone });
  }

  override async webSocketMessage(): Promise<void> {
    // Phones only listen here; what they do comes as requests.
  }

  /** The customer did something. Answers with what the webhook said to it. */
  async act(psid: string, act: Act, origin: string): Promise<Notified | null> {
    this.kv.put("origin", origin);
    const customer = this.customer(psid);
    if (!customer) return null;
    const at = this.time();
    const notification = new Notification(this.page.id, at);

    switch (act.do) {
      case "text":
        return this.write(customer, { text: act.text }, act.replyTo === undefined ? {} : { reply_to: { mid: act.replyTo } });
      case "quickReply":
        return this.write(customer, { text: act.title }, { quick_reply: { payload: act.payload } });
      case "picture":
        return this.write(customer, { picture: `${origin}/pictures/${act.picture}` });
      case "like":
        return this.write(customer, { sticker: `${origin}/pictures/like.svg` });
      case "postback": {
        const mid = newMid();
        customer.thread.push({ mid, from: "customer", at, text: act.title });
        customer.actedAt = at;
        customer.wroteAt = at;
        this.keep(customer);
        return this.notify("messaging_postbacks", notification.postback(customer, mid, act.title, act.payload));
      }
      case "react": {
        const bubble = customer.thread.find(({ mid }) => mid === act.mid);
        if (!bubble) return null;
        if (act.emoji === undefined) delete bubble.reaction;
        else bubble.reaction = act.emoji;
        if (act.emoji !== undefined) customer.actedAt = at;
        this.keep(customer);
        return this.notify("message_reactions", notification.reaction(customer, act.mid, act.emoji));
      }
      case "comment":
        return this.addComment(act.text, act.parent, customer.feedId, customer.name);
      case "block":
        this.keep({ ...customer, blocked: act.blocked });
        this.show();
        return null;
      case "seen": {
        const unseen = customer.thread.filter((bubble) => bubble.from === "page" && !bubble.seen);
        if (unseen.length === 0) return null;
        for (const bubble of unseen) bubble.seen = true;
        this.keep(customer);
        return this.notify("message_reads", notification.read(customer));
      }
      case "redeliver":
      case "forge": {
        const last = this.kv.get<Sent>("sent");
        if (!last) return null;
        return act.do === "redeliver"
          ? this.notify(`${last.what}, again`, last.body)
          : this.notify("forged", last.body, "not-the-app-secret");
      }
    }
  }

  /** Graph. */
  async graph(
    method: string,
    path: string,
    body: string,
    authorization: string | null,
  ): Promise<{ status: number; text: string }> {
    const parsed = body === "" ? undefined : (JSON.parse(body) as SendBody & { message?: unknown });
    const answer = tokenError(authorization, this.env.PAGE_TOKEN) ?? this.serve(method, path, parsed);
    const status = "error" in answer ? (answer as GraphError).status : 200;
    const received = [...(this.kv.get<Received[]>("received") ?? []), { at: this.time(), method, path, body: parsed, status }];
    this.kv.put("received", received.slice(-50));
    return { status, text: JSON.stringify("error" in answer ? { error: answer["error"] } : answer) };
  }

  private serve(
    method: string,
    path: string,
    body: (SendBody & { message?: unknown }) | undefined,
  ): GraphError | Record<string, unknown> {
    const [, , id = "", edge] = path.split("/");
    if (method === "GET") {
      const customer = this.customer(id);
      const [first_name, last_name] = customer?.name.split(" ") ?? [];
      return customer ? { id, first_name, last_name, name: customer.name } : graphError(400, 100, 33, "Unsupported get request.");
    }
    if (method === "POST" && edge === "messages" && body) return this.send(id, body);
    if (method === "POST" && edge === "comments" && body) return this.answerComment(id, body as unknown as { message?: unknown });
    return graphError(400, 100, undefined, `Unsupported ${method.toLowerCase()} request.`);
  }

  private send(sender: string, body: SendBody): GraphError | Record<string, unknown> {
    if (sender !== "me" && sender !== this.page.id)
      return graphError(400, 190, 2069032, "A Page access token of this Page is required.");
    const at = this.time();
    const comment = this.commentOf(body.recipient?.comment_id);
    const customer = body.recipient?.comment_id === undefined ? this.customer(body.recipient?.id ?? "") : this.commenter(comment);
    if (!customer) return graphError(400, 100, 2018001, "(#100) No matching user found.");
    if (body.sender_action !== undefined) return { recipient_id: customer.psid };

    const error =
      contentError(body) ??
      (body.recipient?.comment_id === undefined ? windowError(body, customer, at) : privateReplyError(comment, at));
    if (error) return error;

    if (comment) {
      const post = this.post();
      for (const each of post.comments) if (each.id === comment.id) each.privateReply = true;
      this.kv.put("post", post);
    }
    const bubble: Bubble = {
      mid: newMid(),
      from: "page",
      at,
      ...shown(body),
      sentAs: [body.messaging_type, body.tag].filter(Boolean).join(" · "),
      ...(comment && { about: comment.text }),
    };
    customer.thread.push(bubble);
    this.keep(customer);
    this.show();
    const notification = new Notification(this.page.id, at);
    this.answerFirst();
    void this.notify(
      "message_echoes",
      notification.echo(customer, bubble, this.env.CHANNEL.appId ?? "0", body.message?.metadata),
    );
    void this.notify("message_deliveries", notification.delivery(customer, bubble.mid));
    return { recipient_id: customer.psid, message_id: bubble.mid };
  }

  private answerComment(parent: string, { message }: { message?: unknown }): GraphError | Record<string, unknown> {
    if (typeof message !== "string" || message === "")
      return graphError(400, 100, undefined, "(#100) The parameter message is required.");
    if (!this.commentOf(parent) && parent !== this.post().id)
      return graphError(400, 100, 33, "Unsupported post request. Object does not exist.");
    this.answerFirst();
    return { id: this.putComment(message, parent, this.page.id, this.page.name).id };
  }

  private async write(customer: Customer, content: Partial<Bubble>, more: Record<string, unknown> = {}): Promise<Notified> {
    const at = this.time();
    const bubble: Bubble = { mid: newMid(), from: "customer", at, ...content };
    for (const older of customer.thread) delete older.quickReplies; // They vanish as soon as the customer has answered.
    customer.thread.push(bubble);
    customer.actedAt = at;
    customer.wroteAt = at;
    this.keep(customer);
    return this.notify("messages", new Notification(this.page.id, at).message(customer, bubble, more));
  }

  private async addComment(text: string, parent: string | undefined, from: string, name: string): Promise<Notified> {
    return this.putComment(text, parent ?? this.post().id, from, name).delivered;
  }

  private putComment(text: string, parent: string, from: string, name: string): { id: string; delivered: Promise<Notified> } {
    const post = this.post();
    const at = this.time();
    const [, postPart] = post.id.split("_");
    const comment: Comment = {
      id: `${postPart}_${9000 + post.comments.length}${String(at).slice(-6)}`,
      parent,
      from,
      name,
      text,
      at,
    };
    post.comments.push(comment);
    this.kv.put("post", post);
    return { id: comment.id, delivered: this.notify("feed", new Notification(this.page.id, at).comment(comment, post.id)) };
  }

  /** Meta answers a call before it tells the webhook what came of it, if only by a moment. */
  private answerFirst(): void {
    this.line = this.line.then(() => scheduler.wait(40));
  }

  /** Signs and posts a notification, after those before it. */
  private notify(what: string, body: string, secret = this.env.APP_SECRET): Promise<Notified> {
    this.show();
    const turn = this.line.then(async () => {
      const headers = {
        "content-type": "application/json",
        "x-hub-signature-256": await signature(body, secret),
        "user-agent": "facebookexternalua",
      };
      const url = new URL("/webhooks/messenger", this.kv.get<string>("origin"));
      const answer = await fetch(url, { method: "POST", headers, body });
      const notified: Notified = { what, status: answer.status, answer: await answer.text(), bytes: body.length };
      if (CUSTOMERS_DOING.includes(what)) this.kv.put("sent", { what, body } satisfies Sent);
      this.kv.put("notified", notified);
      this.show();
      return notified;
    });
    this.line = turn.catch((error: unknown) => console.error(`The webhook did not answer: ${String(error)}`));
    return turn;
  }

  private show(): void {
    for (const phone of this.ctx.getWebSockets()) {
      const [psid] = this.ctx.getTags(phone);
      phone.send(JSON.stringify(this.view(psid ?? "")));
    }
  }

  private view(psid: string): PhoneView {
    const customers = this.customers();
    const customer = customers.find((each) => each.psid === psid) ?? customers[0];
    if (!customer) throw new Error("the stand-in has no customers");
    const notified = this.kv.get<Notified>("notified");
    return {
      page: this.page,
      customers: customers.map(({ psid, name, thread }) => ({
        psid,
        name,
        unseen: thread.filter((bubble) => bubble.from === "page" && !bubble.seen).length,
      })),
      customer,
      post: this.post(),
      clock: { now: this.time(), offset: this.offset() },
      ...(notified && { notified }),
    };
  }

  private customers(): Customer[] {
    return ["A", "B", "C"].map(
      (letter, index) =>
        this.kv.get<Customer>(`customer:${psidOf(index)}`) ?? {
          psid: psidOf(index),
          feedId: `6100577234${1100 + index}`,
          name: `Customer ${letter}`,
          blocked: false,
          thread: [],
        },
    );
  }

  private customer(psid: string): Customer | undefined {
    return this.customers().find((customer) => customer.psid === psid);
  }

  private keep(customer: Customer): void {
    this.kv.put(`customer:${customer.psid}`, customer);
  }

  private post(): Post {
    return (
      this.kv.get<Post>("post") ?? {
        id: `${this.page.id}_1220003341`,
        text: "The autumn catalogue is here. Which colour should we restock first?",
        comments: [],
      }
    );
  }

  private commentOf(id: string | undefined): Comment | undefined {
    return this.post().comments.find((comment) => comment.id === id);
  }

  private commenter(comment: Comment | undefined): Customer | undefined {
    return this.customers().find(({ feedId }) => feedId === comment?.from);
  }

  private time(): number {
    return Date.now() + this.offset();
  }

  private offset(): number {
    return this.kv.get<number>("offset") ?? 0;
  }
}

/** Seventeen digits, past 2^53: whoever reads ids as numbers shall notice here. */
function psidOf(index: number): string {
  return `2438561197${6034517 + index * 1111}`;
}

function shown({ message }: SendBody): Partial<Bubble> {
  const payload = message?.attachment?.payload;
  const text = message?.text ?? payload?.text;
  const quickReplies = message?.quick_replies?.map(({ title = "", payload = "" }) => ({ title, payload }));
  const buttons = payload?.buttons
    ?.filter(({ type }) => type === "postback")
    .map(({ title = "", payload = "" }) => ({ title, payload }));
  return {
    ...(text !== undefined && { text }),
    ...(payload?.url !== undefined && { picture: payload.url }),
    ...(quickReplies && { quickReplies }),
    ...(buttons && { buttons }),
  };
}

function newMid(): string {
  const random = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(36)));
  return `m_${btoa(random).replaceAll("+", "-").replaceAll("/", "_")}`;
}
