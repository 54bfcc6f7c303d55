// Reads the request, asks the module, builds the response: what there is to decide is decided in src/edge. Nothing is imported, because the
// module is the channel's, from whichever entry that comes.

/** From this length on, in bytes, WebCrypto is faster than the module: its call costs more, and its hashing a quarter. */
const LONG = 65_536;

/** How a channel hands itself over; by name, because `import` and `require` are two copies of this package. */
const EDGE = Symbol.for("messenger-desk.edge");

export function webhook({ channel, deliver, onRefused, limits }) {
  if (typeof channel?.[EDGE] !== "function") throw new TypeError("channel must be a Channel of this version of messenger-desk");
  if (typeof deliver !== "function") throw new TypeError("deliver must be a function that stores what arrived");
  const { ask, keys } = channel[EDGE](limits);
  let imported;

  const endings = {};
  const end = (ending, cause) => ({ ...(endings[ending] ??= JSON.parse(ask("edgeEnd", ending))), cause });

  async function settle(request, ctx) {
    const admission = JSON.parse(ask("edgeAdmit", JSON.stringify(head(request))));
    if (admission.answer) return admission.answer;

    let body;
    try {
      body = await read(request.body, admission.read);
    } catch (cause) {
      return end("body_broken", cause);
    }
    if (!body) return end("body_bytes");

    const macs = body.length < LONG ? undefined : await sign(body, (imported ??= keys()));
    const accepted = JSON.parse(ask("edgeAccept", body, request.headers.get("x-hub-signature-256"), macs));
    if (accepted.answer) return accepted.answer;

    try {
      await deliver(accepted.delivery, { request, ctx, body });
    } catch (cause) {
      return end("not_delivered", cause);
    }
    return end("delivered");
  }

  return async (request, ctx) => {
    const { status, headers, body, reason, cause } = await settle(request, ctx).catch(failed);
    if (reason && onRefused) await heard(onRefused, { status, reason, message: body, cause }, { request, ctx });
    return new Response(request.method === "HEAD" ? null : body, { status, headers });
  };
}

function head({ method, url, headers, bodyUsed }) {
  return {
    method,
    query: new URL(url).search,
    contentType: headers.get("content-type"),
    contentEncoding: headers.get("content-encoding"),
    contentLength: headers.get("content-length"),
    xHubSignature256: headers.get("x-hub-signature-256"),
    xHubSignature: headers.get("x-hub-signature"),
    bodyUsed,
  };
}

/**
 * The whole body, or nothing as soon as it is longer than `most`. It grows into one buffer: a list of what arrives would cost a hundred times its
 * bytes where they come one by one.
 */
async function read(stream, most) {
  let body = new Uint8Array();
  let length = 0;
  if (!stream) return body;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return body.subarray(0, length);
    if (value?.BYTES_PER_ELEMENT !== 1) throw new TypeError("the body's stream must give bytes");
    const end = length + value.length;
    if (end > most) {
      // What is left unread is the host's to drop; cancelling would close a connection that still has to carry the answer.
      reader.releaseLock();
      return undefined;
    }
    if (length === 0) {
      body = value;
    } else {
      if (end > body.length) {
        const grown = new Uint8Array(Math.min(most, 2 * end));
        grown.set(body.subarray(0, length));
        body = grown;
      }
      body.set(value, length);
    }
    length = end;
  }
}

/** The body's HMAC under each key, one after another; nothing where WebCrypto fails, and the module computes them itself. */
async function sign(body, keys) {
  try {
    const macs = await Promise.all((await keys).map((key) => crypto.subtle.sign("HMAC", key, body)));
    const joined = new Uint8Array(32 * macs.length);
    macs.forEach((mac, index) => joined.set(new Uint8Array(mac), 32 * index));
    return joined;
  } catch {
    return undefined;
  }
}

/** A call that failed inside the module, or before there was one: Meta delivers again. */
function failed(cause) {
  if (cause?.name !== "ChannelError") throw cause;
  return { status: 500, headers: { "content-type": "text/plain; charset=utf-8" }, body: cause.message, reason: cause.code, cause };
}

/** Whoever listens may fail: the answer stays what it is. */
async function heard(onRefused, refusal, context) {
  try {
    await onRefused(refusal, context);
  } catch {
    // Nothing to do: the request is refused already.
  }
}
