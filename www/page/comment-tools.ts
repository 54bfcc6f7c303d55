/** What an agent can do with a comment: hide it, like it, delete it. */

import type { DraftAct } from "messenger-desk";
import type { Entry } from "../worker/ticket.ts";
import { element } from "./element.ts";

export function commentTools({ author, message, hidden, liked }: Entry, act: (act: DraftAct) => void): HTMLElement | undefined {
  const comment = message?.mid;
  if (comment === undefined) return undefined;
  const tool = (name: string, what: DraftAct["do"]) => {
    const button = element("button", { type: "button", className: "tool" }, name);
    button.addEventListener("click", () => act({ do: what, comment }));
    return button;
  };
  return element(
    "div",
    { className: "message__tools", role: "group", aria: { label: "This comment" } },
    // Of its own comments the Page can only delete.
    ...(author === "customer"
      ? [
          tool(hidden ? "Show again" : "Hide", hidden ? "unhideComment" : "hideComment"),
          tool(liked ? "Take like back" : "Like", liked ? "unlikeComment" : "likeComment"),
        ]
      : []),
    deleteButton(() => act({ do: "deleteComment", comment })),
  );
}

/** Deleting cannot be undone: the first press only asks. */
function deleteButton(confirmed: () => void): HTMLElement {
  const button = element("button", { type: "button", className: "tool tool--danger" }, "Delete");
  button.addEventListener("click", () => {
    if (button.dataset["asked"] === undefined) {
      button.dataset["asked"] = "";
      button.textContent = "Really delete";
    } else confirmed();
  });
  button.addEventListener("blur", () => {
    delete button.dataset["asked"];
    button.textContent = "Delete";
  });
  return button;
}

const WORDS: Record<DraftAct["do"], [doing: string, done: string]> = {
  hideComment: ["Hiding the comment", "You hid the comment"],
  unhideComment: ["Showing the comment", "You showed the comment again"],
  deleteComment: ["Deleting the comment", "You deleted the comment"],
  editComment: ["Changing the comment", "You changed the comment"],
  likeComment: ["Liking the comment", "You liked the comment"],
  unlikeComment: ["Taking the like back", "You took the like back"],
  passThread: ["Passing the conversation on", "You passed the conversation on"],
  takeThread: ["Taking control of the conversation", "You took control of the conversation"],
  requestThread: ["Asking for control of the conversation", "You asked for control of the conversation"],
  releaseThread: ["Giving control back", "You gave control back"],
  extendThread: ["Keeping control for longer", "You keep control for longer"],
};

/** What was done, or what is in the way of it. */
export function actText({ act, parts = [] }: Entry): { text: string; failed: boolean } {
  const [doing, done] = act ? WORDS[act.do] : ["", ""];
  const [part] = parts;
  switch (part?.state) {
    case "failed":
    case "refused":
    case "maybe_sent":
    case "stuck":
      return { text: `${doing} failed: ${part.text ?? part.reason ?? "no reason given"}`, failed: true };
    case "sending":
      return { text: `${doing} …`, failed: false };
    case "waiting":
    case "retrying":
      return { text: `${doing} has to wait: ${part.text ?? ""}`, failed: false };
    default:
      return { text: done, failed: false };
  }
}
