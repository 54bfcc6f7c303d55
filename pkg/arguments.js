// What crosses the border to the module: text and bytes.
import { ChannelError } from "./error.js";

// The signature is of bytes. Whoever has a string has decoded them already, and may have lost some.
export function bytes(body) {
  // As it is, where it is one of this realm: another view of it would be a tenth of what crossing the border costs.
  if (body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") return new Uint8Array(body);
  throw new ChannelError({
    code: "payload",
    reason: "not_bytes",
    message: `The body must be the raw bytes of the request, not ${body === null ? "null" : typeof body}.`,
    hint: "Pass a Uint8Array or an ArrayBuffer, such as `await request.arrayBuffer()`: a string or a parsed object no longer fits its signature.",
  });
}

// A list of another kind has no numbers that the module could read.
export function column(times) {
  if (Array.isArray(times) || (ArrayBuffer.isView(times) && /\[object (Int|Uint|Float)/.test(Object.prototype.toString.call(times)))) return times;
  throw new ChannelError({
    code: "payload",
    reason: "not_a_column",
    message: `The times must be a Float64Array, not ${times === null ? "null" : typeof times}.`,
    hint: "Pass a time in milliseconds since the epoch for every row, NaN for none, such as `Float64Array.from(rows, (row) => row.at ?? NaN)`.",
  });
}

export function json(value) {
  return JSON.stringify(value) ?? "null";
}

// Without the value in it: it may be a secret.
export function text(value, name) {
  if (typeof value === "string") return value;
  throw new TypeError(`${name} must be a string, not ${value === null ? "null" : typeof value}`);
}
