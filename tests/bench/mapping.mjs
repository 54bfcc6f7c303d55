// Meta's objects to ours, by hand, as both peers do it: the same objects as `receive` gives, which bench.mjs asserts.

/** A parsed body to a delivery. */
export function delivery(body) {
  const platform = body.object === "instagram" ? "instagram" : "messenger";
  const result = { events: [], rejected: [] };
  for (let entryIndex = 0; entryIndex < body.entry.length; entryIndex += 1) {
    const entry = body.entry[entryIndex];
    if (entry.messaging) list(result, entry, entry.messaging, `/entry/${entryIndex}/messaging/`, platform, false);
    if (entry.standby) list(result, entry, entry.standby, `/entry/${entryIndex}/standby/`, platform, true);
  }
  return result;
}

function list(result, entry, items, place, platform, standby) {
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    const event = read(item, entry, platform);
    if (event === undefined) {
      result.rejected.push({ source: place + index, reason: "unknown", message: "Not a kind of event we know.", raw: item });
      continue;
    }
    event.source = place + index;
    event.standby = standby;
    result.events.push(event);
  }
}

function read(item, entry, platform) {
  const { message, reaction, postback } = item;
  if (message) {
    const event = common(message.is_echo ? "echo" : "message", item, entry, platform);
    return withMessage(event, message);
  }
  if (reaction) return withReaction(common("reaction", item, entry, platform), reaction);
  if (postback) return withPostback(common("postback", item, entry, platform), postback);
  if (item.delivery) return withDelivery(common("delivery", item, entry, platform), item.delivery);
  if (item.read) return withRead(common("read", item, entry, platform), item.read);
  return undefined;
}

/** What every event has. In an echo the Page is the sender and the person the recipient. */
function common(type, item, entry, platform) {
  const person = type === "echo" ? item.recipient?.id : item.sender?.id;
  const page = entry.id;
  const userRef = item.sender?.user_ref ?? item.recipient?.user_ref;
  const event = { type, id: "", at: millis(item.timestamp ?? entry.time ?? 0), page, conversation: "", source: "", standby: false, platform };
  if (person !== undefined && person !== page) {
    event.conversation = `dm:${page}:${person}`;
    event.contact = { id: person, kind: platform === "instagram" ? "igsid" : "psid" };
  } else if (userRef !== undefined) {
    event.conversation = `ref:${page}:${userRef}`;
    event.contact = { id: userRef, kind: "user_ref" };
  } else {
    event.conversation = `page:${page}`;
  }
  return event;
}

function withMessage(event, message) {
  event.id = `${event.type}:${event.page}:${message.mid}`;
  event.mid = message.mid;
  if (message.text != null) event.text = message.text;
  if (message.quick_reply) {
    event.quickReply = message.quick_reply.payload == null ? {} : { payload: message.quick_reply.payload };
  }
  event.attachments = message.attachments ? withoutDoubleStickers(message.attachments.map(attachment)) : [];
  if (message.reply_to) event.replyTo = replyTo(message.reply_to);
  if (message.app_id != null) event.appId = String(message.app_id);
  if (message.metadata != null) event.metadata = message.metadata;
  return event;
}

function withReaction(event, { mid, action, reaction, emoji }) {
  event.mid = mid;
  event.action = action;
  if (reaction != null) event.reaction = reaction;
  if (emoji != null) event.emoji = emoji;
  event.id = `reaction:${event.page}:${mid}:${event.contact?.id ?? ""}:${action}:${emoji ?? reaction ?? ""}:${event.at}`;
  return event;
}

function withPostback(event, { mid, title, payload }) {
  if (mid != null) event.mid = mid;
  if (title != null) event.title = title;
  if (payload != null) event.payload = payload;
  event.id = mid == null
    ? `postback:${event.page}:${event.contact?.id ?? ""}:${event.at}:${title ?? ""}`
    : `postback:${event.page}:${mid}`;
  return event;
}

function withDelivery(event, { mids, watermark }) {
  event.mids = mids ?? [];
  event.watermark = millis(watermark);
  const first = event.mids.length > 0 ? `:${event.mids[0]}` : "";
  event.id = `delivery:${event.page}:${event.contact?.id ?? ""}:${event.watermark}${first}`;
  return event;
}

function withRead(event, { mid, watermark }) {
  if (mid != null) event.mid = mid;
  if (watermark != null) event.watermark = millis(watermark);
  event.id = `read:${event.page}:${event.contact?.id ?? ""}:${event.watermark ?? mid}`;
  return event;
}

function replyTo({ mid, is_self_reply: isSelfReply, story }) {
  const result = {};
  if (mid != null) result.mid = mid;
  if (isSelfReply != null) result.isSelfReply = isSelfReply;
  if (story) result.story = { id: String(story.id), url: story.url };
  return result;
}

const attachmentTypes = new Set([
  "image", "video", "audio", "file", "sticker", "location", "fallback", "template", "reel", "ig_reel", "post", "ig_post",
  "appointment_booking", "share", "story_mention", "ephemeral",
]);
/** The titles of a template's cards or products. */
function cards(payload) {
  const titles = ((payload.product ?? payload).elements ?? []).flatMap(({ title }) => title ?? []);
  return titles.length > 0 ? titles.join(", ") : undefined;
}

const payloadKeys = new Set(["url", "title", "sticker_id", "coordinates"]);

function attachment(item) {
  const known = attachmentTypes.has(item.type);
  const result = { type: known ? item.type : "unknown" };
  if (!known) result.name = item.type;
  const payload = item.payload ?? {};
  const url = payload.url ?? item.url;
  if (url != null) {
    result.url = url;
    const end = /[?&]oe=([0-9a-f]{8})(?:[&#]|$)/i.exec(url);
    if (end) result.expiresAt = Number.parseInt(end[1], 16) * 1000;
  }
  const title = payload.title ?? item.title ?? cards(payload);
  if (title != null) result.title = title;
  if (payload.sticker_id != null) result.stickerId = String(payload.sticker_id);
  if (payload.coordinates) {
    result.latitude = payload.coordinates.lat;
    result.longitude = payload.coordinates.long;
  }
  if (typeof payload === "string" || Object.keys(payload).some((key) => !payloadKeys.has(key))) result.payload = payload;
  return result;
}

/** Until 2026-08-30 Meta sent each sticker twice: as a picture and as a sticker. */
function withoutDoubleStickers(list) {
  const stickers = list.filter((item) => item.type === "sticker").map((item) => item.stickerId);
  if (stickers.length === 0) return list;
  return list.filter((item) => item.type === "sticker" || item.stickerId === undefined || !stickers.includes(item.stickerId));
}

/** Meta's times are milliseconds, and sometimes seconds. */
function millis(time) {
  return time < 1e11 ? time * 1000 : time;
}
