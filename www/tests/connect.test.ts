/** A Page's life at the desk, told in order: connected, reminded of, lost, connected again. Each test goes on from the one before. */

import assert from "node:assert/strict";
import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import type { Setup } from "../worker/standing.ts";
import { DevelopmentWorker, SECRETS, newStorage } from "./development-worker.ts";
import { PAGE } from "./meta.ts";
import { Workspace } from "./workspace.ts";

const CAFE = "104877298765432";
const APP = "318840917205561";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Received {
  status: number;
  body?: { messaging_type?: string; message?: string | { text?: string } };
}

let storage: string;
let worker: DevelopmentWorker;
let desk: Workspace;
/** Everything the worker ever said to this browser. */
const told: string[] = [];
before(async () => {
  storage = await newStorage();
  worker = await DevelopmentWorker.start({ storage });
  desk = await Workspace.open(worker);
  desk.page.setDefaultTimeout(15_000);
  desk.page.on(
    "response",
    (answer) =>
      void answer.text().then(
        (text) => told.push(text),
        () => undefined,
      ),
  );
  desk.page.on("websocket", (line) => line.on("framereceived", ({ payload }) => told.push(String(payload))));
});
after(async () => {
  await desk?.close();
  await worker?.stop();
  await rm(storage, { recursive: true, force: true, maxRetries: 5 });
});
afterEach(() => {
  assert.deepEqual(desk.complaints, []);
});

const settings = () => desk.page.getByRole("region", { name: "Connect" });
const pageNamed = (name: string) =>
  settings().getByRole("list", { name: "Pages" }).getByRole("listitem").filter({ hasText: name });
const step = (title: string) => settings().getByRole("list", { name: "Steps" }).getByRole("listitem").filter({ hasText: title });
const standing = (name: string | RegExp) => desk.page.getByRole("button", { name });
const alert = (text: RegExp) => desk.page.locator("#alert").getByText(text);
const move = (add: number) => worker.post("/standin/clock", { add });
const setup = (page = PAGE) => worker.get<Setup>(`/api/setup?page=${page}`);
const sentTexts = async () =>
  (await worker.get<Received[]>("/standin/graph/received"))
    .filter(({ status }) => status === 200)
    .flatMap(({ body }) => (typeof body?.message === "object" ? (body.message.text ?? []) : []));

async function open(): Promise<void> {
  await standing(/^(Connected|Disconnected|Needs)/).click();
  await settings().getByText("Graph was asked on").waitFor();
}

async function logIn(): Promise<void> {
  await settings().getByRole("button", { name: "Connect with Facebook" }).click();
  await desk.page.getByRole("button", { name: "Continue" }).click();
  await settings()
    .getByRole("status")
    .getByText(/connected\.$/)
    .waitFor();
}

async function customer(name: string, text: string): Promise<void> {
  await desk.page.getByRole("button", { name, exact: false }).and(desk.page.locator(".person")).click();
  await desk.phone.getByText(name).first().waitFor();
  await desk.customerWrites(text);
  await desk.inbox.getByRole("button", { name: new RegExp(text) }).click();
  await desk.message(text).waitFor();
}

test("the checklist ticks itself from what Graph says, and gives what there is to copy", async () => {
  await open();
  await step("Connect the Page").getByRole("img", { name: "done" }).waitFor();
  await pageNamed("Example Shop").getByText("with the secret PAGE_TOKEN").waitFor();
  await step("Receive the first message").getByRole("img", { name: "not known" }).waitFor();
  await step("Set the webhook's address").getByText("Set the webhook's address").click();
  const webhook = step("Set the webhook's address");
  await webhook.getByText(`${worker.url}/webhooks/messenger`, { exact: true }).waitFor();
  await webhook.getByText(SECRETS.VERIFY_TOKEN, { exact: true }).waitFor();
  await step("Create the app").getByText("Create the app").click();
  await step("Create the app").getByText(`${worker.url}/webhooks/messenger/deletion`, { exact: true }).waitFor();
  await step("Publish the app").getByText("Publish the app").click();
  await step("Publish the app").getByRole("button", { name: "It is done" }).click();
  await step("Publish the app").getByRole("img", { name: "done" }).waitFor();
});

test("who says no at Facebook hears that nothing was connected", async () => {
  await settings().getByRole("button", { name: "Connect with Facebook" }).click();
  await desk.page.getByRole("button", { name: "Cancel" }).click();
  await settings().getByRole("status").getByText("The person did not agree to connect.").waitFor();
  await pageNamed("Example Shop").getByText("Connected", { exact: true }).waitFor();
});

test("a Page is connected by Facebook Login; another of the person's is listed, and connected by a press", async () => {
  await logIn();
  await pageNamed("Example Shop").getByText("by Facebook Login").waitFor();
  await pageNamed("Example Café").getByText("Known, not connected").waitFor();
  await pageNamed("Example Café").getByRole("button", { name: "Connect", exact: true }).click();
  await pageNamed("Example Café").getByText("Connected", { exact: true }).waitFor();
  const { pages, findings } = await setup(CAFE);
  assert.deepEqual(
    pages.map(({ page, tie }) => [page.name, tie]),
    [
      ["Example Shop", "connected"],
      ["Example Café", "connected"],
    ],
  );
  assert.deepEqual(findings, []);
  if (process.env["SCREENSHOTS"]) await desk.page.screenshot({ path: join(process.env["SCREENSHOTS"], "connected.png") });
});

test("a login that was not begun in this browser ends nowhere", async () => {
  for (const query of ["code=AQx&state=0123456789abcdef0123456789abcdef", "error=access_denied&state=x", ""]) {
    const answer = await fetch(`${worker.url}/connected?${query}`, { redirect: "manual" });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), `${worker.url}/#connect?stray`);
  }
});

test("Graph answers nobody without a token, and no Page to another Page's", async () => {
  const ask = async (path: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { error } = (await (await fetch(`${worker.url}/standin/graph/v26.0/${path}`, { headers })).json()) as {
      error?: { code: number };
    };
    return error?.code;
  };
  for (const path of ["me/accounts", `${PAGE}/subscribed_apps`, `${APP}/subscriptions`, "debug_token", "24385611976034517"])
    assert.equal(await ask(path), 190, path);
  assert.equal(await ask(`${CAFE}/subscribed_apps`, SECRETS.PAGE_TOKEN), 200);
  assert.equal(await ask(`${PAGE}/subscribed_apps`, SECRETS.PAGE_TOKEN), undefined);
});

test("the token reaches neither the browser nor the disk in the open", async () => {
  const [{ tie } = { tie: "none" }] = (await setup()).pages;
  assert.equal(tie, "connected");
  assert.ok(told.length > 10);
  for (const text of told) assert.doesNotMatch(text, /EAAE/);
  const files = await filesWith("EAAE");
  assert.ok(files.length > 0, "where they lie open they are found");
  assert.deepEqual(
    files.filter((file) => !file.includes("StandInMeta")),
    [],
    "and only Meta's own store has them",
  );
});

test("a finding that a request mends is mended by a press, and what was subscribed to before stays", async () => {
  const fields = "messages,message_reads,inbox_labels";
  await fetch(`${worker.url}/standin/graph/v26.0/${PAGE}/subscribed_apps?subscribed_fields=${fields}`, {
    method: "POST",
    headers: { authorization: `Bearer ${SECRETS.PAGE_TOKEN}` },
  });
  await pageNamed("Example Shop").getByRole("button", { name: "Show" }).click();
  await settings().getByRole("button", { name: "Check now" }).click();
  const finding = settings()
    .getByRole("list", { name: "Findings" })
    .getByRole("listitem")
    .filter({ hasText: "messaging_postbacks" });
  await step("Choose the webhook fields").getByRole("img", { name: "to do" }).waitFor();
  if (process.env["SCREENSHOTS"]) await desk.page.screenshot({ path: join(process.env["SCREENSHOTS"], "finding.png") });
  await finding.getByRole("button", { name: "Mend it" }).click();
  await settings().getByText("Nothing is wrong").waitFor();
  const answer = await fetch(`${worker.url}/standin/graph/v26.0/${PAGE}/subscribed_apps`, {
    headers: { authorization: `Bearer ${SECRETS.PAGE_TOKEN}` },
  });
  const { data } = (await answer.json()) as { data: { subscribed_fields: string[] }[] };
  for (const field of ["inbox_labels", "messages", "feed", "messaging_postbacks"])
    assert.ok(data[0]?.subscribed_fields.includes(field), field);
});

test("the verify token is changed without a moment in which Meta's check fails", async () => {
  await step("Set the webhook's address").getByText("Set the webhook's address").click();
  await step("Set the webhook's address").getByRole("button", { name: "Make a new verify token" }).click();
  await settings().getByText("A new verify token was made.").waitFor();
  const { verifyToken } = await setup();
  const { next = "" } = verifyToken;
  assert.ok(next.length >= 32);
  const shows = async (token: string) => {
    const query = new URLSearchParams({ "hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "42" });
    return (await fetch(`${worker.url}/webhooks/messenger?${query}`)).status;
  };
  assert.equal(await shows(SECRETS.VERIFY_TOKEN), 200);
  assert.equal(await shows(next), 200);
  assert.equal(await shows(SECRETS.VERIFY_TOKEN), 403, "once Meta has shown the new one, the old one is over");
  assert.equal(await shows(next), 200);
  await settings().getByRole("button", { name: "Back to the inbox" }).click();
});

test("reminders come 14, 7 and 1 days before the token ends, each once", async () => {
  await move(46 * DAY + HOUR);
  await alert(/14 days are left/).waitFor();
  await standing(/^Connected until/).waitFor();
  await move(7 * DAY);
  await alert(/\b7 days are left/).waitFor();
  await move(6 * DAY);
  await alert(/One day is left/).waitFor();
});

test("the token ends: one alert, and what the agents write waits while messages come in", async () => {
  await customer("Customer B", "Is my order on its way?");
  await move(DAY);
  await alert(/The token's time is over/).waitFor();
  await standing(/^Disconnected/).waitFor();
  await desk.agentWrites("It left yesterday.");
  await desk.message("It left yesterday.").getByText("Waiting for the Page to be reconnected.").waitFor();

  await move(7 * DAY);
  await customer("Customer A", "Do you open on Saturday?");
  await desk.agentWrites("Yes, from nine.");
  await desk.agentWrites("And on Sunday from eleven.");
  await desk.message("And on Sunday from eleven.").getByText("Waiting for the Page to be reconnected.").waitFor();
  await standing(/Replies wait in 2 conversations/).waitFor();
  if (process.env["SCREENSHOTS"]) await desk.page.screenshot({ path: join(process.env["SCREENSHOTS"], "waiting.png") });
  assert.deepEqual(await sentTexts(), [], "Graph heard of none of them");
});

test("what waits survives a restart", async () => {
  await worker.stop("SIGKILL");
  worker = await DevelopmentWorker.start({ storage, port: worker.port });
  await desk.page.getByRole("status").getByText("Live").waitFor();
  // The browser said that nobody answered for a while.
  desk.complaints.length = 0;
  await standing(/Replies wait in 2 conversations/).waitFor();
});

test("connected again, what waits is decided anew: sent in order where it may be, explained where it may not", async () => {
  await open();
  await pageNamed("Example Shop").getByText("Replies wait in 2 conversations").waitFor();
  await logIn();
  await standing(/^Connected/).waitFor();
  await settings().getByRole("button", { name: "Back to the inbox" }).click();
  await desk.inbox.getByRole("button", { name: /And on Sunday/ }).click();
  for (const text of ["Yes, from nine.", "And on Sunday from eleven."]) await desk.message(text).getByText("✓✓").waitFor();
  assert.deepEqual(await sentTexts(), ["Yes, from nine.", "And on Sunday from eleven."]);
  await desk.phone.getByRole("log", { name: "Messages on the phone" }).getByText("And on Sunday from eleven.").waitFor();

  await desk.inbox.getByRole("button", { name: /It left yesterday/ }).click();
  await desk
    .message("It left yesterday.")
    .getByText(/^Not sent: .{20}/)
    .waitFor();
  if (process.env["SCREENSHOTS"]) await desk.page.screenshot({ path: join(process.env["SCREENSHOTS"], "explained.png") });
});

test("the administrator removes the app: the Page is disconnected at once, before anything fails", async () => {
  await desk.phone.getByRole("button", { name: "The administrator removes the app" }).click();
  await standing(/^Disconnected/).waitFor();
  await alert(/removed the app/).waitFor();
  const { pages } = await setup();
  assert.deepEqual(
    pages.map(({ causes }) => causes.map(({ code }) => code)),
    [["deauthorized"], ["deauthorized"]],
  );
});

test("a pasted token connects as well; a Page that is taken off gets no messages, and its replies wait", async () => {
  await open();
  await settings().getByText("Paste a token instead").click();
  const field = settings().getByLabel("Token of a system user or of a Page");
  await field.fill("hello");
  await settings().getByRole("button", { name: "Connect with this token" }).click();
  await settings().getByText("That is no token").waitFor();
  desk.complaints.length = 0; // The browser reports the refusal.
  await field.fill(await systemUsersToken());
  await settings().getByRole("button", { name: "Connect with this token" }).click();
  await pageNamed("Example Shop").getByText("with a pasted token").waitFor();
  await standing(/^Connected/).waitFor();

  await pageNamed("Example Shop").getByRole("button", { name: "Disconnect" }).click();
  await pageNamed("Example Shop").getByText("Disconnected", { exact: true }).waitFor();
  await settings().getByRole("button", { name: "Back to the inbox" }).click();
  await move(2 * HOUR);
  await desk.customerWrites("Nobody hears this");
  await desk.phone.getByRole("status", { name: "Last webhook" }).getByText("No app is subscribed").waitFor();
});

test("a Page with traffic from which nothing arrives is found, and an older answer that comes late does not hide it", async () => {
  await open();
  const connected = Promise.withResolvers<void>();
  const late = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  await desk.page.route(
    (url) => url.pathname === "/api/setup",
    async (route) => {
      const response = await route.fetch();
      connected.resolve();
      await late.promise;
      await route.fulfill({ response });
      arrived.resolve();
    },
    { times: 1 },
  );
  await pageNamed("Example Shop").getByRole("button", { name: "Connect", exact: true }).click();
  await pageNamed("Example Shop").getByText("with the secret PAGE_TOKEN").waitFor();
  // That shows before the Page's webhooks are on.
  await connected.promise;
  await move(2 * HOUR);
  await settings().getByRole("button", { name: "Check now" }).click();
  const finding = settings()
    .getByRole("list", { name: "Findings" })
    .getByText("The Page has traffic and nothing of it is received.");
  await finding.waitFor();
  late.resolve();
  await arrived.promise;
  // What the page does with the answer it does at once; a look at it comes after that.
  await desk.page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 0))));
  assert.ok(await finding.isVisible());
});

test("after a change of the app secret the stored token does not open: replies wait, nothing is lost", async () => {
  await desk.page.goto(`${worker.url}/#connect`);
  await logIn();
  await desk.page.goto("about:blank");
  await worker.stop();
  const vars = { ...SECRETS, APP_SECRET: "fedcba98765432100123456789abcdef" };
  worker = await DevelopmentWorker.start({ storage, port: worker.port, vars });
  await desk.page.goto(worker.url);
  await desk.inbox.getByRole("button", { name: /And on Sunday/ }).click();
  await desk.agentWrites("Does this still go out?");
  await desk.message("Does this still go out?").getByText("Waiting for the Page to be reconnected.").waitFor();
  await open();
  await logIn();
  await settings().getByRole("button", { name: "Back to the inbox" }).click();
  await desk.inbox.getByRole("button", { name: /Does this still go out/ }).click();
  await desk.message("Does this still go out?").getByText("✓✓ Read").waitFor();
});

/** As an administrator makes one in the business settings: a login whose tokens never end. */
async function systemUsersToken(): Promise<string> {
  const redirect = `${worker.url}/connected`;
  const form = new URLSearchParams({ redirect_uri: redirect, state: "s", ending: "no", answer: "yes" });
  for (const page of [PAGE, CAFE]) form.append("page", page);
  const headers = { origin: worker.url };
  const back = await fetch(`${worker.url}/standin/facebook/dialog`, { method: "POST", headers, body: form, redirect: "manual" });
  const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const graph = async (query: Record<string, string>) => {
    const app = { client_id: APP, client_secret: SECRETS.APP_SECRET, redirect_uri: redirect };
    const answer = await fetch(
      `${worker.url}/standin/graph/v26.0/oauth/access_token?${new URLSearchParams({ ...app, ...query })}`,
    );
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  return graph({ grant_type: "fb_exchange_token", fb_exchange_token: await graph({ code }) });
}

async function filesWith(text: string): Promise<string[]> {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(files.map(async (file) => ((await readFile(file)).includes(text) ? [file] : [])));
  return found.flat();
}
