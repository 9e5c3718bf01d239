/** The bytes of the lab's `heartbeat`: each 8-byte word is its offset times 0x9e3779b97f4a7c15 (heartbeat.c). */
import { createHash } from 'node:crypto';
import { MiB } from '#shared/units/bytes.ts';

export function heartbeatSha256(mib: number): string {
  const bytes = Buffer.alloc(mib * MiB);
  for (let at = 0; at < bytes.length; at += 8) {
    bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(at) * 0x9e3779b97f4a7c15n), at);
  }
  return createHash('sha256').update(bytes).digest('hex');
}
