/** smaps as Linux 6.x prints it (fs/proc/task_mmu.c, show_smap), with its totals counted while it is made. */
import { integer, pick, seededRandom } from './random.ts';

export interface SmapsTotals {
  count: number;
  sizeKb: number;
  rssKb: number;
  pssKb: number;
  anonymousKb: number;
  dirtyKb: number;
  swapKb: number;
}

export interface GeneratedSmaps {
  readonly text: string;
  readonly totals: SmapsTotals;
}

const paths = [
  '/usr/lib/x86_64-linux-gnu/libc.so.6',
  '/usr/lib/x86_64-linux-gnu/librdkafka.so.1',
  '/usr/lib/x86_64-linux-gnu/libjson-c.so.5.2.0',
  '/usr/sbin/fwlog',
  '/dev/shm/ring-0',
] as const;

/**
 * `count` VMAs in rising order: thread arenas with their reserve, stacks with their guard, large blocks, files.
 * Sizes follow what one sees in a server: most small, some of 64 MiB.
 */
export function generateSmaps(count: number, seed: number): GeneratedSmaps {
  const random = seededRandom(seed);
  const totals = { count: 0, sizeKb: 0, rssKb: 0, pssKb: 0, anonymousKb: 0, dirtyKb: 0, swapKb: 0 };
  const blocks: string[] = [];
  let start = 0x7f00_0000_0000 + integer(random, 0, 0xffff) * 0x10_0000;
  for (let i = 0; i < count; i += 1) {
    const anonymous = random() < 0.7;
    const reserve = random() < 0.25;
    const sizeKb = 4 * integer(random, 1, random() < 0.1 ? 16_384 : 64);
    const rssKb = reserve ? 0 : 4 * integer(random, 0, sizeKb / 4);
    const shared = !anonymous && random() < 0.5;
    const pssKb = shared ? Math.floor(rssKb / integer(random, 2, 40)) : rssKb;
    const anonymousKb = anonymous ? rssKb : 0;
    const dirtyKb = anonymous ? 4 * integer(random, 0, rssKb / 4) : 0;
    const swapKb = anonymous && random() < 0.02 ? 4 * integer(random, 1, 16) : 0;
    const end = start + sizeKb * 1024;
    const permissions = reserve ? '---p' : anonymous ? 'rw-p' : pick(random, ['r--p', 'r-xp', 'rw-s']);
    const name = anonymous ? '' : pick(random, paths);
    blocks.push(
      head(start, end, permissions, name) +
        fields({ sizeKb, rssKb, pssKb, shared, anonymousKb, dirtyKb, swapKb }),
    );
    totals.count += 1;
    totals.sizeKb += sizeKb;
    totals.rssKb += rssKb;
    totals.pssKb += pssKb;
    totals.anonymousKb += anonymousKb;
    totals.dirtyKb += dirtyKb;
    totals.swapKb += swapKb;
    start = end + (random() < 0.5 ? 0 : 4096 * integer(random, 1, 64));
  }
  return { text: blocks.join(''), totals };
}

function head(start: number, end: number, permissions: string, name: string): string {
  const fixed = `${start.toString(16)}-${end.toString(16)} ${permissions} 00000000 ${name === '' ? '00:00 0' : 'fe:00 2162697'} `;
  return name === '' ? `${fixed}\n` : `${fixed.padEnd(73)}${name}\n`;
}

interface Amounts {
  sizeKb: number;
  rssKb: number;
  pssKb: number;
  shared: boolean;
  anonymousKb: number;
  dirtyKb: number;
  swapKb: number;
}

function fields(amounts: Amounts): string {
  const { rssKb, dirtyKb } = amounts;
  const clean = rssKb - dirtyKb;
  const values: [string, number][] = [
    ['Size', amounts.sizeKb],
    ['KernelPageSize', 4],
    ['MMUPageSize', 4],
    ['Rss', rssKb],
    ['Pss', amounts.pssKb],
    ['Pss_Dirty', dirtyKb],
    ['Shared_Clean', amounts.shared ? clean : 0],
    ['Shared_Dirty', 0],
    ['Private_Clean', amounts.shared ? 0 : clean],
    ['Private_Dirty', dirtyKb],
    ['Referenced', rssKb],
    ['Anonymous', amounts.anonymousKb],
    ['KSM', 0],
    ['LazyFree', 0],
    ['AnonHugePages', 0],
    ['ShmemPmdMapped', 0],
    ['FilePmdMapped', 0],
    ['Shared_Hugetlb', 0],
    ['Private_Hugetlb', 0],
    ['Swap', amounts.swapKb],
    ['SwapPss', amounts.swapKb],
    ['Locked', 0],
  ];
  const lines = values.map(([name, value]) => `${`${name}:`.padEnd(16)}${String(value).padStart(8)} kB\n`);
  return `${lines.join('')}THPeligible:           0\nVmFlags: rd wr mr mw me ac sd \n`;
}
