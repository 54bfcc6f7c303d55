/** What a person may ask of a desk: all that it has of them, and that it forgets it. */

import { exportOf } from "./api.ts";
import { element } from "./element.ts";

export class PersonTools {
  private readonly get = element("a", { className: "button", download: "person.json" }, "Export");
  private readonly forget = element("button", { type: "button", className: "button button--danger" }, "Delete everything");
  private readonly told = element("p", { className: "person-tools__told", role: "status" });
  readonly root = element(
    "details",
    { className: "person-tools" },
    element("summary", { className: "button" }, "Person's data"),
    element(
      "div",
      { className: "person-tools__menu" },
      element("p", {}, "All that is kept here of this person, in every conversation on this Page."),
      this.get,
      this.forget,
      this.told,
    ),
  );
  private person: string | undefined;

  constructor(deleting: (person: string) => Promise<string>) {
    this.forget.addEventListener("click", () => {
      // It cannot be undone: the first press only asks.
      if (this.forget.dataset["asked"] === undefined) {
        this.forget.dataset["asked"] = "";
        this.forget.textContent = "Really delete everything";
        return;
      }
      this.calm();
      if (this.person === undefined) return;
      deleting(this.person).then(
        (code) => (this.told.textContent = `It is being deleted. Code ${code}`),
        (error: unknown) => (this.told.textContent = error instanceof Error ? error.message : String(error)),
      );
    });
    this.forget.addEventListener("blur", () => this.calm());
  }

  /** Below a post several people may have written: then there is nobody to ask about. */
  show(person: string | undefined): void {
    if (person === this.person) return;
    this.person = person;
    this.root.hidden = person === undefined;
    this.root.open = false;
    this.told.textContent = "";
    this.get.href = exportOf(person ?? "");
  }

  private calm(): void {
    delete this.forget.dataset["asked"];
    this.forget.textContent = "Delete everything";
  }
}
