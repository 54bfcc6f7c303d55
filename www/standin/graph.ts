/** The stand-in's Graph: messages, uploads, control of threads, comments and profiles. */

import { contentError, graphError, privateReplyError, threadError, uploadError } from "./graph-rules.ts";
import type { GraphError, SendBody } from "./graph-rules.ts";
import { newMid } from "./mid.ts";
import type { Bubble, Comment, Customer } from "./phone-wire.ts";
import type { World } from "./world.ts";

export interface Call {
  method: string;
  /** With version and query. */
  path: string;
  body?: Record<string, unknown> | undefined;
  /** What a multipart body carried. */
  file?: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> } | undefined;
}

export type Answer = GraphError | Record<string, unknown>;

/** What a call leads to outside Graph. */
export interface Consequences {
  sent(customer: Customer, bubble: Bubble, metadata: unknown): void;
  commented(comment: Comment, verb: "add" | "edited" | "remove" | "hide" | "unhide"): void;
  changed(): void;
}

interface Upload {
  name: string;
  type: string;
  url: string;
}

export class Graph {
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly world: World,
    private readonly origin: () => string,
    private readonly then: Consequences,
  ) {}

  serve({ method, path, body = {}, file }: Call): Answer {
    const [, , id = "", edge] = path.split("?")[0]?.split("/") ?? [];
    const call = `${method} ${edge ?? ""}`.trim();
    if (call === "GET") return this.profile(id);
    if (this.world.comment(id) || id === this.world.post().id) return this.comment(call, id, body as { message?: unknown });
    if (id !== "me" && id !== this.world.page.id)
      return graphError(400, 100, 33, `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist.`);
    switch (call) {
      case "POST messages":
        return this.send(body as SendBody);
      case "POST message_attachments":
        return this.upload(body as SendBody, file);
      case "POST take_thread_control":
      case "POST request_thread_control":
      case "POST release_thread_control":
      case "POST pass_thread_control":
      case "POST extend_thread_control":
        return this.control(call.slice(5).replace("_thread_control", ""), body as SendBody);
      default:
        return graphError(400, 100, undefined, `Unsupported ${method.toLowerCase()} request.`);
    }
  }

  /** Bytes of an upload, for the phone to show. */
  fileOf(id: string): { type: string; bytes: Uint8Array<ArrayBuffer> } | undefined {
    return this.kv.get(`bytes:${id}`);
  }

  private profile(id: string): Answer {
    const customer = this.world.customer(id);
    if (!customer) return graphError(400, 100, 33, "Unsupported get request. Object does not exist.");
    const [first_name, last_name] = customer.name.split(" ");
    return { first_name, last_name, id };
  }

  private send(body: SendBody): Answer {
    const at = this.world.time();
    const about = body.recipient?.comment_id;
    const comment = this.world.comment(about);
    const customer = about === undefined ? this.world.customer(body.recipient?.id ?? "") : this.world.commenter(comment);
    const wrong = contentError(body, (id) => this.kv.get(`upload:${id}`) !== undefined);
    if (wrong) return wrong;
    if (!customer) return about === undefined ? noPerson() : graphError(400, 100, 33, "Object does not exist.");
    const refused = about === undefined ? threadError(body, customer, at) : privateReplyError(comment, at);
    if (refused) return refused;
    if (body.sender_action !== undefined) return this.gesture(body, customer);

    if (comment) this.world.keepComment({ ...comment, privateReply: true });
    const bubble: Bubble = {
      mid: newMid(),
      from: "page",
      at,
      ...this.shown(body),
      sentAs: [body.messaging_type, body.tag].filter(Boolean).join(" · ") || "private reply",
      ...(comment && { about: comment.text }),
    };
    delete customer.typing;
    customer.thread.push(bubble);
    this.world.keep(customer);
    this.then.sent(customer, bubble, body.message?.metadata);
    return { recipient_id: customer.psid, message_id: bubble.mid };
  }

  private gesture({ sender_action: action, payload }: SendBody, customer: Customer): Answer {
    const bubble = customer.thread.find(({ mid }) => mid === payload?.message_id);
    if (action === "typing_on") customer.typing = true;
    if (action === "typing_off") delete customer.typing;
    if (action === "react" && bubble && payload?.reaction !== undefined) bubble.reaction = payload.reaction;
    if (action === "unreact" && bubble) delete bubble.reaction;
    this.world.keep(customer);
    this.then.changed();
    return { recipient_id: customer.psid };
  }

  private upload({ message }: SendBody, file: Call["file"]): Answer {
    const { type = "", payload } = message?.attachment ?? {};
    const wrong = uploadError(type, file?.bytes.length ?? (payload?.url === undefined ? 0 : 1));
    if (wrong) return wrong;
    const id = String(1_700_000_000_000_000 + Math.floor(Math.random() * 99_999_999_999));
    const url = payload?.url ?? `${this.origin()}/standin/files/${id}`;
    this.kv.put(`upload:${id}`, { type, url, name: file?.name ?? url } satisfies Upload);
    // The store holds 2 MB a value; a larger picture is simply not shown.
    if (file && file.bytes.length < 1_500_000) this.kv.put(`bytes:${id}`, { type: file.type, bytes: file.bytes });
    return { attachment_id: id };
  }

  /** With a default app, which may take control at any time. */
  private control(what: string, body: SendBody): Answer {
    const customer = this.world.customer(body.recipient?.id ?? "");
    if (!customer) return noPerson();
    if (what === "take") delete customer.otherApp;
    else if (what !== "request" && customer.otherApp)
      return graphError(400, 10, 2018300, "(#10) The app does not control this thread.");
    else if (what === "pass") customer.otherApp = true;
    this.world.keep(customer);
    this.then.changed();
    return { success: true };
  }

  private comment(call: string, id: string, body: { message?: unknown; is_hidden?: unknown }): Answer {
    const comment = this.world.comment(id);
    const gone = graphError(400, 100, 33, "Unsupported post request. Object does not exist.");
    if (comment?.deleted) return gone;
    if (call === "POST comments") {
      if (typeof body.message !== "string" || body.message === "")
        return graphError(400, 100, undefined, "(#100) The parameter message is required.");
      const made = this.world.addComment(body.message, id, this.world.page.id, this.world.page.name);
      this.then.commented(made, "add");
      return { id: made.id };
    }
    if (!comment) return gone;
    const changed = { ...comment };
    switch (call) {
      case "POST":
        if (typeof body.is_hidden === "boolean") {
          if (comment.from === this.world.page.id)
            return graphError(400, 100, 1446036, "(#100) A comment of the Page's own cannot be hidden.");
          if (body.is_hidden) changed.hidden = true;
          else delete changed.hidden;
          return this.change(changed, body.is_hidden ? "hide" : "unhide");
        }
        if (typeof body.message !== "string" || body.message === "")
          return graphError(400, 100, undefined, "(#100) Nothing to change.");
        if (comment.from !== this.world.page.id)
          return graphError(403, 200, undefined, "(#200) Only the author can edit a comment.");
        return this.change({ ...changed, text: body.message }, "edited");
      case "DELETE":
        return this.change({ ...changed, deleted: true }, "remove");
      case "POST likes":
        return this.change({ ...changed, liked: true });
      case "DELETE likes":
        delete changed.liked;
        return this.change(changed);
      default:
        return graphError(400, 100, undefined, "Unsupported request.");
    }
  }

  private change(comment: Comment, verb?: "edited" | "remove" | "hide" | "unhide"): Answer {
    this.world.keepComment(comment);
    if (verb) this.then.commented(comment, verb);
    else this.then.changed();
    return { success: true };
  }

  private shown({ message }: SendBody): Partial<Bubble> {
    const payload = message?.attachment?.payload;
    const text = message?.text ?? payload?.text ?? payload?.elements?.map(({ title }) => title).join("\n");
    const quickReplies = message?.quick_replies?.map(({ title = "", payload = "" }) => ({ title, payload }));
    const buttons = payload?.buttons
      ?.filter(({ type }) => type === "postback")
      .map(({ title = "", payload = "" }) => ({ title, payload }));
    const files = (message?.attachments ?? (message?.attachment ? [message.attachment] : []))
      .filter(({ type }) => type !== "template")
      .map(({ type, payload }) => this.kv.get<Upload>(`upload:${payload?.attachment_id}`) ?? { type, url: payload?.url ?? "" });
    // The page loads nothing foreign: only what lies here is shown as a picture.
    const [only] = files;
    const here = files.length === 1 && only?.type === "image" && only.url.startsWith(this.origin());
    return {
      ...(text !== undefined && { text }),
      ...(here && { picture: only.url }),
      ...(!here && files.length > 0 && { files: files.map(({ url }) => url) }),
      ...(quickReplies && { quickReplies }),
      ...(buttons && { buttons }),
    };
  }
}

function noPerson(): GraphError {
  return graphError(400, 100, 2018001, "(#100) No matching user found.");
}
