/** Builds elements. Whatever a customer wrote becomes text, never markup. */

type Child = Node | string | undefined | false;
type Properties<Tag extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Tag], "style" | "dataset" | "children" | "role">
> & { role?: string; aria?: Record<string, string>; data?: Record<string, string> };

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { aria, data, role, ...properties }: Properties<Tag> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  if (role !== undefined) made.setAttribute("role", role);
  for (const [name, value] of Object.entries(aria ?? {})) made.setAttribute(`aria-${name}`, value);
  for (const [name, value] of Object.entries(data ?? {})) made.dataset[name] = value;
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

export function required(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

/**
 * Brings a list up to date: rows whose content is unchanged stay the very same elements, so that focus, scroll position
 * and what a screen reader announces follow only what is new.
 */
export class Rows<Row> {
  private readonly shown = new Map<string, { text: string; row: HTMLElement }>();

  constructor(
    private readonly list: HTMLElement,
    private readonly key: (row: Row) => string,
    private readonly render: (row: Row) => HTMLElement,
  ) {}

  show(rows: Row[], besides: (row: Row) => unknown = () => ""): void {
    const focus = this.focused();
    const keys = new Set(rows.map(this.key));
    for (const [key, { row }] of this.shown) {
      if (keys.has(key)) continue;
      row.remove();
      this.shown.delete(key);
    }
    rows.forEach((row, index) => {
      const key = this.key(row);
      const text = JSON.stringify([row, besides(row)]);
      const before = this.shown.get(key);
      const made = before?.text === text ? before.row : this.render(row);
      if (before && before.row !== made) before.row.replaceWith(made);
      if (this.list.children[index] !== made) this.list.insertBefore(made, this.list.children[index] ?? null);
      this.shown.set(key, { text, row: made });
    });
    if (focus) this.refocus(focus);
  }

  private focused(): { key: string; place: number } | undefined {
    for (const [key, { row }] of this.shown) {
      if (row.contains(document.activeElement))
        return { key, place: buttonsIn(row).findIndex((button) => button === document.activeElement) };
    }
    return undefined;
  }

  /** A row that was made anew, or only moved, has let the keyboard's focus go. */
  private refocus({ key, place }: { key: string; place: number }): void {
    const row = this.shown.get(key)?.row;
    if (row && !row.contains(document.activeElement)) buttonsIn(row)[place]?.focus();
  }
}

function buttonsIn(row: HTMLElement): HTMLButtonElement[] {
  return [...row.querySelectorAll("button")];
}
