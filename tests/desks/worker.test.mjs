// The whole way: the customer's phone, the worker, a real Request Tracker, an agent's answer there, the worker, the phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DevelopmentWorker, SECRETS, until } from "../../www/tests/development-worker.ts";
import { PAGE } from "../../www/tests/meta.ts";
import { freePort } from "../free-port.mjs";
import { agent, history, start } from "./request-tracker.mjs";

const secret = "desk-secret-for-tests-only";
const customers = ["24385611976034517", "24385611976035628"];
let rt;
let worker;
let update;

before(async () => {
  const port = await freePort();
  rt = await start({ url: `http://localhost:${port}/webhooks/desk`, secret }, { queues: ["General", "Messenger", "Comments"] });
  const vars = {
    ...SECRETS,
    HELP_DESK: "requestTracker",
    HELP_DESK_URL: rt.url,
    HELP_DESK_AUTH: rt.headers.authorization,
    HELP_DESK_SECRET: secret,
  };
  worker = await DevelopmentWorker.start({ port, vars });
  update = await agent(rt);
});

after(async () => {
  await worker?.stop();
  await rt?.stop();
});

const does = (customer, act) => worker.post("/standin/phone", { customer, act });
const path = (customer) => `/api/conversations/${encodeURIComponent(`dm:${PAGE}:${customer}`)}`;
const graph = () => worker.get("/standin/graph/received");
const sent = (text) =>
  until(`the phone gets ${text}`, async () => (await graph()).find(({ body, status }) => status === 200 && (body?.message?.text ?? body?.message) === text));

/** The ticket in RT that a condition finds, once it is there. */
async function ticket(query) {
  const { items } = await until(`a ticket where ${query}`, async () => {
    const found = await rt.read(`/tickets?query=${encodeURIComponent(query)}`);
    return found.count > 0 ? found : undefined;
  });
  return items[0].id;
}

/** What a ticket's messages say, once there are so many. */
async function messages(id, count) {
  return until(`${count} messages in ticket ${id}`, async () => {
    const entries = (await history(rt, id)).filter(({ type }) => type === "Create" || type === "Correspond");
    return entries.length >= count ? entries : undefined;
  });
}

test("what a customer writes is a ticket in its queue, and the agent's answer is on the phone", async () => {
  const [customer] = customers;
  await does(customer, { do: "text", text: "Is my bike ready?" });
  const id = await ticket(`Queue = 'Messenger' AND Subject = 'Is my bike ready?'`);
  await does(customer, { do: "picture", picture: "lamp.svg" });
  const [opening, picture] = await messages(id, 2);
  assert.match(opening.text, /wrote:\n\nIs my bike ready\?$/);
  assert.ok(picture.files[0]?.bytes > 0, "the picture is in the ticket");

  await update(id, { UpdateType: "response", UpdateContent: "It is. Come by at four." });
  await sent("It is. Come by at four.");
  await update(id, { UpdateType: "private", UpdateContent: "Nobody outside reads this." });
  const file = new File([Buffer.from("the bill")], "bill.txt", { type: "text/plain" });
  await update(id, { UpdateType: "response", UpdateContent: "Your bill:", Attach: file });
  await sent("Your bill:");
  const upload = await until("the file goes out", async () => (await graph()).find(({ file }) => file?.name === "bill.txt"));
  assert.equal(upload.file.bytes, "the bill".length);

  // The answers are RT's own: nothing of them comes back as a message of somebody else's.
  const { entries } = await until("all of it is delivered", async () => {
    const conversation = await worker.get(path(customer));
    const parts = conversation.entries.flatMap(({ parts = [] }) => parts).filter(({ upload }) => !upload);
    return parts.length === 3 && parts.every(({ state }) => state === "delivered") ? conversation : undefined;
  });
  assert.deepEqual(entries.filter(({ author }) => author === "agent").map(({ id }) => id.split("-")[0]), ["rt", "rt"]);
  assert.equal((await messages(id, 4)).length, 4);
  assert.ok((await graph()).every(({ body }) => !JSON.stringify(body ?? "").includes("Nobody outside")));
});

test("an answer from the workspace shows in the ticket", async () => {
  const [customer] = customers;
  await worker.post(`${path(customer)}/replies`, { id: "from-the-workspace", text: "We also have lamps." });
  await sent("We also have lamps.");
  const id = await ticket(`Queue = 'Messenger' AND Subject = 'Is my bike ready?'`);
  const all = await messages(id, 5);
  assert.match(all.at(-1).text, /^An agent, outside this desk, wrote:\n\nWe also have lamps\.$/);
});

test("a ticket resolved in RT is solved here, and the customer's next words open it", async () => {
  const [customer] = customers;
  const id = await ticket(`Queue = 'Messenger' AND Subject = 'Is my bike ready?'`);
  await update(id, { UpdateType: "response", UpdateContent: "Good-bye!", Status: "resolved" });
  await until("it is solved", async () => (await worker.get(path(customer))).summary.status === "solved");
  await does(customer, { do: "text", text: "One more thing" });
  await until("it is open", async () => (await rt.read(`/ticket/${id}`)).Status === "open");
  assert.equal((await worker.get(path(customer))).summary.status, "open");
});

test("a comment is a ticket of its own, and its answer is public", async () => {
  const [, customer] = customers;
  await does(customer, { do: "comment", text: "The green one, please!" });
  const id = await ticket(`Queue = 'Comments' AND Subject LIKE 'The green one'`);
  await update(id, { UpdateType: "response", UpdateContent: "Noted for Thursday." });
  const call = await sent("Noted for Thursday.");
  assert.match(call.path, /\/comments$/);
});

test("nothing is left to do, and nothing is stuck", async () => {
  const counters = await until("the desk has everything", async () => {
    const { counters } = await worker.get("/health");
    return counters.waiting === 0 ? counters : undefined;
  });
  assert.equal(counters.parked, 0);
  assert.equal(counters.failed, 0);
  assert.ok(counters.told >= 5);
});
