/** A message id as Meta makes them: long, and of characters that a URL would have to escape. */
export function newMid(): string {
  const random = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(36)));
  return `m_${btoa(random).replaceAll("+", "-").replaceAll("/", "_")}`;
}
