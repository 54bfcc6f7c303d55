/** One afternoon at the desk, told in order: each test goes on where the one before it stopped. */

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { DevelopmentWorker, until } from "./development-worker.ts";
import { Workspace } from "./workspace.ts";

interface Received {
  method: string;
  path: string;
  status: number;
  body?: { messaging_type?: string; tag?: string; recipient?: Record<string, string>; message?: string | { text?: string } };
}

let worker: DevelopmentWorker;
let desk: Workspace;
before(async () => {
  worker = await DevelopmentWorker.start();
  desk = await Workspace.open(worker);
  desk.page.setDefaultTimeout(15_000);
});
after(async () => {
  await desk?.close();
  await worker?.stop();
});
afterEach(() => {
  assert.deepEqual(desk.complaints, []);
});

const received = () => worker.get<Received[]>("/standin/graph/received");
const textOf = ({ body }: Received) => (typeof body?.message === "object" ? body.message.text : body?.message);
const sent = (text: string) => until(`Graph got "${text}"`, async () => (await received()).find((call) => textOf(call) === text));

test("what the customer types becomes a ticket at once, and the decision is RESPONSE with a countdown", async () => {
  await desk.customerWrites("Hello! My parcel arrived with a crushed corner.");
  await desk.message("crushed corner").waitFor();
  await desk.inbox.getByRole("button", { name: /crushed corner/ }).waitFor();
  await desk.decision.getByText("RESPONSE", { exact: true }).waitFor();

  const timer = desk.decision.getByRole("timer");
  const first = await timer.textContent();
  assert.match(first ?? "", /^2[34]:\d\d:\d\d left$/);
  await until("the countdown runs", async () => (await timer.textContent()) !== first);
});

test("a picture, a like and a postback arrive as what they are", async () => {
  await desk.phone.getByRole("button", { name: "Send a picture of a damaged parcel" }).click();
  await desk.transcript.getByRole("img", { name: "Picture from the conversation" }).waitFor();
  await desk.phone.getByRole("button", { name: "Send a like" }).click();
  await desk.transcript.getByRole("img", { name: "Sticker" }).waitFor();
  await desk.phone.getByRole("button", { name: "Where is my order?" }).click();
  await desk.message("Where is my order?").waitFor();
});

test("the agent's reply reaches the phone, is echoed only once, and is marked delivered and read", async () => {
  await desk.agentWrites("I am sorry about that. A new parcel, or your money back?", "New parcel, Money back");
  await desk.phone.getByRole("log").getByText("A new parcel, or your money back?").waitFor();
  const message = desk.message("A new parcel, or your money back?");
  await message.getByText("✓✓ Read").waitFor();
  assert.equal(await message.count(), 1);
  assert.equal((await sent("I am sorry about that. A new parcel, or your money back?")).body?.messaging_type, "RESPONSE");
  assert.equal(await desk.reply.inputValue(), "");
});

test("reactions and quick replies come back", async () => {
  await desk.phone.getByRole("group", { name: "React" }).last().getByRole("button", { name: "❤" }).click();
  await desk.message("A new parcel").getByRole("img", { name: "Customer reacted with ❤" }).waitFor();
  await desk.phone.getByRole("group", { name: "Quick replies" }).getByRole("button", { name: "New parcel" }).click();
  await desk.message("tapped").getByText("New parcel").waitFor();
});

test("a screenshot for the README", { skip: process.env["SCREENSHOT"] === undefined }, async () => {
  await desk.page.getByRole("button", { name: "Customer B", exact: true }).click();
  await desk.customerWrites("Do you ship to Norway?");
  await desk.inbox.getByRole("button", { name: /Norway/ }).waitFor();
  await desk.page.getByRole("button", { name: "Customer C", exact: true }).click();
  await desk.customerComments("Do you have it in green?");
  await desk.inbox.getByRole("button", { name: /in green/ }).waitFor();
  await desk.page.getByRole("button", { name: "Customer A", exact: true }).click();
  await desk.phone.getByRole("tab", { name: "Messenger" }).click();
  await desk.agentWrites("It leaves our warehouse tonight.");
  await desk.message("leaves our warehouse").getByText("✓✓ Read").waitFor();
  await desk.reply.fill("You will get the tracking number by");
  await desk.page.screenshot({ path: process.env["SCREENSHOT"] ?? "" });
  await desk.reply.fill("");
});

test("redelivery is harmless", async () => {
  const messages = await desk.transcript.getByRole("article").count();
  await desk.phone.getByRole("button", { name: "Redeliver last webhook" }).click();
  await desk.phone.getByRole("status", { name: "Last webhook" }).getByText(/again/).waitFor();
  // Whatever it would have done is done: a later message is shown after it.
  await desk.customerWrites("One more thing: Größe 42, “blue” 💙");
  await desk.message("One more thing: Größe 42, “blue” 💙").waitFor();
  assert.equal(await desk.transcript.getByRole("article").count(), messages + 1);
});

test("a forged webhook is refused and changes nothing", async () => {
  const messages = await desk.transcript.getByRole("article").count();
  await desk.phone.getByRole("button", { name: "Send it forged" }).click();
  await desk.phone.getByRole("status", { name: "Last webhook" }).getByText("403").waitFor();
  assert.equal(await desk.transcript.getByRole("article").count(), messages);
});

test("a long reply is announced as several messages, goes out as several, and stays one entry", async () => {
  const calls = (await received()).length;
  await desk.reply.fill("A sentence that is repeated until it no longer fits. ".repeat(50));
  await desk.page.getByText("goes out as 2 messages").waitFor();
  await desk.reply.press("Enter");
  await desk.message("A sentence that is repeated").getByText("✓✓ Read").waitFor();
  assert.equal(await desk.message("A sentence that is repeated").count(), 1);
  const parts = (await received()).slice(calls).map(textOf);
  assert.equal(parts.length, 2);
  assert.ok(parts.every((part) => (part?.length ?? 0) <= 2000));
});

test("a solved ticket is opened again by the customer", async () => {
  await desk.page.getByRole("button", { name: "Mark solved" }).click();
  await desk.inbox.getByRole("region", { name: "Solved tickets" }).getByRole("button").waitFor();
  await desk.transcript.getByText(/solved at/).waitFor();
  await desk.customerWrites("It is me again");
  await desk.inbox
    .getByRole("region", { name: "Open tickets" })
    .getByRole("button", { name: /It is me again/ })
    .waitFor();
  await desk.page.getByRole("button", { name: "Mark solved" }).waitFor();
});

test("when the customer blocks the Page, the reply fails and says why", async () => {
  await desk.phone.getByRole("checkbox", { name: "Customer blocks the Page" }).check();
  await desk.agentWrites("Are you still there?");
  await desk
    .message("Are you still there?")
    .getByText(/^Failed: ./)
    .waitFor();
  await desk.phone.getByRole("checkbox", { name: "Customer blocks the Page" }).uncheck();
  await desk.customerWrites("Yes, sorry!");
  await desk.message("Yes, sorry!").waitFor();
  await desk.decision.getByText("RESPONSE", { exact: true }).waitFor();
});

test("a day later only a person may answer, with the tag", async () => {
  await desk.moveClock("+24 h");
  await desk.decision.getByText("HUMAN_AGENT", { exact: true }).waitFor();
  assert.match((await desk.decision.getByRole("timer").textContent()) ?? "", /^[56] d \d\d:\d\d:\d\d left$/);
  await desk.inbox
    .getByRole("button", { name: /Yes, sorry!/ })
    .getByText(/[56] d left/)
    .waitFor();

  await desk.agentWrites("Good morning, your new parcel is on its way.");
  await desk.message("on its way").getByText("✓✓ Read").waitFor();
  const { body, status } = await sent("Good morning, your new parcel is on its way.");
  assert.deepEqual(
    { status, type: body?.messaging_type, tag: body?.tag },
    { status: 200, type: "MESSAGE_TAG", tag: "HUMAN_AGENT" },
  );
});

test("a week later nothing may be sent, and the composer says why", async () => {
  await desk.moveClock("+7 d");
  await desk.decision.getByText("Blocked", { exact: true }).waitFor();
  await until(
    "the reason is a sentence",
    async () => ((await desk.decision.getByRole("paragraph").textContent()) ?? "").length > 20,
  );
  assert.equal(await desk.reply.isDisabled(), true);
  assert.equal(await desk.page.getByRole("button", { name: "Send", exact: true }).isDisabled(), true);
  await desk.inbox
    .getByRole("button", { name: /on its way/ })
    .getByText("closed")
    .waitFor();
});

test("a reply that comes too late all the same is refused, with its reason, before Graph hears of it", async () => {
  const calls = (await received()).length;
  const [ticket] = await worker.get<{ conversation: string }[]>("/api/inbox");
  await worker.post(`/api/conversations/${encodeURIComponent(ticket?.conversation ?? "")}/replies`, {
    id: "too-late",
    text: "Too late",
  });
  await desk
    .message("Too late")
    .getByText(/^Not sent: ./)
    .waitFor();
  assert.equal((await received()).length, calls);
});

test("back in real time, everything is as open as it was", async () => {
  await desk.moveClock("Real time");
  await desk.decision.getByText("RESPONSE", { exact: true }).waitFor();
  await desk.inbox
    .getByRole("button", { name: /Too late/ })
    .getByText(/^2[34] h left$/)
    .waitFor();
  assert.equal(await desk.reply.isEnabled(), true);
});

test("a comment is a ticket of its own, answered in public", async () => {
  await desk.customerComments("Blue, please!");
  await desk.inbox.getByRole("button", { name: /Blue, please!/ }).click();
  await desk.decision.getByText("Public comment", { exact: true }).waitFor();

  await desk.agentWrites("Blue it is.");
  await desk.phone.getByRole("log", { name: "Comments" }).getByText("Blue it is.").waitFor();
  assert.match((await sent("Blue it is.")).path, /\/comments$/);
  // Meta tells the webhook of it like of any comment: it stays one entry.
  await until("the Page's own comment has come back", async () =>
    (await desk.phone.getByRole("status", { name: "Last webhook" }).textContent())?.includes("feed"),
  );
  await desk.message("Blue it is.").getByText("✓ Sent").waitFor();
  assert.equal(await desk.message("Blue it is.").count(), 1);
});
