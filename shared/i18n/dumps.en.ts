/** Texts of the Dumps screen. */
import type { PageState } from '#shared/domain/page-map.ts';

const folds: Record<PageState, (size: string) => string> = {
  'not-fetched': (size) => `${size} not fetched: the dump is partial`,
  present: (size) => size,
  zero: (size) => `${size} of zeros, read (Enter shows them)`,
  absent: (size) => `${size} without pages: never touched, or given back`,
  swapped: (size) => `${size} in swap, left there`,
  unreadable: (size) => `${size} refused by the kernel: unreadable`,
  read: (size) => size,
};

export const dumpsEn = {
  heading: (count: string) => `Dumps of memory: ${count}`,
  reading: 'Reading what is known of the pages …',
  emptyTitle: 'No memory was dumped',
  emptyText:
    'A dump shows what a process keeps in its memory. Take one of a live process with `memcase dump`, or import one with `memcase import --dump`.',
  staged: (count: string) =>
    `Partly arrived, not shown: ${count}. The same dump again goes on where it ended.`,
  open: (name: string) => `Show the bytes of ${name}`,
  dumpName: (id: string, process: string, pid: number | null) =>
    `${id} ${process}${pid === null ? '' : ` (${pid})`}`,
  back: 'All dumps',
  columns: {
    dump: 'Dump',
    target: 'Target',
    process: 'Process',
    time: 'Taken',
    address: 'Address',
    size: 'Size',
    read: 'Read',
    zero: 'Zeros, read',
    absent: 'No pages',
    swapped: 'In swap',
    unread: 'Not read',
  },
  goTo: 'Go to',
  goToHint: '0x7f21b8001040, +64, end-16, 50%',
  goToHelp:
    'Ctrl+G. An address (0x…), an offset (4096), from the cursor (+64, -0x40), start+0x10, end, end-16, 50%, and sums',
  goToUnclear: 'Not a place: try 0x…, +64, end-16 or 50%',
  goToOutside: (address: string) => `${address} is in no dump of this process`,
  scrollBar: 'Place in the dump',
  offset: (decimal: string, hex: string) => `Offset ${decimal} (0x${hex})`,
  selected: (count: string) => `${count} bytes selected`,
  noPageMap: 'No page map: zeros may be pages that nobody read',
  onItsWay: 'on its way',
  byteSpoken: (address: string, byte: string, letter: string) =>
    letter === '' ? `${address}: ${byte}` : `${address}: ${byte}, ${letter}`,
  folds,
};

export type DumpMessages = typeof dumpsEn;
