/** The files of a reply: chosen from this machine and uploaded to the worker, or given by a public address. */

import { limits } from "messenger-desk";
import type { DraftAttachment } from "messenger-desk";
import { attach } from "./api.ts";
import { element } from "./element.ts";

type FileType = DraftAttachment["type"];

interface Attached {
  name: string;
  /** Absent while it is on its way to the worker. */
  attachment?: DraftAttachment;
  problem?: string;
}

const ENDINGS: Record<string, FileType> = {
  png: "image",
  jpg: "image",
  jpeg: "image",
  gif: "image",
  webp: "image",
  mp4: "video",
  mov: "video",
  webm: "video",
  mp3: "audio",
  m4a: "audio",
  ogg: "audio",
  wav: "audio",
};

export class Attachments {
  private readonly list = element("ul", { className: "files", aria: { label: "Attached files" } });
  private readonly chooser = element("input", {
    type: "file",
    multiple: true,
    className: "files__chooser",
    id: "files",
    aria: { label: "Attach files" },
  });
  private readonly address = element("input", {
    type: "url",
    className: "composer__answers",
    id: "file-address",
    placeholder: "Or a file's public address: https://…",
    autocomplete: "off",
    aria: { label: "Address of a file to attach" },
  });
  readonly root = element(
    "div",
    { className: "attach" },
    element("label", { className: "button attach__button", htmlFor: "files" }, "Attach"),
    this.chooser,
    this.address,
    this.list,
  );
  private files: Attached[] = [];
  private readonly kept = new Map<string, Attached[]>();
  private conversation = "";

  constructor(private readonly changed: () => void) {
    this.chooser.addEventListener("change", () => {
      for (const file of this.chooser.files ?? []) void this.upload(file);
      this.chooser.value = "";
    });
    this.address.addEventListener("keydown", (press) => {
      if (press.key !== "Enter") return;
      press.preventDefault();
      this.link();
    });
    this.address.addEventListener("change", () => this.link());
    // Typing an address is no part of the text.
    this.address.addEventListener("input", (input) => input.stopPropagation());
  }

  /** Every conversation keeps its own, as its text. */
  turnTo(conversation: string): void {
    if (conversation === this.conversation) return;
    this.kept.set(this.conversation, this.files);
    this.conversation = conversation;
    this.files = this.kept.get(conversation) ?? [];
    this.show();
  }

  get ready(): DraftAttachment[] {
    return this.files.flatMap(({ attachment }) => attachment ?? []);
  }

  /** A file is on its way to the worker, or will not get there: the agent decides what becomes of it. */
  get unready(): boolean {
    return this.files.some(({ attachment }) => !attachment);
  }

  /** Hands the files over to a reply. */
  take(): Attached[] {
    const taken = this.files;
    this.files = [];
    this.show();
    return taken;
  }

  giveBack(files: Attached[]): void {
    this.files = files;
    this.show();
  }

  enable(enabled: boolean): void {
    this.root.hidden = !enabled;
  }

  private async upload(file: File): Promise<void> {
    const attached: Attached = { name: file.name };
    const { conversation, files } = this;
    const contentType = file.type || "application/octet-stream";
    const type = typeOf(contentType);
    const most = mostOf(type);
    files.push(attached);
    // There is no use in carrying to the worker what Meta will not take.
    if (file.size > most) attached.problem = `too large: Meta takes ${most / 1_048_576} MB of this type`;
    this.show();
    if (attached.problem !== undefined) return;
    try {
      const { upload, size } = await attach(conversation, file);
      attached.attachment = { type, upload, size, contentType };
    } catch (error) {
      attached.problem = error instanceof Error ? error.message : String(error);
    }
    this.show();
  }

  private link(): void {
    const url = this.address.value.trim();
    if (url === "") return;
    const path = URL.canParse(url) ? new URL(url).pathname : url;
    const type = ENDINGS[path.split(".").at(-1)?.toLowerCase() ?? ""] ?? "file";
    this.files.push({ name: path.split("/").at(-1) || url, attachment: { type, url } });
    this.address.value = "";
    this.show();
  }

  private show(): void {
    this.list.replaceChildren(...this.files.map((file) => this.row(file)));
    this.list.hidden = this.files.length === 0;
    this.changed();
  }

  private row(file: Attached): HTMLElement {
    const state = file.problem ?? (file.attachment ? file.attachment.type : "uploading …");
    const remove = element(
      "button",
      { type: "button", className: "files__remove", aria: { label: `Remove ${file.name}` } },
      "✕",
    );
    remove.addEventListener("click", () => {
      this.files = this.files.filter((other) => other !== file);
      this.show();
    });
    return element(
      "li",
      { className: file.problem === undefined ? "files__file" : "files__file files__file--failed" },
      element("span", { className: "files__name" }, file.name),
      element("span", {}, state),
      remove,
    );
  }
}

/** Bytes that Meta takes of a file. */
function mostOf(type: FileType): number {
  const what = type === "image" ? "image_bytes" : "file_bytes";
  return limits().find((limit) => limit.what === what && limit.platform === undefined)?.most ?? Infinity;
}

function typeOf(contentType: string): FileType {
  const family = contentType.split("/")[0];
  return family === "image" || family === "video" || family === "audio" ? family : "file";
}
