// Webhook bodies as Meta writes them, the same ones in every run: compact JSON, everything outside ASCII as lower-case
// `\uXXXX`, `/` as `\/`, signed over exactly those bytes.
import { createHmac } from "node:crypto";

export const secret = "a-secret-for-benchmarks-only";

/** A signed body of so many messages: mostly text, some quick replies, pictures and answers to another message. */
export function messages(count) {
  const random = generator(count);
  const items = Array.from({ length: count }, (_, index) => inboundMessage(index, random));
  return signed(envelope(items, random));
}

/** Every kind of event that the peers map, once: proves their mapping, is not measured. */
export function everyKind() {
  const random = generator(7);
  const items = [
    ...Array.from({ length: 20 }, (_, index) => inboundMessage(index, random)),
    echo({ mid: mid(random), text: "Gern – bis morgen!", app_id: 731000000000001, metadata: "answer-17" }),
    echo({ mid: mid(random), app_id: "263902037430900", attachments: [image(random)] }),
    inbound({ postback: { mid: mid(random), title: "Get Started", payload: "GET_STARTED" } }),
    inbound({ postback: { title: "Öffnungszeiten", payload: "HOURS" } }),
    inbound({ delivery: { mids: [mid(random), mid(random)], watermark: 1793697497662 } }),
    inbound({ delivery: { watermark: 1793697497662 } }),
    inbound({ read: { watermark: 1793697497662 } }),
    inbound({ reaction: { mid: mid(random), action: "react", reaction: "love", emoji: "❤" } }),
    inbound({ reaction: { mid: mid(random), action: "unreact" } }),
    ...attachments.map((attachment) => inbound({ message: { mid: mid(random), attachments: [attachment] } })),
    inbound({ message: { mid: mid(random), attachments: [{ type: "image", payload: sticker }, { type: "sticker", payload: sticker }] } }),
  ];
  const body = envelope(items, random);
  body.entry[0].standby = [inbound({ message: { mid: mid(random), text: "For the other app" } })];
  return signed(body);
}

const pages = ["1029384756", "5647382910", "9182736450"];
const sticker = { url: "https://scontent.example.net/v/t39.1997-6/like.png?_nc_cat=1", sticker_id: 369239263222822 };

const attachments = [
  { type: "video", payload: { url: "https://video.example.net/v/t42.3356-2/ride.mp4?_nc_cat=109&oe=6AF25E80" } },
  { type: "audio", payload: { url: "https://cdn.example.net/v/t59.3654-21/voice.mp4?oe=6AF25E80" } },
  { type: "file", payload: { url: "https://cdn.example.net/v/t59.2708-21/invoice.pdf" } },
  { type: "location", payload: { coordinates: { lat: 53.5436, long: 9.9665 } }, title: "Hafen", url: "https://maps.example.net/1" },
  { type: "fallback", payload: { url: "https://www.example.com/posts/77", title: "Shared post" } },
  { type: "fallback", title: "Shared post", url: "https://www.example.com/posts/77", payload: "shared_content" },
  { type: "fallback", payload: null },
  { type: "template", payload: { product: { elements: [{ id: "7", retailer_id: "bike-7", title: "City bike" }] } } },
  { type: "reel", payload: { url: "https://www.facebook.com/reel/1", title: "Ride", reel_video_id: 4004004004004 } },
  { type: "appointment_booking", payload: { booking_id: "b1", status: "requested", start_time: 1793697497, end_time: 1793701097, timezone: "Europe/Berlin" } },
  { type: "ephemeral" },
  { type: "hologram", payload: { url: "https://www.example.com/hologram" } },
];

// What customers of a bicycle shop write: of different lengths, scripts and escapes.
const texts = [
  "Hallo, mein Fahrrad macht seit gestern beim Bremsen ein quietschendes Geräusch. Könnt ihr euch das diese Woche noch ansehen? Ich wäre Donnerstag ab 16 Uhr in der Nähe.",
  "Hi! I ordered the rear rack (order 88213) last Tuesday and still have no tracking number. Is it on its way? I need it before the weekend trip, otherwise please cancel it.",
  "Bonjour, est-ce que la taille M convient pour 1,75 m ? J’hésite avec la L, le cadre a l’air plutôt petit sur les photos. Merci d’avance 🙂",
  "Ok, thanks! Then I'll come by tomorrow around ten with the old wheel and the receipt.",
  "Dzień dobry, czy części do modelu z zeszłego roku są jeszcze dostępne? Szukam przede wszystkim łańcucha i kasety, najlepiej z wysyłką za granicę.",
  "Can you send me the invoice again, made out to \"Hansen & Söhne GmbH\"? The link in the e-mail (https://shop.example.com/invoices/88213) has expired.",
  "Super, danke 👍 Dann hole ich es am Samstag ab. Passt 11:30 Uhr? Sonst schreibt mir einfach hier, ich schaue später noch einmal rein.",
  "The battery shows three lights but the motor cuts out on every hill, even after charging it all night.\nSerial number: HB-20441-C\nBought: March",
  "Buenos días, ¿todavía tienen la bicicleta plegable en azul? En la página pone «últimas unidades», pero no me deja añadirla al carrito. ¡Gracias!",
  "タイヤの在庫はありますか。サイズは二十六インチです。",
];

/** Of twenty messages fourteen are plain text, two quick replies, two pictures (one with text), two answer another message. */
function inboundMessage(index, random) {
  const text = texts[random(texts.length)];
  const written = { mid: mid(random), text };
  switch (index % 20) {
    case 4:
    case 14:
      return inbound({ message: { ...written, text: "Werkstatt-Termin ändern", quick_reply: { payload: `TOPIC:WORKSHOP/CHANGE?ref=${random(1e6)}&step=2&lang=de_DE` } } }, random);
    case 7:
      return inbound({ message: { mid: written.mid, attachments: [image(random)] } }, random);
    case 17:
      return inbound({ message: { ...written, text: "So sieht es aus:", attachments: [image(random)] } }, random);
    case 11:
    case 19:
      return inbound({ message: { ...written, reply_to: { mid: mid(random), is_self_reply: index % 20 === 19 } } }, random);
    default:
      return inbound({ message: written }, random);
  }
}

function inbound(what, random = generator(1)) {
  return {
    sender: { id: `74185${1e11 + random(1e9)}` },
    recipient: { id: pages[0] },
    timestamp: 1793697000000 + random(1e6),
    ...what,
  };
}

function echo(message) {
  const item = inbound({ message: { ...message, is_echo: true } });
  return { ...item, sender: item.recipient, recipient: item.sender };
}

function image(random) {
  const query = `_nc_cat=${100 + random(10)}&ccb=1-7&_nc_sid=fc17b8&_nc_ohc=${letters(random, 23)}&_nc_zt=23&_nc_ht=scontent.example.net&oh=00_${letters(random, 48)}&oe=6AF25E80`;
  return { type: "image", payload: { url: `https://scontent.example.net/v/t1.15752-9/${1e8 + random(1e8)}_n.jpg?${query}` } };
}

function mid(random) {
  return `m_${letters(random, 106)}`;
}

function letters(random, length) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from({ length }, () => alphabet[random(alphabet.length)]).join("");
}

/** Several entries with one to four items each. */
function envelope(items, random) {
  const entry = [];
  for (let from = 0; from < items.length; ) {
    const page = pages[entry.length % pages.length];
    const messaging = items.slice(from, from + 1 + random(4));
    for (const item of messaging) (item.message?.is_echo ? item.sender : item.recipient).id = page;
    entry.push({ time: 1793697999000 + entry.length, id: page, messaging });
    from += messaging.length;
  }
  return { object: "page", entry };
}

/** A body as Meta writes it, and its signature. */
export function signed(body, key = secret) {
  const unit = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const text = JSON.stringify(body).replaceAll("/", "\\/").replace(/[^\0-\x7f]/g, unit);
  const bytes = new TextEncoder().encode(text);
  return { bytes, signature: `sha256=${createHmac("sha256", key).update(bytes).digest("hex")}` };
}

/** Whole numbers below a bound, always the same ones for a seed (mulberry32). */
function generator(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}
