// The bytes of a module that travels inside a script. A frequent byte is one letter, a rare one two: shorter than base64, and as each
// byte keeps its place in the text, what compresses scripts finds in it what it would find in the module.

/**
 * @param {{ letters: string, frequent: number[], text: string }} packed The first two letters begin a pair, each other one stands for
 * the frequent byte of its place; pairs stand for the other bytes in order.
 * @returns {Uint8Array}
 */
export function unpack({ letters, frequent, text }) {
  const place = new Uint8Array(128);
  for (let index = 0; index < letters.length; index += 1) place[letters.charCodeAt(index)] = index;
  const known = new Set(frequent);
  const bytes = [...frequent];
  for (let byte = 0; byte < 256; byte += 1) if (!known.has(byte)) bytes.push(byte);
  const values = Uint8Array.from(bytes);

  const module = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const first = place[text.charCodeAt(at)];
    // Of the pairs, those that begin with the first letter come first.
    const code = first < 2 ? (first + 1) * frequent.length + place[text.charCodeAt((at += 1))] - 2 : first - 2;
    module[length] = values[code];
    length += 1;
  }
  return module.subarray(0, length);
}
