/**
 * Whether a name shows. Meta passes on what people enter: nothing, spaces, and letters that leave no mark, as the filler U+3164 and
 * the empty Braille cell U+2800.
 */
export function shows(name: string): boolean {
  return /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u.test(name);
}
