/** Graph refuses, and the agent's screen says so: every refusal driven through the worker, by the switchboard or for real. */

import assert from "node:assert/strict";
import { rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import type { MoodName } from "../standin/mood.ts";
import { DevelopmentWorker, newStorage, until } from "./development-worker.ts";
import { Workspace } from "./workspace.ts";

interface Received {
  method: string;
  path: string;
  status: number;
  file?: { name: string; type: string; bytes: number };
  body?: Record<string, unknown> & { message?: string | { text?: string; attachment?: { payload?: Record<string, unknown> } } };
}

let worker: DevelopmentWorker;
let desk: Workspace;
before(async () => {
  worker = await DevelopmentWorker.start();
  desk = await Workspace.open(worker);
  desk.page.setDefaultTimeout(10_000);
  await desk.customerWrites("Good morning, is anybody there?");
  await desk.message("is anybody there?").waitFor();
});
after(async () => {
  await desk?.close();
  await worker?.stop();
});
afterEach(() => {
  assert.deepEqual(desk.complaints, []);
});

const mood = (name: MoodName, times = 1) => worker.post("/standin/mood", { mood: name, times });
const received = () => worker.get<Received[]>("/standin/graph/received");
const callsWith = async (text: string) =>
  (await received()).filter(({ body }) => typeof body?.message === "object" && body.message.text === text);

/** The customer writes, so that everything is as open as it can be. */
let greetings = 0;
async function customerIsBack(): Promise<void> {
  greetings += 1;
  await desk.customerWrites(`I am still here (${greetings})`);
  await desk.message(`I am still here (${greetings})`).waitFor();
  await desk.decision.getByText("RESPONSE", { exact: true }).waitFor();
}

for (const [name, sentence, blocks] of [
  ["retiredTag", /^Failed: The reply carries a message tag that Meta has retired/, false],
  ["tooLong", /^Failed: Meta refuses this message as it is/, false],
  ["empty", /^Failed: Meta refuses this message as it is/, false],
  ["twoInOne", /^Failed: Meta refuses this message as it is/, false],
  ["privateReplySpent", /^Failed: This comment was answered privately already/, false],
  ["blocked", /^Failed: The person does not receive messages/, true],
  ["windowClosed", /^Failed: Meta says the time to answer is over/, true],
] as const) {
  test(`refused for good (${name}): the sentence stands at the message`, async () => {
    await mood(name);
    await desk.agentWrites(`An answer that fails: ${name}`);
    const message = desk.message(`fails: ${name}`);
    await message.getByText(sentence).waitFor();
    await message.getByRole("button", { name: "Send again" }).waitFor();
    assert.equal((await callsWith(`An answer that fails: ${name}`)).length, 1, "it is not tried again by itself");
    // What was learned from it shows in the decision, until the customer writes.
    if (blocks) {
      await desk.decision.getByText(name === "blocked" ? "Blocked" : "HUMAN_AGENT", { exact: true }).waitFor();
      // What a person may still send with the tag goes out with it.
      if (name === "windowClosed") {
        await message.getByRole("button", { name: "Send again" }).click();
        await message.getByText("✓✓ Read").waitFor();
        assert.equal((await callsWith(`An answer that fails: ${name}`)).at(-1)?.body?.["tag"], "HUMAN_AGENT");
      }
      await customerIsBack();
    }
  });
}

test("a dead token: the reply waits for the Page, and goes out as soon as Graph says that the token works", async () => {
  await mood("deadToken");
  await desk.agentWrites("An answer that waits for the Page");
  const message = desk.message("waits for the Page");
  await message.getByText("Waiting for the Page to be reconnected.").waitFor();
  await desk.page.getByRole("alert").getByText("Connect the Page again").waitFor();
  const channel = desk.page.getByRole("button", { name: /^Disconnected/ });
  await channel.getByText("Replies wait in one conversation").waitFor();
  await desk.agentWrites("And one more behind it");
  await desk.message("And one more behind it").getByText("Waiting for the Page to be reconnected.").waitFor();
  assert.equal((await callsWith("An answer that waits for the Page")).length, 1, "it is not tried again by itself");

  await channel.click();
  const settings = desk.page.getByRole("region", { name: "Connect" });
  await settings.getByRole("button", { name: "Check now" }).click();
  await desk.page.getByRole("button", { name: "Connected", exact: true }).waitFor();
  await settings.getByRole("button", { name: "Back to the inbox" }).click();
  for (const text of ["waits for the Page", "And one more behind it"]) await desk.message(text).getByText("✓✓ Read").waitFor();
  const order = (await received()).flatMap(({ body, status }) =>
    status === 200 && typeof body?.message === "object" ? (body.message.text ?? []) : [],
  );
  assert.deepEqual(order.slice(-2), ["An answer that waits for the Page", "And one more behind it"]);
});

test("a thread that another app controls is taken by a press, and the reply sent again", async () => {
  await mood("notOwner");
  await desk.agentWrites("Whose thread is this?");
  const message = desk.message("Whose thread is this?");
  await message.getByText(/^Failed: Another app controls this conversation/).waitFor();
  await desk.decision.getByText("Blocked", { exact: true }).waitFor();
  await desk.decision.getByRole("button", { name: "Take control" }).click();
  await desk.transcript.getByText(/^You took control of the conversation/).waitFor();
  await desk.decision.getByText("RESPONSE", { exact: true }).waitFor();
  await message.getByRole("button", { name: "Send again" }).click();
  await message.getByText("✓✓ Read").waitFor();
});

test("another app takes the thread for real: nothing is sent until it is taken back", async () => {
  await desk.phone.getByRole("checkbox", { name: "Another app has control" }).check();
  await desk.decision.getByText("Blocked", { exact: true }).waitFor();
  assert.equal(await desk.reply.isDisabled(), true);
  await desk.decision.getByRole("button", { name: "Take control" }).click();
  await desk.decision.getByText("RESPONSE", { exact: true }).waitFor();
  await desk.agentWrites("Ours again.");
  await desk.message("Ours again.").getByText("✓✓ Read").waitFor();
});

for (const [name, sentence, wait] of [
  ["temporary", /^Trying again at \d\d:\d\d: Meta has a passing trouble/, 5_000],
  ["sendFailed", /^Trying again at \d\d:\d\d: Meta has a passing trouble/, 5_000],
  // As long as the usage header says, and not the minute of the table.
  ["throttled", /^Trying again at \d\d:\d\d: The Page sends too much at once/, 5 * 60_000],
] as const) {
  test(`passing trouble (${name}): it waits as long as it must, shows until when, and arrives`, async () => {
    await mood(name);
    const text = `An answer that waits: ${name}`;
    await desk.agentWrites(text);
    await desk.message(text).getByText(sentence).waitFor();
    // What comes after it stays behind it.
    await desk.agentWrites(`Behind it: ${name}`);
    await desk.message(`Behind it: ${name}`).getByText("Sending …").waitFor();
    await worker.post("/standin/clock", { add: wait - 4_000 });
    assert.equal((await callsWith(text)).length, 1, "not before its time");
    await worker.post("/standin/clock", { add: wait });
    await desk.message(text).getByText("✓✓ Read").waitFor();
    await desk.message(`Behind it: ${name}`).getByText("✓✓ Read").waitFor();
    assert.deepEqual(
      (await callsWith(text)).map(({ status }) => status),
      [name === "temporary" ? 500 : 400, 200],
    );
  });
}

test("an answer that never came: perhaps sent, and the agent decides", async () => {
  await mood("silent");
  await desk.agentWrites("Lost on the way");
  const message = desk.message("Lost on the way");
  await message.getByText(/^Perhaps sent: .*Check the conversation before sending it again/).waitFor();
  assert.equal((await callsWith("Lost on the way")).length, 1, "it is not repeated blindly");
  await message.getByRole("button", { name: "Send again" }).click();
  await message.getByText("✓✓ Read").waitFor();
});

test("a web page in place of an answer leaves the same doubt", async () => {
  const { phone } = desk;
  await phone.getByRole("combobox", { name: "Graph's mood" }).selectOption("a web page, no answer");
  await phone.getByRole("spinbutton", { name: "For how many calls" }).fill("1");
  await phone.getByRole("button", { name: "Set" }).click();
  await phone.getByText("a web page, no answer: 1 to go").waitFor();
  await desk.agentWrites("Behind a broken proxy");
  await desk
    .message("Behind a broken proxy")
    .getByText(/^Perhaps sent: ./)
    .waitFor();
  await phone.getByText("Graph is calm.").waitFor();
});

test("an answer that was lost while the message arrived: the echo confirms it", async () => {
  await mood("lostAnswer");
  await desk.agentWrites("This one arrived");
  await desk.phone.getByRole("log").getByText("This one arrived").waitFor();
  const message = desk.message("This one arrived");
  await message.getByText(/✓✓ (Delivered|Read)/).waitFor();
  assert.equal(await message.getByRole("button", { name: "Send again" }).count(), 0);
  assert.equal((await callsWith("This one arrived")).length, 1);
});

test("when one part fails the rest is not sent, is marked, and goes on from there", async () => {
  const calls = (await received()).length;
  await mood("empty");
  await desk.agentWrites("A reply of several parts that is repeated until it no longer fits. ".repeat(70));
  const message = desk.message("A reply of several parts");
  await message.getByText(/^Failed: Meta refuses this message/).waitFor();
  await until("the parts are marked", async () =>
    (await message.getByRole("list", { name: "Messages of this reply" }).getByRole("listitem").allTextContents()).join("|"),
  ).then((parts) => assert.equal(parts, "Failed|Not sent|Not sent"));
  assert.equal((await received()).length, calls + 1);
  await message.getByRole("button", { name: "Send again" }).click();
  await message.getByText("✓✓ Read").waitFor();
  assert.equal((await received()).length, calls + 4);
});

test("a file is uploaded, and the message that carries it is sent with what the upload gave", async () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await desk.page.getByLabel("Attach files").setInputFiles({ name: "receipt.png", mimeType: "image/png", buffer: png });
  await desk.page.getByRole("list", { name: "Attached files" }).getByText("image").waitFor();
  await desk.agentWrites("Here is your receipt");
  await desk.message("Here is your receipt").getByText("✓✓ Read").waitFor();
  await desk.phone.getByRole("log").getByRole("img", { name: "Picture" }).waitFor();
  const [upload, message] = (await received()).filter(
    ({ path, body }) =>
      path.endsWith("/message_attachments") || (typeof body?.message === "object" && body.message.attachment !== undefined),
  );
  assert.deepEqual(upload?.file, { name: "receipt.png", type: "image/png", bytes: png.length });
  const content = message?.body?.message;
  assert.match(String(typeof content === "object" && content.attachment?.payload?.["attachment_id"]), /^\d{10,}$/);
});

test("a file by its address goes with the message, and one that is too large is refused before it is sent", async () => {
  await desk.page.getByLabel("Address of a file to attach").fill("https://shop.example/manual.pdf");
  await desk.page.getByLabel("Address of a file to attach").press("Enter");
  await desk.page.getByRole("button", { name: "Send", exact: true }).click();
  await desk.phone.getByRole("log").getByText("📎 https://shop.example/manual.pdf").waitFor();

  const folder = await newStorage();
  await writeFile(join(folder, "large.png"), "");
  await truncate(join(folder, "large.png"), 8 * 1024 * 1024 + 1);
  await desk.page.getByLabel("Attach files").setInputFiles(join(folder, "large.png"));
  await desk.page.getByRole("list", { name: "Attached files" }).getByText("too large: Meta takes 8 MB of this type").waitFor();
  assert.equal(await desk.page.getByRole("button", { name: "Send", exact: true }).isDisabled(), true);
  await desk.page.getByRole("button", { name: "Remove large.png" }).click();
  await rm(folder, { recursive: true });
});

test("a comment is liked, hidden, shown again and deleted at the comment", async () => {
  await desk.customerComments("What does the green one cost?");
  await desk.inbox.getByRole("button", { name: /green one cost/ }).click();
  const comment = desk.message("What does the green one cost?");
  const post = desk.phone.getByRole("log", { name: "Comments" });
  await comment.getByRole("button", { name: "Like" }).click();
  await comment.getByText("♥ liked").waitFor();
  await post.getByText("♥ the Page likes this").waitFor();
  await comment.getByRole("button", { name: "Hide" }).click();
  await comment.getByText("hidden", { exact: true }).waitFor();
  await post.getByText("hidden from others").waitFor();
  await comment.getByRole("button", { name: "Show again" }).click();
  await comment.getByRole("button", { name: "Hide" }).waitFor();
  assert.equal(await post.getByText("hidden from others").count(), 0);
});

test("a comment is answered privately once, and Graph's refusal of a second is understood", async () => {
  await desk.page.getByRole("radio", { name: "Answer privately" }).check();
  await desk.decision.getByText("Private reply", { exact: true }).waitFor();
  await desk.agentWrites("It is 12 today, just for you.");
  await desk.message("just for you").getByText("✓ Sent").waitFor();
  await desk.message("just for you").getByText("private reply").waitFor();
  await desk.phone.getByRole("log", { name: "Comments" }).getByText("answered privately").waitFor();
  // The one private reply is spent: the decision says so, and what to do instead.
  await desk.decision.getByText("Blocked", { exact: true }).waitFor();
  await desk.decision.getByRole("button", { name: "Answer publicly" }).click();
  await desk.decision.getByText("Public comment", { exact: true }).waitFor();
  await desk.agentWrites("We have written to you.");
  await desk.message("We have written to you.").getByText("✓ Sent").waitFor();
});

test("a comment that is deleted is gone for everybody", async () => {
  const comment = desk.message("What does the green one cost?");
  await comment.getByRole("button", { name: "Delete" }).click();
  await comment.getByRole("button", { name: "Really delete" }).click();
  await desk.transcript.getByText("Comment deleted").waitFor();
  await desk.phone.getByRole("log", { name: "Comments" }).getByText("deleted").waitFor();
  await desk.transcript.getByText(/^You deleted the comment/).waitFor();
});
