/** The replies of the agents as they were written: to send one again, and to show it. */

import type { Draft, DraftAttachment } from "messenger-desk";
import type { Files } from "./files.ts";
import type { Entry } from "./ticket.ts";

export type NamedDraft = Draft & { id: string };

export class Drafts {
  constructor(
    private readonly sql: SqlStorage,
    private readonly files: Files,
  ) {
    sql.exec("CREATE TABLE IF NOT EXISTS drafts (id TEXT PRIMARY KEY, draft TEXT NOT NULL)");
  }

  keep(draft: NamedDraft): void {
    this.sql.exec("INSERT OR REPLACE INTO drafts (id, draft) VALUES (?, ?)", draft.id, JSON.stringify(draft));
  }

  get(id: string): NamedDraft | undefined {
    const [row] = this.sql.exec<{ draft: string }>("SELECT draft FROM drafts WHERE id = ?", id).toArray();
    return row && (JSON.parse(row.draft) as NamedDraft);
  }

  /** All of it has arrived: nobody sends it again. */
  done(id: string): void {
    const draft = this.get(id);
    if (!draft) return;
    for (const { upload } of filesOf(draft)) if (upload !== undefined) this.files.drop(upload);
    this.sql.exec("DELETE FROM drafts WHERE id = ?", id);
  }

  /** The file that a draft names and this object does not have. */
  missing(draft: Draft): string | undefined {
    return filesOf(draft).find(({ upload }) => upload !== undefined && this.files.name(upload) === undefined)?.upload;
  }

  entry(draft: NamedDraft, at: number): Entry {
    const entry: Entry = {
      id: draft.id,
      what: draft.act ? "act" : "message",
      author: "agent",
      at,
      parts: [{ key: draft.id, state: "sending" }],
    };
    if (draft.act) return { ...entry, act: draft.act };
    const texts = [draft.text, ...(draft.parts ?? []).map((part) => ("text" in part ? part.text : undefined))];
    const text = texts.filter((each) => each !== undefined && each !== "").join("\n\n");
    return {
      ...entry,
      ...(draft.kind !== undefined && { kind: draft.kind }),
      message: {
        ...(text !== "" && { text }),
        attachments: filesOf(draft).map((file) => this.shown(file)),
        ...(draft.replyTo !== undefined && { replyTo: { mid: draft.replyTo } }),
        ...(draft.quickReplies && { quickReplies: draft.quickReplies.map(({ title }) => title ?? "") }),
      },
    };
  }

  private shown({ type, url, upload }: DraftAttachment): NonNullable<Entry["message"]>["attachments"][number] {
    const title = upload === undefined ? undefined : this.files.name(upload);
    return { type, ...(url !== undefined && { url }), ...(title !== undefined && { title }) };
  }
}

function filesOf({ attachments = [], parts = [] }: Draft): DraftAttachment[] {
  return [...attachments, ...parts.flatMap((part) => ("text" in part ? [] : [part]))];
}
