/** A seeded smaps in the layout of kernel 6.18, with its sums counted while it is written. */

export interface GeneratedSmaps {
  readonly bytes: Uint8Array;
  readonly vmas: number;
  /** Sums in kB. */
  readonly sizeKb: number;
  readonly rssKb: number;
  readonly pssKb: number;
  readonly privateDirtyKb: number;
  readonly anonymousKb: number;
  readonly swapKb: number;
}

type Sums = { -readonly [Key in Exclude<keyof GeneratedSmaps, 'bytes' | 'vmas'>]: number };

/** About 745 bytes per VMA: 40,000 of them are 30 MB. */
export function generateSmaps(vmas: number, seed = 1): GeneratedSmaps {
  const random = randomNumbers(seed);
  const sums: Sums = { sizeKb: 0, rssKb: 0, pssKb: 0, privateDirtyKb: 0, anonymousKb: 0, swapKb: 0 };
  const blocks: string[] = [];
  let start = 0x7f0000000000;
  for (let i = 0; i < vmas; i += 1) {
    const size = 4 * (1 + Math.floor(random() ** 3 * 20_000));
    blocks.push(block(start, size, random, sums));
    start += size * 1024 + (random() < 0.3 ? 4096 : 0);
  }
  return { bytes: new TextEncoder().encode(blocks.join('')), vmas, ...sums };
}

function block(start: number, size: number, random: () => number, sums: Sums): string {
  const isFile = random() < 0.4;
  const rss = random() < 0.3 ? 0 : 4 * Math.floor((random() * size) / 4);
  const pss = isFile ? Math.floor(rss / 3) : rss;
  const dirty = isFile ? 0 : rss;
  const swap = random() < 0.05 ? 4 : 0;
  sums.sizeKb += size;
  sums.rssKb += rss;
  sums.pssKb += pss;
  sums.privateDirtyKb += dirty;
  sums.anonymousKb += dirty;
  sums.swapKb += swap;
  const range = `${start.toString(16)}-${(start + size * 1024).toString(16)}`;
  const head = isFile
    ? `${range} r-xp 0001f000 fe:00 2162697                    /usr/lib/x86_64-linux-gnu/lib${Math.floor(random() * 300)}.so.1`
    : `${range} rw-p 00000000 00:00 0 `;
  const zeros = ['KSM', 'LazyFree', 'AnonHugePages', 'ShmemPmdMapped', 'FilePmdMapped', 'Shared_Hugetlb'];
  return [
    head,
    ...[['Size', size] as const, ['KernelPageSize', 4] as const, ['MMUPageSize', 4] as const].map(line),
    ...[['Rss', rss] as const, ['Pss', pss] as const, ['Pss_Dirty', dirty] as const].map(line),
    ...[['Shared_Clean', rss - dirty] as const, ['Shared_Dirty', 0] as const].map(line),
    ...[['Private_Clean', 0] as const, ['Private_Dirty', dirty] as const].map(line),
    ...[['Referenced', rss] as const, ['Anonymous', dirty] as const].map(line),
    ...zeros.map((name) => line([name, 0])),
    'Private_Hugetlb:       0 kB',
    ...[['Swap', swap] as const, ['SwapPss', swap] as const, ['Locked', 0] as const].map(line),
    'THPeligible:           0',
    `VmFlags: ${isFile ? 'rd ex mr mw me' : 'rd wr mr mw me ac nr'} `,
    '',
  ].join('\n');
}

function line([name, kilobytes]: readonly [string, number]): string {
  return `${`${name}:`.padEnd(16)}${String(kilobytes).padStart(8)} kB`;
}

/** Park and Miller's generator: the same numbers everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
