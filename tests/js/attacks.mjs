// What else arrives at a webhook: requests that must be refused, and how. For any runtime and any server; each row says what is sent, and
// what must come back. Nothing of it may ever reach `deliver`.
export const secret = "a-secret-for-tests-only";
export const config = { appSecret: ["another-secret", secret], verifyToken: "verify-me", limits: { bodyBytes: 100_000 } };

const encoder = new TextEncoder();
const encode = (text) => encoder.encode(text);

/** A webhook body with one message. */
export function message(text = "Is my bike ready?", mid = "m_1") {
  const item = { sender: { id: "24681012141618" }, recipient: { id: "1029384756" }, timestamp: 1762128000123, message: { mid, text } };
  return encode(JSON.stringify({ object: "page", entry: [{ id: "1029384756", time: 1762128000123, messaging: [item] }] }));
}

/** What Meta would put into X-Hub-Signature-256. */
export async function sign(body, key = secret) {
  const hmac = await crypto.subtle.importKey("raw", encode(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, body));
  return `sha256=${Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function gzip(body) {
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Sent in pieces, so that no length is declared. */
export function pieces(body, size, pause = 0) {
  let at = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
        if (at >= body.length) return controller.close();
        controller.enqueue(body.slice(at, (at += size)));
      },
    },
    { highWaterMark: 0 },
  );
}

/** A post as Meta sends it, of this body and with these headers besides. */
async function post(body, headers = {}) {
  const signature = await sign(body);
  const all = { "content-type": "application/json", "x-hub-signature-256": signature, ...headers };
  for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name];
  return { method: "POST", headers: all, body };
}

const large = message("a".repeat(100_000));

/** @type {{ name: string, status: number, reason: string, says: RegExp, send: () => Promise<object> }[]} */
export const attacks = [
  { name: "forged with another secret", status: 403, reason: "mismatch", says: /this app's/, send: async () => post(message(), { "x-hub-signature-256": await sign(message(), "guessed") }) },
  { name: "a signature of another body", status: 403, reason: "mismatch", says: /bytes/, send: async () => post(message("Send money"), { "x-hub-signature-256": await sign(message()) }) },
  { name: "forged, and large enough for WebCrypto", status: 403, reason: "mismatch", says: /this app's/, send: async () => post(message("a".repeat(50_000)), { "x-hub-signature-256": await sign(message(), "guessed") }) },
  { name: "written again by a JSON middleware", status: 403, reason: "reserialised", says: /raw bytes/, send: async () => post(encode('{"object":"page","entry":["caf\u00e9"]}'), { "x-hub-signature-256": await sign(encode('{"object":"page","entry":["caf\\u00e9"]}')) }) },
  { name: "unsigned", status: 403, reason: "header_missing", says: /X-Hub-Signature-256/, send: () => post(message(), { "x-hub-signature-256": undefined }) },
  { name: "with the old signature alone", status: 403, reason: "sha1_only", says: /SHA-1/, send: () => post(message(), { "x-hub-signature-256": undefined, "x-hub-signature": "sha1=0123456789012345678901234567890123456789" }) },
  { name: "the header twice", status: 403, reason: "malformed", says: /once/, send: async () => post(message(), { "x-hub-signature-256": `${await sign(message())}, ${await sign(message())}` }) },
  { name: "truncated", status: 403, reason: "mismatch", says: /bytes/, send: async () => post(message().slice(0, 100), { "x-hub-signature-256": await sign(message()) }) },
  { name: "oversized, and it says so", status: 413, reason: "body_bytes", says: /100000/, send: () => post(large) },
  { name: "oversized, and it does not say so", status: 413, reason: "body_bytes", says: /100000/, send: async () => ({ ...(await post(large)), body: () => pieces(large, 4096) }) },
  { name: "oversized, in small pieces", status: 413, reason: "body_bytes", says: /100000/, send: async () => ({ ...(await post(large)), body: () => pieces(large, 64) }) },
  { name: "compressed", status: 415, reason: "content_encoding", says: /compressed/, send: async () => ({ ...(await post(message(), { "content-encoding": "gzip" })), body: await gzip(message()) }) },
  { name: "a form", status: 415, reason: "content_type", says: /application\/json/, send: () => post(message(), { "content-type": "application/x-www-form-urlencoded" }) },
  { name: "text", status: 415, reason: "content_type", says: /application\/json/, send: () => post(message(), { "content-type": "text/plain;charset=UTF-8" }) },
  { name: "empty", status: 400, reason: "body_empty", says: /empty/, send: () => post(encode("")) },
  { name: "signed, and not UTF-8", status: 400, reason: "utf8", says: /UTF-8/, send: () => post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])) },
  { name: "signed, and nested 50 000 deep", status: 400, reason: "depth", says: /depth/, send: () => post(encode("[".repeat(50_000))) },
  { name: "signed, and no JSON", status: 400, reason: "json", says: /JSON/, send: () => post(message().slice(0, 100)) },
  { name: "signed, and no envelope", status: 400, reason: "no_envelope", says: /entry/, send: () => post(encode('"entry"')) },
  { name: "signed, with more items than the limit", status: 413, reason: "items", says: /items/, send: () => post(encode(`{"entry":[{"messaging":[${"0,".repeat(10_000)}0]}]}`)) },
  { name: "another method", status: 405, reason: "method", says: /GET.*POST/, send: async () => ({ ...(await post(message())), method: "PUT" }) },
  { name: "a handshake without a query", status: 400, reason: "mode_missing", says: /hub\.mode/, send: async () => ({ method: "GET" }) },
  { name: "a handshake with a guessed token", status: 403, reason: "token_wrong", says: /verify token/, send: async () => ({ method: "GET", query: "?hub.mode=subscribe&hub.verify_token=guessed&hub.challenge=1" }) },
];

/** An attack as `fetch` and `Request` take it. */
export async function prepare(attack) {
  const { body, query = "", ...init } = await attack.send();
  const streamed = typeof body === "function";
  return { query, init: { ...init, ...(body && { body: streamed ? body() : body }), ...(streamed && { duplex: "half" }) } };
}
