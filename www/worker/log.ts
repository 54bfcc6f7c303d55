/** What the log may say of an error: a parser quotes what it read, which can be a customer's words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return error instanceof SyntaxError ? error.name : error.message;
}
