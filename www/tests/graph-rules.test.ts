/** The stand-in's Graph and the core, each with its own copy of Meta's rules: what one plans the other takes, and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { decide, plan } from "messenger-desk";
import type { Draft, GraphRequest } from "messenger-desk";
import { contentError, privateReplyError, threadError, tokenError, uploadError } from "../standin/graph-rules.ts";
import type { GraphError, SendBody, Token } from "../standin/graph-rules.ts";
import type { Comment, Customer } from "../standin/phone-wire.ts";

const HOUR = 3_600_000;
const WROTE = Date.UTC(2026, 10, 2);
const CUSTOMER: Customer = {
  psid: "24385611976034517",
  feedId: "61005772341100",
  appId: "12200388114500",
  name: "Customer A",
  blocked: false,
  thread: [],
  actedAt: WROTE,
  wroteAt: WROTE,
};
const COMMENT: Comment = { id: "1_2", parent: "0_1", from: "61005772341100", name: "Customer A", text: "?", at: WROTE };

const number = (error: GraphError | undefined) =>
  error && [error.error.code, error.error.error_subcode].filter((code) => code !== undefined).join("/");
const check = (body: SendBody) => number(contentError(body, (id) => id === "1700000000000001"));

function planned(draft: Draft): GraphRequest[] | undefined {
  const decision = decide({ lastInteractionAt: WROTE }, { now: WROTE + HOUR, author: "human" });
  const result = plan({ id: "r", recipient: { id: CUSTOMER.psid }, ...draft }, decision);
  return result.ok ? result.requests : undefined;
}

const letters = (length: number) => "x".repeat(length);
const titles = (count: number, length = 5) => Array.from({ length: count }, (_, index) => `${index}`.padEnd(length, "x"));
const button = (length: number) => ({ type: "postback", title: letters(length), payload: "P" });

/** At the limit, and one beyond it. */
const LIMITS: [what: string, most: number, draft: (size: number) => Draft][] = [
  ["quick replies", 13, (size) => ({ text: "?", quickReplies: titles(size).map((title) => ({ title })) })],
  ["a quick reply's title", 20, (size) => ({ text: "?", quickReplies: [{ title: letters(size) }] })],
  ["a quick reply's payload", 1000, (size) => ({ text: "?", quickReplies: [{ title: "a", payload: letters(size) }] })],
  ["metadata", 1000, (size) => ({ text: "?", metadata: letters(size) })],
  [
    "a button template's text",
    640,
    (size) => ({ template: { template_type: "button", text: letters(size), buttons: [button(3)] } }),
  ],
  [
    "a template's buttons",
    3,
    (size) => ({ template: { template_type: "button", text: "?", buttons: Array.from({ length: size }, () => button(3)) } }),
  ],
  ["a button's title", 20, (size) => ({ template: { template_type: "button", text: "?", buttons: [button(size)] } })],
  [
    "an element's title",
    80,
    (size) => ({ template: { template_type: "generic", elements: [{ title: letters(size), subtitle: "s" }] } }),
  ],
  [
    "elements",
    10,
    (size) => ({ template: { template_type: "generic", elements: titles(size).map((title) => ({ title, subtitle: "s" })) } }),
  ],
];

/** What the core would send if it knew no limit. */
function unchecked({ text, quickReplies, metadata, template }: Draft): SendBody {
  const attachment = template && { type: "template", payload: template as object };
  return {
    recipient: { id: CUSTOMER.psid },
    messaging_type: "RESPONSE",
    message: {
      ...(text !== undefined && { text }),
      ...(metadata !== undefined && { metadata }),
      ...(attachment && { attachment }),
      ...(quickReplies && {
        quick_replies: quickReplies.map(({ title = "", payload = title }) => ({ content_type: "text", title, payload })),
      }),
    },
  };
}

for (const [what, most, draft] of LIMITS) {
  test(`${what}: ${most} is planned and taken, one more is neither`, () => {
    const requests = planned(draft(most));
    assert.ok(requests?.length);
    for (const { body } of requests) assert.equal(check(body as SendBody), undefined);
    assert.equal(planned(draft(most + 1)), undefined);
    assert.match(check(unchecked(draft(most + 1))) ?? "", /^100/);
  });
}

test("an element with nothing but a title is neither planned nor taken", () => {
  const draft: Draft = { template: { template_type: "generic", elements: [{ title: "a" }] } };
  assert.equal(planned(draft), undefined);
  assert.equal(check(unchecked(draft)), "100");
});

test("texts of any length, emoji and all, are taken as they are planned", () => {
  for (const size of [1, 1999, 2000, 2001, 4001, 9999]) {
    const text = "A word and 👩‍👩‍👧‍👦 é ".repeat(size).slice(0, size).trim();
    const requests = planned({ text });
    assert.ok(requests && requests.length >= size / 2000, String(size));
    for (const { body } of requests) assert.equal(check(body as SendBody), undefined, String(size));
  }
  assert.match(check(unchecked({ text: letters(2001) })) ?? "", /^100/);
});

test("gestures, files, several pictures, stickers and reactions are taken as they are planned", () => {
  const image = { type: "image", url: "https://shop.example/a.png" } as const;
  const drafts: Draft[] = [
    { text: "Hello", typing: "on", seen: true },
    { reaction: { mid: "m_1", reaction: "love" } },
    { attachments: [image, image, { type: "file", url: "https://shop.example/a.pdf" }] },
    { attachments: [{ type: "video", attachmentId: "1700000000000001" }] },
    { parts: [{ text: "First" }, image, { text: "Last" }] },
    { sticker: "369239263222822" },
  ];
  for (const draft of drafts) {
    const requests = planned(draft);
    assert.ok(requests?.length, JSON.stringify(draft));
    for (const { body } of requests) assert.equal(check(body as SendBody), undefined, JSON.stringify(body));
  }
});

test("what is malformed is refused with Meta's numbers", () => {
  const to = { recipient: { id: CUSTOMER.psid } };
  assert.equal(check({ ...to, message: {} }), "100/2018034");
  assert.equal(check({ ...to, message: { text: "  " } }), "100/2018034");
  assert.equal(check({ ...to, message: { text: "Hi" }, sender_action: "typing_on" }), "100/2018014");
  assert.equal(check({ ...to, sender_action: "dance" }), "100");
  assert.equal(check({ ...to, messaging_type: "RESPONSE", tag: "HUMAN_AGENT", message: { text: "Hi" } }), "100");
  const unknown = { type: "image", payload: { attachment_id: "2" } };
  assert.equal(check({ ...to, message: { attachment: unknown } }), "100/2018074");
  assert.equal(number(uploadError("image", 8 * 1024 * 1024 + 1)), "100/2018109");
  assert.equal(uploadError("video", 25 * 1024 * 1024), undefined);
  assert.equal(number(uploadError("file", 0)), "100/2018047");
});

test("the window: 24 hours, with HUMAN_AGENT 7 days, other tags not at all", () => {
  const at = (hours: number, more: Partial<SendBody> = {}) =>
    number(threadError({ messaging_type: "RESPONSE", message: { text: "Hi" }, ...more }, CUSTOMER, WROTE + hours * HOUR));
  const tagged = (tag: string) => ({ messaging_type: "MESSAGE_TAG", tag });
  assert.equal(at(23), undefined);
  assert.equal(at(24), "10/2018278");
  assert.equal(at(24, tagged("HUMAN_AGENT")), undefined);
  assert.equal(at(7 * 24, tagged("HUMAN_AGENT")), "10/2018278");
  for (const tag of ["CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE"])
    assert.equal(at(1, tagged(tag)), "100/1893061");
});

test("people, apps, tokens and private replies", () => {
  const body: SendBody = { messaging_type: "RESPONSE", message: { text: "Hi" } };
  assert.equal(number(threadError(body, { ...CUSTOMER, blocked: true }, WROTE)), "551/1545041");
  assert.equal(number(threadError(body, { ...CUSTOMER, otherApp: true }, WROTE)), "10/2018300");
  const token: Token = { type: "PAGE", page: "1", pages: ["1"], issuedAt: WROTE, expiresAt: WROTE + HOUR, ending: true };
  assert.equal(number(tokenError(undefined, WROTE)), "190");
  assert.equal(tokenError(token, WROTE + HOUR - 1), undefined);
  assert.equal(number(tokenError(token, WROTE + HOUR)), "190/463");
  assert.equal(number(tokenError({ ...token, removed: true }, WROTE)), "190/458");
  assert.equal(tokenError({ ...token, expiresAt: 0 }, WROTE + 24_000 * HOUR), undefined);
  assert.equal(privateReplyError(COMMENT, WROTE + HOUR), undefined);
  assert.equal(number(privateReplyError({ ...COMMENT, privateReply: true }, WROTE + HOUR)), "10900");
  assert.equal(number(privateReplyError(COMMENT, WROTE + 7 * 24 * HOUR)), "10/2018278");
  assert.equal(number(privateReplyError(undefined, WROTE)), "100/33");
});
