// Times functions against each other on a machine that others use too: short samples of all of them in turn, so that a slow
// moment hits each, and only medians and quartiles of what happened in the same round.

export const settings = { rounds: 41, sampleMs: 6, warmUpMs: 150 };

/**
 * Microseconds per call for each round.
 * @param {Record<string, () => unknown>} contenders Called one after another, in this order; a promise is awaited.
 * @returns {Promise<Record<string, number[]>>}
 */
export async function inTurns(contenders, { rounds, sampleMs, warmUpMs } = settings) {
  const names = Object.keys(contenders);
  const runners = {};
  for (const name of names) runners[name] = await prepared(contenders[name], sampleMs, warmUpMs);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) measured[name].push(await runners[name]());
  }
  return measured;
}

/** Median and quartiles. */
export function spread(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return { median: at(0.5), p25: at(0.25), p75: at(0.75) };
}

/** How many times faster `base` was than `other`, round by round. */
export function ratio(other, base) {
  return spread(other.map((time, round) => time / base[round]));
}

/** Lets the engine optimise a function, and finds how many calls make a sample long enough for the clock. */
async function prepared(run, sampleMs, warmUpMs) {
  const first = run();
  const sample = typeof first?.then === "function" ? awaited : plain;
  await first;
  const start = performance.now();
  let calls = 1;
  let perCall = await sample(run, calls);
  while (performance.now() - start < warmUpMs) {
    calls = Math.max(1, Math.ceil(sampleMs / perCall));
    perCall = await sample(run, calls);
  }
  calls = Math.max(1, Math.ceil(sampleMs / perCall));
  return async () => (await sample(run, calls)) * 1000;
}

/** The engine must not find out that nobody looks at the answers. */
export const kept = { answer: undefined };

function plain(run, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) kept.answer = run();
  return (performance.now() - start) / calls;
}

async function awaited(run, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) kept.answer = await run();
  return (performance.now() - start) / calls;
}
