// Runs in the page: the entry that the address names, the fixture suite on it, and a report to the server.
import { runSuite } from "./suite.mjs";

const entry = new URLSearchParams(location.search).get("entry");

async function run() {
  const api = await import(entry);
  const material = await (await fetch("/material.json")).json();
  if (!api.isReady()) await api.default();
  return { results: runSuite(api, material), proof: api.appSecretProof("secret", "token") };
}

const report = await run().catch((error) => ({
  error: { name: error.name, code: error.code, hint: error.hint, message: error.message, stack: error.stack },
}));
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
