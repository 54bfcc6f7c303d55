// What must hold once everything is over. Each check gives the sentences of what does not.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { shown } from "./desk.mjs";

const TOP = fileURLToPath(new URL("../..", import.meta.url));

/** Nothing lost, nothing twice: the desk shows each message once, as it was worded last, gone where it was taken back, and no others. */
export function messages(truth, taken) {
  const wrong = [];
  const seen = shown(taken);
  for (const [name, { texts, gone, mayLag }] of truth.said) {
    const message = seen.get(name);
    if (!message) {
      // Edited and taken back before it came, it need not be shown at all.
      if (gone && texts.length > 1) continue;
      wrong.push(`lost: ${name} (${texts[0]})`);
      continue;
    }
    const right = gone ? message.gone || message.placeholder === "taken_back" : texts.at(-1) === message.text;
    const late = mayLag && !gone && texts.includes(message.text);
    // An edit that came first stands for its message.
    const once = message.times === 1 || (message.times === 0 && texts.length > 1);
    if (!right && !late) wrong.push(`${name} reads ${JSON.stringify(message)} instead of ${JSON.stringify({ gone, texts })}`);
    if (!once) wrong.push(`${name} is there ${message.times} times`);
    if (!gone && message.reaction !== truth.reactions.get(name)) wrong.push(`${name} has the reaction ${message.reaction}`);
  }
  for (const name of seen.keys()) if (!truth.said.has(name)) wrong.push(`nobody said ${name}`);
  const ids = new Set(taken.map(({ action }) => action.id));
  if (ids.size !== taken.length) wrong.push(`${taken.length - ids.size} actions are at the desk twice`);
  return wrong;
}

/** How many of them are not at the desk, but for those that were taken back. */
export function lost(truth, taken) {
  const seen = shown(taken);
  return [...truth.said].filter(([name, { gone }]) => !gone && !seen.has(name)).length;
}

/**
 * The order in which a conversation took its events is the order at the desk. Seen from outside: what was acknowledged before something else was
 * sent for the first time comes before it.
 */
export function order(posts, eventsOf, taken) {
  const times = new Map();
  for (const post of posts) {
    for (const { id } of eventsOf(post)) {
      const known = times.get(id) ?? { earliest: Infinity, latest: Infinity };
      times.set(id, { earliest: Math.min(known.earliest, post.sent), latest: Math.min(known.latest, post.acknowledged) });
    }
  }
  const wrong = [];
  let compared = 0;
  for (const [conversation, actions] of byConversation(taken)) {
    let latest = Infinity;
    for (const { action } of actions.toReversed()) {
      const time = times.get(action.id);
      if (!time) continue;
      if (latest < time.earliest) wrong.push(`${conversation}: ${action.id} came before something that was acknowledged before it`);
      latest = Math.min(latest, time.latest);
      compared += 1;
    }
  }
  return { wrong, compared };
}

/** And seen from inside: the transcripts, in the order in which their entries were written. workerd must not run. */
export function transcripts(storage, taken) {
  const wrong = [];
  const atDesk = byConversation(taken);
  const folder = join(storage, "ConversationObject");
  let compared = 0;
  for (const file of readdirSync(folder).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name))) {
    const database = new DatabaseSync(join(folder, file));
    const facts = database.prepare("SELECT value FROM facts WHERE name = 'conversation'").get();
    const entries = database.prepare("SELECT id FROM entries WHERE entry ->> 'what' = 'message' ORDER BY rowid").all();
    database.close();
    if (!facts) continue;
    const conversation = JSON.parse(facts.value);
    const kept = new Set(entries.map(({ id }) => id));
    const posted = (atDesk.get(conversation) ?? []).map(({ action }) => action.id).filter((id) => kept.has(id));
    compared += posted.length;
    if (!isDeepStrictEqual(posted, entries.map(({ id }) => id))) wrong.push(`${conversation} is in another order at the desk than in its transcript`);
  }
  return { wrong, compared };
}

function byConversation(taken) {
  const all = new Map();
  for (const entry of taken) {
    const list = all.get(entry.action.conversation);
    if (list) list.push(entry);
    else all.set(entry.action.conversation, [entry]);
  }
  return all;
}

/**
 * What `/health` counts fits what was sent and what arrived. Repeats that a state no longer remembers are taken for new: receipts, of which only
 * the last is kept, and what is older than the 128 events it keeps.
 */
export function counters(counted, { posts, eventsOf, notifications, desk }) {
  const distinct = notifications.reduce((sum, { items }) => sum + items.length, 0);
  const sent = (share) => posts.reduce((sum, post) => sum + eventsOf(post).filter(share).length * post.tries, 0);
  const once = (share) => notifications.reduce((sum, each) => sum + eventsOf(each).filter(share).length, 0);
  const repeats = (share) => sent(share) - once(share);

  const sizes = new Map();
  for (const { conversation } of notifications.flatMap(({ items }) => items)) sizes.set(conversation, (sizes.get(conversation) ?? 0) + 1);
  const crowd = ({ conversation }) => sizes.get(conversation) > 128;
  const receipt = ({ type, mids }) => type === "read" || (type === "delivery" && mids.length === 0);

  const acknowledged = posts.reduce((sum, post) => sum + eventsOf(post).length, 0);
  const faults = Object.entries(desk).reduce((sum, [name, count]) => (/^(\d|closed|silent)/.test(name) ? sum + count : sum), 0);
  const fresh = counted.received - counted.duplicate;
  const rows = [
    ["received, at least what was acknowledged", counted.received, acknowledged, Infinity],
    ["received, at most what was sent", counted.received, 0, sent(() => true)],
    ["received and no duplicate, every event at least once", fresh, distinct, Infinity],
    ["received and no duplicate, every event once", fresh, 0, distinct + repeats((event) => receipt(event) || crowd(event))],
    ["told, what the desk has", counted.told, desk.taken, desk.taken + repeats(crowd)],
    ["retried, no more than went wrong", counted.retried, Math.min(1, faults), desk.posts - desk.taken],
    ...["unprocessed", "failed", "delivered", "waiting", "parked", "rejected"].map((name) => [name, counted[name], 0, 0]),
  ];
  const wrong = rows.filter(([, value, least, most]) => !(value >= least && value <= most)).map(([name, value, least, most]) => `${name}: ${value}, not ${least} to ${most}`);
  if (counted.oldestMs !== null) wrong.push(`the oldest undelivered is ${counted.oldestMs} ms old`);
  return wrong;
}

/** Every conversation's state is the one that a fold in plain Rust ends in, which got each notification once and in Meta's order. */
export async function states(notifications, channel, worker) {
  const replayed = await fold(notifications, channel);
  const wrong = [];
  for (const [conversation, state] of replayed) {
    const answer = await worker.get(`/api/conversations/${encodeURIComponent(conversation)}`).catch((error) => error);
    if (answer instanceof Error) wrong.push(`${conversation}: ${answer.message}`);
    else if (!isDeepStrictEqual(answer.state, state)) wrong.push(`${conversation} is ${JSON.stringify(answer.state)} instead of ${JSON.stringify(state)}`);
  }
  return { wrong, compared: replayed.size };
}

async function fold(notifications, channel) {
  const program = spawn("cargo", ["run", "--quiet", "--example", "fold"], { cwd: TOP, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(program, "exit");
  const states = new Map();
  const reading = (async () => {
    for await (const line of createInterface({ input: program.stdout })) {
      const state = JSON.parse(line);
      states.set(state.conversation, state);
    }
  })();
  program.stdin.write(`${JSON.stringify(channel)}\n`);
  for (const { body } of notifications) program.stdin.write(`${Buffer.from(body)}\n`);
  program.stdin.end();
  const [code] = await ended;
  await reading;
  if (code !== 0) throw new Error(`the fold in Rust ended with ${code}`);
  return states;
}
