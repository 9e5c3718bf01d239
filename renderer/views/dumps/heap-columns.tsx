/** Columns of the heap's tables. */
import type { DumpCensus, HeapProcess } from '#shared/contract/inside.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';
import { parseAddress } from '#shared/units/address.ts';
import { formatBytes } from '#shared/units/format.ts';
import { addressText } from './hex-layout.ts';
import { addressColumn, bytesColumn, countColumn, wordColumn } from './tab-columns.tsx';
import type { TabColumn } from './TabGrid.tsx';

type Arena = DumpCensus['arenas'][number];
type FreeList = DumpCensus['lists'][number];
type Linked = HeapProcess['lists'][number];
type PointerTable = HeapProcess['tables'][number];

/**
 * @param start address of the dump's first byte
 * @param goTo shows an offset of this dump
 * @param goToAddress shows an address in the dump that has it
 */
export function heapColumns(
  text: WindowMessages,
  start: bigint,
  goTo: (offset: number) => void,
  goToAddress: (address: string) => void,
) {
  const { tabs, shortStates } = text.dumps;
  const { heap } = tabs;
  const at = (offset: number) => addressText(start + BigInt(offset));
  const offsetColumn = <Row,>(id: string, header: string, offsetOf: (row: Row) => number) =>
    addressColumn<Row>(id, header, (row) => at(offsetOf(row)), {
      ...{ text: tabs.jump, go: (row) => goTo(offsetOf(row)) },
    });
  const placeColumn = <Row,>(id: string, header: string, addressOf: (row: Row) => string) =>
    addressColumn<Row>(id, header, (row) => addressText(parseAddress(addressOf(row)) ?? 0n), {
      ...{ text: tabs.jump, go: (row) => goToAddress(addressOf(row)) },
    });
  const arenas: TabColumn<Arena>[] = [
    wordColumn('kind', heap.arena, ({ kind }) => heap.kinds[kind], 'minmax(100px, 1fr)'),
    offsetColumn<Arena>('address', heap.address, ({ offset }) => offset),
    countColumn('heaps', heap.heaps, ({ heaps }) => heaps, '62px'),
    bytesColumn('used', heap.used, ({ states }) => states.used.bytes),
    bytesColumn('cached', heap.cached, ({ states }) => states.fast.bytes + states['thread-cached'].bytes),
    bytesColumn('free', heap.free, ({ states }) => states.free.bytes),
    bytesColumn('top', heap.top, ({ states }) => states.top.bytes),
    bytesColumn('unknown', heap.unknown, ({ states }) => states.unknown.bytes),
  ];
  const lists: TabColumn<FreeList>[] = [
    wordColumn('list', heap.list, ({ state }) => heap.freeLists[state], 'minmax(120px, 1fr)'),
    {
      ...bytesColumn<FreeList>('size', heap.size, ({ least }) => least, '190px'),
      cell: ({ least, most }) =>
        least === most ? formatBytes(least) : heap.sizeRange(formatBytes(least), formatBytes(most + 1)),
    },
    countColumn('count', heap.count, ({ count }) => count),
    bytesColumn('bytes', heap.bytes, ({ bytes }) => bytes),
    offsetColumn<FreeList>('first', heap.first, ({ firstOffset }) => firstOffset),
  ];
  const largest: TabColumn<DumpCensus['largest'][number]>[] = [
    offsetColumn('address', heap.address, ({ offset }) => offset),
    bytesColumn('size', heap.size, ({ size }) => size),
    wordColumn('state', heap.state, ({ state }) => shortStates[state]),
  ];
  const kindOf = ({ isRing, isDouble }: Linked) => {
    const kind = isRing ? heap.ring : heap.chain;
    return isDouble ? heap.double(kind) : kind;
  };
  const linked: TabColumn<Linked>[] = [
    wordColumn('kind', heap.kind, kindOf),
    countColumn('nodes', heap.nodes, ({ nodes }) => nodes),
    bytesColumn('bytes', heap.bytes, ({ chunkBytes }) => chunkBytes),
    { ...countColumn<Linked>('next', heap.next, ({ nextOffset }) => nextOffset), cell: nextText },
    placeColumn<Linked>('first', heap.first, ({ first }) => first),
    placeColumn<Linked>('last', heap.last, ({ last }) => last),
  ];
  const tables: TabColumn<PointerTable>[] = [
    placeColumn<PointerTable>('address', heap.address, ({ address }) => address),
    bytesColumn('bytes', heap.bytes, ({ chunkBytes }) => chunkBytes),
    countColumn('pointers', heap.pointers, ({ pointers }) => pointers),
    countColumn('targets', heap.targets, ({ targets }) => targets, 'minmax(110px, 1fr)'),
    bytesColumn('targetBytes', heap.targetBytes, ({ targetBytes }) => targetBytes),
  ];
  return {
    ...{ arenas, lists, largest, linked, tables, openAddress: goToAddress },
    openOffset: ({ offset }: { readonly offset: number }) => goTo(offset),
  };
}

function nextText({ nextOffset }: Linked): string {
  return `+${nextOffset}`;
}
