// Writes a module as text for pkg/unpack.js to read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import binaryen from "binaryen";
import { unpack } from "../../pkg/unpack.js";

/** What a script in an HTML page may hold between double quotes as it is. */
const ALLOWED = Array.from({ length: 0x7f - 0x20 }, (_, index) => 0x20 + index).filter((code) => !'"\\<'.includes(String.fromCharCode(code)));

/** What reads the text. */
const reader = assemble(readFileSync(new URL("unpack.wat", import.meta.url), "utf8"));

function assemble(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.MVP);
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  module.optimize();
  assert.ok(module.validate());
  return [...module.emitBinary()];
}

/**
 * @param {Uint8Array} module
 * @returns {{ reader: number[], letters: string, frequent: number[], text: string }}
 */
export function pack(module) {
  const counts = new Array(256).fill(0);
  for (const byte of module) counts[byte] += 1;
  const byCount = (left, right) => counts[left] - counts[right] || left - right;

  // The rarest letters begin the pairs; every other one stands for a frequent byte, for itself where it is one: texts stay readable.
  const [first, second] = [...ALLOWED].sort(byCount);
  const singles = ALLOWED.filter((code) => code !== first && code !== second);
  const frequent = [...counts.keys()].sort(byCount).slice(-singles.length);
  const strangers = frequent.filter((byte) => !singles.includes(byte)).sort((left, right) => left - right);
  const meant = singles.map((code) => (frequent.includes(code) ? code : strangers.shift()));

  const letter = (code) => String.fromCharCode(code);
  const codes = new Map(meant.map((byte, index) => [byte, letter(singles[index])]));
  const rare = [...counts.keys()].filter((byte) => !codes.has(byte));
  for (const [index, byte] of rare.entries()) {
    const begins = index < singles.length ? first : second;
    codes.set(byte, letter(begins) + letter(singles[index % singles.length]));
  }

  const packed = {
    reader,
    letters: [first, second, ...singles].map(letter).join(""),
    frequent: meant,
    text: Array.from(module, (byte) => codes.get(byte)).join(""),
  };
  assert.ok(rare.length <= 2 * singles.length);
  assert.deepEqual(Buffer.from(unpack(packed)), Buffer.from(module));
  return packed;
}
