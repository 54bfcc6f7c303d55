// Peer (a): what a careful TypeScript developer writes today for any runtime, edge workers too: WebCrypto for the signature,
// zod for the shapes (loose, because Meta adds keys at any time), and a mapping by hand.
import * as z from "zod";
import { delivery } from "./mapping.mjs";

const id = z.union([z.string(), z.number()]);
const time = z.number();

const Coordinates = z.looseObject({ lat: z.number(), long: z.number() });

const AttachmentPayload = z.looseObject({
  url: z.string().nullish(),
  title: z.string().nullish(),
  sticker_id: id.nullish(),
  coordinates: Coordinates.nullish(),
  product: z.looseObject({ elements: z.array(z.looseObject({ id: id.nullish(), title: z.string().nullish() })) }).nullish(),
  reel_video_id: id.nullish(),
  booking_id: id.nullish(),
  status: z.string().nullish(),
  start_time: time.nullish(),
  end_time: time.nullish(),
  timezone: z.string().nullish(),
});

const Attachment = z.looseObject({
  type: z.string(),
  title: z.string().nullish(),
  url: z.string().nullish(),
  payload: z.union([AttachmentPayload, z.string()]).nullish(),
});

/** A message or an echo of one. */
const Message = z.looseObject({
  mid: z.string(),
  text: z.string().nullish(),
  quick_reply: z.looseObject({ payload: z.string().nullish() }).nullish(),
  reply_to: z
    .looseObject({
      mid: z.string().nullish(),
      is_self_reply: z.boolean().nullish(),
      story: z.looseObject({ id, url: z.string() }).nullish(),
    })
    .nullish(),
  attachments: z.array(Attachment).nullish(),
  is_echo: z.boolean().nullish(),
  app_id: id.nullish(),
  metadata: z.string().nullish(),
});

const Postback = z.looseObject({ mid: z.string().nullish(), title: z.string().nullish(), payload: z.string().nullish() });

const Delivery = z.looseObject({ mids: z.array(z.string()).nullish(), watermark: time });

const Read = z.looseObject({ watermark: time.nullish(), mid: z.string().nullish() });

const Reaction = z.looseObject({
  mid: z.string(),
  action: z.enum(["react", "unreact"]),
  reaction: z.string().nullish(),
  emoji: z.string().nullish(),
});

const Party = z.looseObject({ id: z.string().optional(), user_ref: z.string().optional() });

const Item = z.looseObject({
  sender: Party.optional(),
  recipient: Party.optional(),
  timestamp: time.optional(),
  message: Message.optional(),
  postback: Postback.optional(),
  delivery: Delivery.optional(),
  read: Read.optional(),
  reaction: Reaction.optional(),
});

const Body = z.looseObject({
  object: z.enum(["page", "instagram"]),
  entry: z.array(
    z.looseObject({
      id: z.string(),
      time: time.optional(),
      messaging: z.array(Item).optional(),
      standby: z.array(Item).optional(),
    }),
  ),
});

/** The key is imported once, as one does. */
export async function peerZod(secret) {
  const usages = ["verify"];
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, usages);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return async function receive(bytes, signature) {
    if (!(await crypto.subtle.verify("HMAC", key, digest(signature), bytes))) throw new Error("not Meta's");
    return delivery(Body.parse(JSON.parse(decoder.decode(bytes))));
  };
}

function digest(signature) {
  if (!/^sha256=[0-9a-f]{64}$/.test(signature)) throw new Error("malformed signature");
  const bytes = new Uint8Array(32);
  for (let index = 0; index < 32; index += 1) bytes[index] = Number.parseInt(signature.slice(7 + 2 * index, 9 + 2 * index), 16);
  return bytes;
}
