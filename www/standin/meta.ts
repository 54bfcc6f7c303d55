/** The stand-in for Meta: keeps the customers' threads, notifies the webhook, and answers as Graph. */

import { DurableObject } from "cloudflare:workers";
import { appOf, firstPage, pageOf } from "../worker/env.ts";
import { graphError, tokenError } from "./graph-rules.ts";
import { Graph } from "./graph.ts";
import type { Answer, Call } from "./graph.ts";
import type { StandInEnv } from "./index.ts";
import { newMid } from "./mid.ts";
import { answerIn } from "./mood.ts";
import type { Mood } from "./mood.ts";
import { Notification, signature, signedRequest } from "./notification.ts";
import type { Act, Bubble, Customer, Notified, PhoneView } from "./phone-wire.ts";
import { SetupGraph } from "./setup-graph.ts";
import { ADMINISTRATOR, Tokens } from "./tokens.ts";
import { World } from "./world.ts";

/** The Page Inbox is an app like any other. */
const OTHER_APP = "263902037430900";

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
  private readonly world = new World(this.kv, this.page);
  private readonly app = {
    id: this.env.CHANNEL.appId ?? "0",
    secret: this.env.APP_SECRET,
    pageToken: this.env.PAGE_TOKEN,
  };
  private readonly tokens = new Tokens(this.kv, this.world, this.app);
  private readonly setup = new SetupGraph(this.kv, this.world, this.tokens, this.app, () => this.kv.get<string>("origin") ?? "");
  private readonly server = new Graph(this.kv, this.world, () => this.kv.get<string>("origin") ?? "", {
    sent: (customer, bubble, metadata) => {
      this.answerFirst();
      const notification = new Notification(this.page.id, bubble.at);
      void this.notify("message_echoes", notification.echo(customer, bubble, this.env.CHANNEL.appId ?? "0", metadata));
      void this.notify("message_deliveries", notification.delivery(customer, bubble.mid));
    },
    commented: (comment, verb) => {
      this.answerFirst();
      const notification = new Notification(this.page.id, this.world.time());
      void this.notify("feed", notification.comment(comment, this.world.post().id, verb));
    },
    changed: () => this.show(),
  });
  /** Meta tells a Page's events one after the other. */
  private line: Promise<unknown> = Promise.resolve();

  async now(): Promise<number> {
    return this.world.time();
  }

  /** Without `add` the clock goes back to real time. */
  async moveClock(add: number | undefined): Promise<number> {
    const at = this.world.moveClock(add);
    await Promise.all((await appOf(this.env).pages()).map(({ id }) => pageOf(this.env, id).clockMoved(at)));
    this.show();
    return at;
  }

  async received(): Promise<string> {
    return JSON.stringify(this.kv.get<Received[]>("received") ?? []);
  }

  /** A phone connects. */
  override async fetch(request: Request): Promise<Response> {
    const { 0: phone, 1: server } = new WebSocketPair();
    this.kv.put("origin", new URL(request.url).origin);
    const psid = new URL(request.url).searchParams.get("customer") ?? this.world.customers()[0]?.psid ?? "";
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
    const customer = this.world.customer(psid) ?? this.world.customers()[0];
    if (!customer) return null;
    const at = this.world.time();
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
        this.world.keep(customer);
        return this.notify("messaging_postbacks", notification.postback(customer, mid, act.title, act.payload));
      }
      case "react": {
        const bubble = customer.thread.find(({ mid }) => mid === act.mid);
        if (!bubble) return null;
        if (act.emoji === undefined) delete bubble.reaction;
        else bubble.reaction = act.emoji;
        if (act.emoji !== undefined) customer.actedAt = at;
        this.world.keep(customer);
        return this.notify("message_reactions", notification.reaction(customer, act.mid, act.emoji));
      }
      case "comment":
        return this.addComment(act.text, act.parent, customer.feedId, customer.name);
      case "block":
        this.world.keep({ ...customer, blocked: act.blocked });
        this.show();
        return null;
      case "otherApp": {
        const { otherApp: _, ...rest } = customer;
        const changed: Customer = act.controls ? { ...rest, otherApp: true } : rest;
        this.world.keep(changed);
        const body = notification.handover(changed, this.env.CHANNEL.appId ?? "0", OTHER_APP);
        return this.notify("messaging_handovers", body);
      }
      case "mood":
        if (act.times > 0) this.kv.put("mood", { name: act.mood, times: act.times } satisfies Mood);
        else this.kv.delete("mood");
        this.show();
        return null;
      case "askForDeletion":
        return this.call("deletion", customer.appId);
      case "removeApp":
        this.tokens.remove(ADMINISTRATOR);
        return this.call("deauthorize", ADMINISTRATOR);
      case "seen": {
        const unseen = customer.thread.filter((bubble) => bubble.from === "page" && !bubble.seen);
        if (unseen.length === 0) return null;
        for (const bubble of unseen) bubble.seen = true;
        this.world.keep(customer);
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

  /** Graph. `status` 0: it never answers. */
  async graph(call: Call, authorization: string | null): Promise<{ status: number; text: string; headers?: Record<string, string> }> {
    const bearer = authorization?.replace(/^Bearer /, "");
    const ofSetup = await this.setup.serve(call, bearer);
    const answer = ofSetup ?? this.answer(call, bearer);
    const { file, ...rest } = call;
    // What setting up sends has secrets in it.
    const shown = ofSetup ? { method: call.method, path: call.path.split("?")[0] ?? "" } : rest;
    const status = answer === "silence" ? 0 : answer === "web page" ? 502 : "error" in answer ? Number(answer["status"]) : 200;
    const received = [
      ...(this.kv.get<Received[]>("received") ?? []),
      {
        at: this.world.time(),
        body: undefined,
        ...shown,
        ...(file && { file: { name: file.name, type: file.type, bytes: file.bytes.length } }),
        status,
      },
    ];
    if (!ofSetup) this.kv.put("received", received.slice(-50));
    else this.kv.put("received setup", [...(this.kv.get<Received[]>("received setup") ?? []), ...received.slice(-1)].slice(-50));
    if (answer === "silence") return { status, text: "" };
    if (answer === "web page") return { status, text: "<html><body><h1>502 Bad Gateway</h1></body></html>" };
    if (!("error" in answer)) return { status, text: JSON.stringify(answer) };
    const headers = answer["headers"] as Record<string, string> | undefined;
    return { status, text: JSON.stringify({ error: answer["error"] }), ...(headers && { headers }) };
  }

  private answer(call: Call, bearer: string | undefined): Answer | "silence" | "web page" {
    const token = this.tokens.read(bearer);
    const stranger = tokenError(token, this.world.time());
    if (stranger) return stranger;
    if (token?.type !== "PAGE") return graphError(400, 190, undefined, "A Page access token is required.");
    if (token.page !== this.page.id) return graphError(400, 100, 2018001, "(#100) No matching user found.");
    const mood = this.kv.get<Mood>("mood");
    if (!mood || call.method === "GET") return this.server.serve(call);
    if (mood.times > 1) this.kv.put("mood", { ...mood, times: mood.times - 1 });
    else this.kv.delete("mood");
    this.show();
    // The message is there all the same.
    if (mood.name === "lostAnswer") this.server.serve(call);
    return answerIn(mood.name);
  }

  /** The Pages that the login dialog offers. */
  async pages(): Promise<{ id: string; name: string }[]> {
    return this.world.pages();
  }

  /** Somebody agreed in the login dialog. */
  async code(pages: string[], ending: boolean): Promise<string> {
    return this.tokens.code(pages, ending);
  }

  async file(id: string): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> } | undefined> {
    return this.server.fileOf(id);
  }

  private async write(customer: Customer, content: Partial<Bubble>, more: Record<string, unknown> = {}): Promise<Notified> {
    const at = this.world.time();
    const bubble: Bubble = { mid: newMid(), from: "customer", at, ...content };
    for (const older of customer.thread) delete older.quickReplies; // They vanish as soon as the customer has answered.
    customer.thread.push(bubble);
    customer.actedAt = at;
    customer.wroteAt = at;
    this.world.keep(customer);
    return this.notify("messages", new Notification(this.page.id, at).message(customer, bubble, more));
  }

  private async addComment(text: string, parent: string | undefined, from: string, name: string): Promise<Notified> {
    const comment = this.world.addComment(text, parent ?? this.world.post().id, from, name);
    return this.notify("feed", new Notification(this.page.id, comment.at).comment(comment, this.world.post().id));
  }

  /** Meta answers a call before it tells the webhook what came of it, if only by a moment. */
  private answerFirst(): void {
    this.line = this.line.then(() => scheduler.wait(40));
  }

  /** Signs and posts a notification, after those before it. */
  private notify(what: string, body: string, secret = this.env.APP_SECRET): Promise<Notified> {
    this.show();
    const turn = this.line.then(async () => {
      if (!this.setup.delivers(this.page.id)) return this.undelivered(what, body);
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

  /** Nobody is subscribed to the Page: Meta tells nobody. */
  private undelivered(what: string, body: string): Notified {
    const notified: Notified = { what, status: 0, answer: "No app is subscribed to this Page.", bytes: body.length };
    this.kv.put("notified", notified);
    this.show();
    return notified;
  }

  /** Posts a callback about a person, signed as Meta signs it. */
  private async call(what: "deletion" | "deauthorize", person: string): Promise<Notified> {
    const body = new URLSearchParams({ signed_request: await signedRequest(person, this.world.time(), this.env.APP_SECRET) });
    const url = new URL(`/webhooks/messenger/${what}`, this.kv.get<string>("origin"));
    const answer = await fetch(url, { method: "POST", body });
    const notified: Notified = { what, status: answer.status, answer: await answer.text(), bytes: body.toString().length };
    this.kv.put("notified", notified);
    this.show();
    return notified;
  }

  private show(): void {
    for (const phone of this.ctx.getWebSockets()) {
      const [psid] = this.ctx.getTags(phone);
      phone.send(JSON.stringify(this.view(psid ?? "")));
    }
  }

  private view(psid: string): PhoneView {
    const customers = this.world.customers();
    const customer = customers.find((each) => each.psid === psid) ?? customers[0];
    if (!customer) throw new Error("the stand-in has no customers");
    const notified = this.kv.get<Notified>("notified");
    const mood = this.kv.get<Mood>("mood");
    return {
      page: this.page,
      customers: customers.map(({ psid, name, thread }) => ({
        psid,
        name,
        unseen: thread.filter((bubble) => bubble.from === "page" && !bubble.seen).length,
      })),
      customer,
      post: this.world.post(),
      clock: { now: this.world.time(), offset: this.world.offset() },
      ...(notified && { notified }),
      ...(mood && { mood }),
    };
  }
}
