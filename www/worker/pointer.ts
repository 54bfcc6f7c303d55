/** Puts a value into JSON where a JSON Pointer says, making what is not there. The pointers are the channel's own: nothing in them is escaped. */
export function put(whole: object, pointer: string, value: string): void {
  const keys = pointer.split("/").slice(1);
  const last = keys.pop();
  let place = whole as Record<string, unknown>;
  for (const key of keys) {
    const found = place[key] ?? {};
    if (typeof found !== "object") return;
    place[key] = found;
    place = found as Record<string, unknown>;
  }
  if (last !== undefined) place[last] = value;
}
