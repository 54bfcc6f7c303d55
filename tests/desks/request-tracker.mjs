// A Request Tracker of our own: Debian's packages, a scratch database, the stand-alone server on loopback.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.mjs";

const home = "/usr/share/request-tracker5";
const packages = ["request-tracker5", "rt5-db-sqlite", "rt5-standalone"];
const setup = fileURLToPath(new URL("../../pkg/desks/request-tracker.pl", import.meta.url));

/** Installs what is missing, where apt and root are there; otherwise says what to do. */
function install() {
  if (existsSync(`${home}/libexec/standalone_httpd`) && existsSync("/usr/sbin/rt-setup-database-5")) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error(`These tests need Request Tracker 5. Install it first: apt-get install ${packages.join(" ")}`);
  }
  const apt = (...words) =>
    execFileSync("apt-get", words, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  apt("update");
  apt("install", "--yes", "--no-install-recommends", ...packages);
}

// What Node's test runner calls once, before all files.
export { install as globalSetup };

/**
 * Starts a server whose database is prepared by the package's own script.
 * @param {{ url: string, secret: string }} channel Where the scrip tells of answers, and what it signs with.
 * @param {{ folder?: string, port?: number, queues?: string[] }} options The folder is kept, and a server that was started there before
 * goes on; without one everything is fresh, and gone in the end. Queues that are missing are made.
 */
export async function start(channel, { folder: kept, port = undefined, queues = ["General"] } = {}) {
  install();
  const folder = kept ?? mkdtempSync(join(tmpdir(), "messenger-desk-rt-"));
  port ??= await freePort();
  for (const name of ["conf.d", "mason", "session"]) mkdirSync(join(folder, name), { recursive: true });
  const config = join(folder, "RT_SiteConfig.pm");
  writeFileSync(
    config,
    `Set($rtname, 'desk.test'); Set($Organization, 'desk.test'); Set($Timezone, 'UTC');
Set($WebDomain, '127.0.0.1'); Set($WebPort, ${port}); Set($WebPath, ''); Set($WebBaseURL, 'http://127.0.0.1:${port}');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '${folder}/rtdb');
Set($LogToSyslog, undef); Set($LogToFile, undef); Set($LogToSTDERR, 'warning'); Set($MailCommand, 'testfile');
Set($MasonDataDir, '${folder}/mason'); Set($MasonSessionDir, '${folder}/session');
Set($MessengerDeskURL, '${channel.url}'); Set($MessengerDeskSecret, '${channel.secret}');
1;
`,
  );
  const env = { ...process.env, RT_SITE_CONFIG: config, RT_SITE_CONFIG_DIR: join(folder, "conf.d") };
  const run = (file, ...words) => execFileSync(file, words, { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const tokenFile = join(folder, "token");
  if (!existsSync(tokenFile)) {
    rmSync(join(folder, "rtdb"), { force: true });
    run("rt-setup-database-5", "--action", "init", "--skip-create");
    const prepare = () => run("perl", `-I${home}/lib`, setup, "--create", ...queues.flatMap((queue) => ["--queue", queue]));
    const token = /^token: (\S+)$/m.exec(prepare())?.[1];
    if (!token) throw new Error("request-tracker.pl gave no token");
    if (prepare() !== "") throw new Error("request-tracker.pl did something when it ran again");
    writeFileSync(tokenFile, token);
  }
  const token = readFileSync(tokenFile, "utf8");

  const log = join(folder, "server.log");
  const words = ["--host", "127.0.0.1", "--port", String(port)];
  const server = spawn(`${home}/libexec/standalone_httpd`, words, { env, stdio: ["ignore", openSync(log, "w"), openSync(log, "a")] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const url = `http://127.0.0.1:${port}`;
  const headers = { authorization: `token ${token}` };
  await ready(`${url}/REST/2.0/rt`, headers, () => server.exitCode, log);
  return {
    url,
    headers,
    folder,
    ended,
    /** Reads something by REST 2, as the interface's user. */
    async read(path) {
      const answer = await fetch(`${url}/REST/2.0${path}`, { headers });
      if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    log: () => readFileSync(log, "utf8"),
    async stop() {
      server.kill();
      await ended;
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a ticket holds, as its agents see it: every message with its type, author, text and files. */
export async function history(rt, ticket) {
  const list = await rt.read(`/ticket/${ticket}/history?fields=Type,Creator,NewValue&per_page=100`);
  const entries = [];
  for (const { id, Type, Creator, NewValue } of list.items) {
    const entry = { id, type: Type, creator: Creator.id ?? Creator, files: [] };
    if (Type === "Status") entry.status = NewValue;
    if (["Create", "Correspond", "Comment"].includes(Type)) {
      const { items } = await rt.read(`/transaction/${id}/attachments?per_page=100`);
      for (const item of items) {
        // In a list the content would be as it is, and here it is base64.
        const { Filename, ContentType, Content } = await rt.read(`/attachment/${item.id}`);
        if (!Content) continue;
        const content = Buffer.from(Content, "base64");
        if (Filename) entry.files.push({ name: Filename, type: ContentType, bytes: content.length });
        else if (ContentType === "text/plain") entry.text = content.toString("utf8");
      }
    }
    entries.push(entry);
  }
  return entries;
}

/** An agent at RT's own pages, as a browser would be: the messages get RT's mark of the web, and no interface is used. */
export async function agent(rt, user = "root", password = "password") {
  // RT takes a password only in a session it has kept, and begins one when it is first given the password.
  let cookie = "";
  let status = 0;
  for (let tries = 0; status !== 302; tries += 1) {
    if (tries === 3) throw new Error(`the agent could not log in: HTTP ${status}`);
    const login = await fetch(`${rt.url}/NoAuth/Login.html`, {
      method: "POST",
      headers: { referer: `${rt.url}/`, cookie },
      body: new URLSearchParams({ user, pass: password }),
      redirect: "manual",
    });
    await login.text();
    status = login.status;
    cookie = login.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ") || cookie;
  }
  return async function update(ticket, fields) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ id: ticket, SubmitTicket: "Update Ticket", ...fields })) form.append(name, value);
    const answer = await fetch(`${rt.url}/Ticket/Update.html`, {
      method: "POST",
      headers: { cookie, referer: `${rt.url}/Ticket/Update.html?id=${ticket}` },
      body: form,
      redirect: "manual",
    });
    if (answer.status !== 302 && answer.status !== 200) throw new Error(`the page answered HTTP ${answer.status}`);
    await answer.text();
  };
}

async function ready(url, headers, exit, log) {
  const until = Date.now() + 90_000;
  for (;;) {
    const answer = await fetch(url, { headers }).catch(() => undefined);
    if (answer?.ok) return;
    if (exit() !== null || Date.now() > until) throw new Error(`Request Tracker did not start:\n${readFileSync(log, "utf8")}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
