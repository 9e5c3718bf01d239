/**
 * Bytes are the only stored unit of memory. The kernel's "kB" in /proc is 1024 bytes
 * (fs/proc/task_mmu.c, fs/proc/meminfo.c: `<< (PAGE_SHIFT - 10)`): multiply once, in the parser.
 */

/** A number of bytes; a safe integer. Signed where it is a difference. */
export type Bytes = number;

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;

/** Kernel "kB" to bytes. */
export function fromKernelKb(kilobytes: number): Bytes {
  return kilobytes * KiB;
}
