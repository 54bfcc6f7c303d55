import type { DeskAction } from "messenger-desk";

export type Contact = NonNullable<Extract<DeskAction, { do: "open" }>["contact"]>;

/** The contact as told, or as known before where that one has the person's own name and this one only words that stand in for it. */
export function best(told: Contact, known: Contact | undefined): Contact {
  return told.standIn && known && known.id === told.id && !known.standIn ? known : told;
}

/**
 * Whether a name shows. Meta passes on what people enter: nothing, spaces, and letters that leave no mark, as the filler U+3164 and
 * the empty Braille cell U+2800.
 */
export function shows(name: string): boolean {
  return /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u.test(name);
}
