// Runs in the page: the entry that the address names, the fixture suite on it, and a report to the server.
import { runSuite } from "./suite.mjs";

const asked = new URLSearchParams(location.search);
const entry = asked.get("entry");

async function run() {
  const api = await import(entry);
  const material = await (await fetch("/material.json")).json();
  if (!api.isReady()) await api.default();
  return { results: runSuite(api, material), proof: api.appSecretProof("secret", "token") };
}

/** The policy entry alone; how long its first decision takes after the script is there. */
async function runPolicy() {
  const { explain } = await import("messenger-desk/explain");
  const { default: en } = await import("messenger-desk/catalogues/en");
  const policy = await import("messenger-desk/policy");
  const now = Date.UTC(2026, 10, 16, 10);
  const question = [{ lastInteractionAt: now - 3_600_000 }, { now, author: "human" }];
  const begun = performance.now();
  const decision = policy.decide(...question);
  const ready = [performance.now() - begun];
  const whole = await import("messenger-desk");
  const same = JSON.stringify(decision) === JSON.stringify(whole.decide(...question));
  return { same, ready, chip: explain(decision, en).chip };
}

const report = await (asked.has("policy") ? runPolicy() : run()).catch((error) => ({
  error: { name: error.name, code: error.code, hint: error.hint, message: error.message, stack: error.stack },
}));
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
