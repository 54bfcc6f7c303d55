// The bytes of a module that travels inside a script. A frequent byte is one letter, a rare one two: shorter than base64, and as each
// byte keeps its place in the text, what compresses scripts finds in it what it would find in the module.

/** Where the text begins, after the tables of what its letters stand for. */
const TEXT = 384;
const PAGE = 65_536;

/**
 * @param {{ reader: number[], letters: string, frequent: number[], text: string }} packed `reader` is a module of a few bytes that reads the
 * text: a script that runs for the first time takes milliseconds for it. The first two letters begin a pair, each other one stands for the
 * frequent byte of its place; pairs stand for the other bytes in order.
 * @returns {Uint8Array}
 */
export function unpack({ reader, letters, frequent, text }) {
  const { memory, unpack } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(reader))).exports;
  const end = TEXT + text.length;
  memory.grow(Math.ceil(end / PAGE) - 1);
  const bytes = new Uint8Array(memory.buffer);
  new TextEncoder().encodeInto(text, bytes.subarray(TEXT));

  const [first, second, ...singles] = Array.from(letters, (letter) => letter.charCodeAt(0));
  const known = new Set(frequent);
  for (const [index, letter] of singles.entries()) bytes[letter] = frequent[index];
  let rare = 0;
  for (let byte = 0; byte < 256; byte += 1) {
    if (known.has(byte)) continue;
    // Of the pairs, those that begin with the first letter come first.
    bytes[(rare < singles.length ? 128 : 256) + singles[rare % singles.length]] = byte;
    rare += 1;
  }
  return bytes.subarray(TEXT, unpack(TEXT, end, first, second));
}
