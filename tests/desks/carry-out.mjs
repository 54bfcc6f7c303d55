// What a host does with an adapter: sends its requests one after another, hands the answers back, and keeps the ids before and after.

/**
 * @param {object} desk An adapter.
 * @param {object} action
 * @param {{ ids?: object }} kept Where the host keeps the conversation's ids.
 * @param {{ url: string, headers: Record<string, string>, fetch?: typeof fetch }} at The desk's address and credentials.
 * @returns {Promise<{ steps: string[], ended?: string, problem?: object, failure?: object }>} What was sent, and how it ended.
 */
export async function carryOut(desk, action, kept, at) {
  const steps = [];
  for (;;) {
    const { request, ended, problem, ids } = desk.request(action, kept.ids);
    kept.ids = ids;
    if (!request) return { steps, ended, problem };
    if (steps.length > 20) throw new Error(`an action of ${steps}: it never ends`);
    steps.push(request.step);
    const learned = desk.learn(action, request.step, await send(request, at), ids);
    kept.ids = learned.ids;
    if (learned.failure) return { steps, failure: learned.failure };
  }
}

/** Sends one request; a status of 0 where no answer came, 424 where a file could not be fetched. */
export async function send(request, { url, headers, fetch = globalThis.fetch }) {
  let body;
  try {
    body = await bodyOf(request);
  } catch {
    return { status: 424 };
  }
  const type = request.json === undefined ? {} : { "content-type": "application/json" };
  try {
    const answer = await fetch(url + request.path, {
      method: request.method,
      headers: { ...type, ...request.headers, ...headers },
      body,
      redirect: "manual",
    });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  } catch {
    return { status: 0 };
  }
}

async function bodyOf({ json, files = [], form, file }) {
  if (file) return fetchFile(file);
  if (form) {
    const data = new FormData();
    for (const part of form) {
      if (part.file) data.append(part.name, new Blob([await fetchFile(part.file)], { type: part.file.type }), part.file.name);
      else data.append(part.name, part.value);
    }
    return data;
  }
  if (json === undefined) return undefined;
  const whole = structuredClone(json);
  for (const { at, file } of files) {
    const keys = at.slice(1).split("/");
    const last = keys.pop();
    const parent = keys.reduce((value, key) => value[key], whole);
    parent[last] = Buffer.from(await fetchFile(file)).toString("base64");
  }
  return JSON.stringify(whole);
}

async function fetchFile({ url }) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`HTTP ${answer.status} for a file`);
  return new Uint8Array(await answer.arrayBuffer());
}
