/** Bytes like those of a server's heap, in blocks of 256 KiB: mixed as in research on real dumps, and seeded. */
import { createCipheriv } from 'node:crypto';
import { KiB, MiB } from '#shared/units/bytes.ts';
import { integer, seededRandom } from './random.ts';

export const BLOCK_BYTES = 256 * KiB;
const PAGE_BYTES = 4 * KiB;
const POOL_BYTES = 64 * MiB;

export const heapMix = '40 % session JSON in glibc chunks, 30 % zero, 15 % pointers, 15 % random';

/**
 * `bytes` (a multiple of 256 KiB) in blocks that are drawn from a pool of 64 MiB. Every page of a block gets its
 * number, so that no two blocks are equal but for those of zeros: a store that keeps equal blocks once gains no more
 * here than in a real dump.
 */
export function* generateHeap(bytes: number, seed: number): Generator<Buffer> {
  const random = seededRandom(seed);
  const pool = makePool(Math.min(bytes, POOL_BYTES), seed);
  for (let at = 0; at < bytes; at += BLOCK_BYTES) {
    const from = integer(random, 0, pool.length / BLOCK_BYTES - 1) * BLOCK_BYTES;
    const block = Buffer.from(pool.subarray(from, from + BLOCK_BYTES));
    if (block[0] !== 0) {
      for (let page = 0; page < BLOCK_BYTES; page += PAGE_BYTES)
        block.writeDoubleLE(at + page + seed, page + 8);
    }
    yield block;
  }
}

/** One block after the other of one sort each, with the shares of `heapMix`. */
function makePool(bytes: number, seed: number): Buffer {
  const random = seededRandom(seed + 1);
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  const blocks = Array.from({ length: bytes / BLOCK_BYTES }, (_, i) => {
    const share = (i * 0.618_034) % 1;
    if (share < 0.4) return sessions(random);
    if (share < 0.7) return Buffer.alloc(BLOCK_BYTES);
    if (share < 0.85) return pointers(random);
    const bytes = noise.update(Buffer.alloc(BLOCK_BYTES));
    bytes[0] = 1;
    return bytes;
  });
  return Buffer.concat(blocks);
}

function sessions(random: () => number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0; at + 512 < BLOCK_BYTES;) {
    const id = integer(random, 1, 1e9);
    const text = `{"session":{"id":${id},"src":"192.0.2.${id % 251}","dst":"198.51.100.${id % 241}","sport":${1024 + (id % 60_000)},"dport":443,"proto":"tcp","bytes":${(id * 7919) % 1_000_003},"user":"u${id % 9999}","app":"https"}}`;
    const size = Math.ceil((text.length + 9) / 16) * 16;
    block.writeUInt32LE(size + 1, at);
    block.write(text, at + 8 + 8, 'latin1');
    at += size + 16;
  }
  return block;
}

function pointers(random: () => number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0; at < BLOCK_BYTES; at += 16) {
    block.writeBigUInt64LE(0x7f21_b800_0000n + BigInt(integer(random, 1, 0x3ff_ffff)), at);
    block.writeUInt32LE(integer(random, 0, 1000), at + 8);
  }
  return block;
}
