/** A deletion with a help desk behind the worker: nothing of the person is on its way there any more, and somebody is told of its copies. */

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { DeskAction } from "messenger-desk";
import type { Conversation } from "../worker/ticket.ts";
import { AGENT, DevelopmentWorker, SECRETS, newStorage, until } from "./development-worker.ts";
import { PAGE } from "./meta.ts";
import { filesWith } from "./storage.ts";
import { Workspace } from "./workspace.ts";

const PSID = "24385611976034517";
const DM = `dm:${PAGE}:${PSID}`;
const PATH = `/api/conversations/${encodeURIComponent(DM)}`;
const WORD = "preiselbeermond";

/** What the desk was asked, each with the answer that it owes. */
const asked: { action: DeskAction; ids: { ticket?: string }; answer: (ticket: string) => void }[] = [];
const desk = createServer((request, response: ServerResponse) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const { action, ids } = JSON.parse(Buffer.concat(parts).toString()) as { action: DeskAction; ids: { ticket?: string } };
    const answer = (ticket: string) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ticket }));
    asked.push({ action, ids, answer });
  });
});

let storage: string;
let worker: DevelopmentWorker;
let workspace: Workspace;
before(async () => {
  storage = await newStorage();
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  const vars = {
    ...SECRETS,
    HELP_DESK: "webhook",
    HELP_DESK_URL: `http://127.0.0.1:${(desk.address() as AddressInfo).port}/desk/`,
    HELP_DESK_AUTH: "Bearer of-the-desk",
    HELP_DESK_SECRET: "what-the-desk-signs-with",
    HELP_DESK_CONFIG: '{"path":"/actions"}',
    HELP_DESK_PATIENCE_MS: "20000",
  };
  worker = await DevelopmentWorker.start({ storage, vars });
  workspace = await Workspace.open(worker);
  workspace.page.setDefaultTimeout(15_000);
});
after(async () => {
  await workspace?.close();
  await worker?.stop();
  desk.close();
  desk.closeAllConnections();
  await rm(storage, { recursive: true, force: true, maxRetries: 5 });
});

const says = (text: string) => worker.post("/standin/phone", { customer: PSID, act: { do: "text", text } });

test("what is on its way to the desk goes with the conversation, and the desk's late answer changes nothing", async () => {
  await says(`One: ${WORD}`);
  await says(`Two: ${WORD}`);
  await workspace.message("Two:").waitFor();
  await until("the desk is asked to open a ticket", () => asked.length === 1);
  assert.equal(asked[0]?.action.do, "open");
  assert.ok((await filesWith(storage, WORD)).length > 0);

  await worker.post("/standin/phone", { customer: PSID, act: { do: "askForDeletion" } });
  await until("the conversation is gone", async () => (await fetch(worker.url + PATH, { headers: AGENT })).status === 404);
  await workspace.page.getByRole("alert").getByText("The help desk has a copy of its own: delete it there too.").waitFor();
  asked[0]?.answer("T1");
  await until("no store holds a byte of it", async () => (await filesWith(storage, WORD)).length === 0);

  await says("I am new here");
  await until("the desk is asked again", () => asked.length === 2);
  const [, again] = asked;
  assert.equal(again?.action.do, "open", "a ticket of its own, not the old one continued");
  assert.equal(again?.ids?.ticket, undefined);
  again?.answer("T2");
  await until("it has that ticket", async () => (await worker.get<Conversation>(PATH)).deskTicket === "T2");
  assert.deepEqual(workspace.complaints, []);
});
