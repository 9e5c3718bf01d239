/** Columns of the tables about text. */
import type { DumpStrings } from '#shared/contract/strings.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';
import { parseAddress } from '#shared/units/address.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { addressText } from './hex-layout.ts';
import { addressColumn, bytesColumn, countColumn, wordColumn } from './tab-columns.tsx';
import type { TabColumn } from './TabGrid.tsx';

export type FoundString = DumpStrings['strings'][number];
type Template = DumpStrings['templates'][number];

export function stringColumns(
  text: WindowMessages,
  go: (string: FoundString) => void,
): TabColumn<FoundString>[] {
  const { tabs, shortStates } = text.dumps;
  const { strings: words } = tabs;
  return [
    addressColumn('address', words.address, ({ address }) => addressText(parseAddress(address) ?? 0n), {
      ...{ text: tabs.jump, go },
    }),
    wordColumn(
      'state',
      words.state,
      ({ state }) => (state === null ? words.unknown : shortStates[state]),
      '110px',
    ),
    wordColumn('encoding', words.encoding, ({ encoding }) => encoding, '84px'),
    bytesColumn('length', words.length, ({ length }) => length, '84px'),
    mono(wordColumn('text', words.text, ({ text: own }) => toPrintable(own), 'minmax(280px, 1fr)')),
  ];
}

export function templateColumns(text: WindowMessages): TabColumn<Template>[] {
  const { strings: words } = text.dumps.tabs;
  return [
    mono(wordColumn('pattern', words.template, ({ pattern }) => toPrintable(pattern), 'minmax(280px, 1fr)')),
    countColumn('live', words.live, ({ sides }) => sides.live.count),
    bytesColumn('liveBytes', words.bytes, ({ sides }) => sides.live.bytes),
    countColumn('ghosts', words.ghosts, ({ sides }) => sides.ghost.count),
    bytesColumn('ghostBytes', words.bytes, ({ sides }) => sides.ghost.bytes),
    countColumn('unknown', words.unknown, ({ sides }) => sides.undetermined.count),
  ];
}

/** Bytes stand as they are. */
export function mono<Row>(column: TabColumn<Row>): TabColumn<Row> {
  return { ...column, cell: (row) => <span className="mono">{column.text(row)}</span> };
}
