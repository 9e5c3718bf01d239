/** GBK for the search: the platform decodes it but has no encoder, so its table is turned round, once. */

let table: ReadonlyMap<string, number> | undefined;

/** Undefined where GBK lacks a character of the text. */
export function gbkBytes(text: string): Uint8Array | undefined {
  table ??= makeTable();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character < '\u0080' ? character.charCodeAt(0) : table.get(character);
    if (code === undefined) return undefined;
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Uint8Array.from(bytes);
}

function makeTable(): Map<string, number> {
  const decoder = new TextDecoder('gbk');
  const found = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      const isOne = Array.from(character).length === 1 && character !== '\ufffd';
      if (isOne && !found.has(character)) found.set(character, lead * 256 + trail);
    }
  }
  return found;
}
