/** Reads a body, and no further than the limit, whatever Content-Length claims; `undefined` where there is more. */
export async function bodyWithin(message: Request | Response, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (Number(message.headers.get("content-length") ?? 0) > limit) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of message.body ?? []) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}
