/** Tells archives by their first bytes, never by their name. */

export type Packing = 'tar' | 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'zip';

const magics: readonly (readonly [Packing, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
];

const TAR_HEADER_BYTES = 512;
/** Where the checksum of a tar header stands (POSIX ustar): 8 bytes of octal digits. */
const CHECKSUM_OFFSET = 148;
const CHECKSUM_BYTES = 8;

export function packingOf(head: Uint8Array): Packing | undefined {
  for (const [packing, magic] of magics) {
    if (magic.every((byte, index) => head[index] === byte)) return packing;
  }
  return isTarHeader(head) ? 'tar' : undefined;
}

/** By checksum, which all tar formats have: the sum of the header's bytes with the checksum as blanks. */
function isTarHeader(head: Uint8Array): boolean {
  if (head.length < TAR_HEADER_BYTES || head[0] === 0) return false;
  const field = Buffer.from(head.subarray(CHECKSUM_OFFSET, CHECKSUM_OFFSET + CHECKSUM_BYTES)).toString(
    'latin1',
  );
  const stated = /^ *([0-7]{1,7})[ \0]/.exec(field)?.[1];
  if (stated === undefined) return false;
  let sum = 0;
  for (let index = 0; index < TAR_HEADER_BYTES; index += 1) {
    const inField = index >= CHECKSUM_OFFSET && index < CHECKSUM_OFFSET + CHECKSUM_BYTES;
    sum += inField ? 0x20 : (head[index] ?? 0);
  }
  return sum === Number.parseInt(stated, 8);
}
