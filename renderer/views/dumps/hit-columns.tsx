/** Columns of the hits of a search. */
import type { OpenDump } from '#renderer/state/session.ts';
import type { CaseSearchHit } from '#shared/contract/search.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';
import { parseAddress } from '#shared/units/address.ts';
import { formatEvidenceId } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { addressText } from './hex-layout.ts';
import { mono } from './string-columns.tsx';
import { addressColumn, wordColumn } from './tab-columns.tsx';
import type { TabColumn } from './TabGrid.tsx';

export function hitColumns(text: WindowMessages, show: (dump: OpenDump) => void): TabColumn<CaseSearchHit>[] {
  const { tabs, shortStates } = text.dumps;
  const { search: words, strings } = tabs;
  const processOf = ({ process, pid, target, snapshot }: CaseSearchHit) =>
    `${toPrintable(process ?? '')} (${pid ?? '?'}) ${toPrintable(target)}@${snapshot}`.trim();
  return [
    wordColumn('evidence', words.evidence, ({ artifact }) => formatEvidenceId(artifact), '84px'),
    wordColumn('process', words.process, processOf, '200px'),
    addressColumn('address', strings.address, ({ address }) => addressText(parseAddress(address) ?? 0n), {
      text: tabs.jump,
      go: ({ artifact, offset, length }) => show({ artifact, offset, length }),
    }),
    wordColumn(
      'state',
      strings.state,
      ({ state }) => (state === undefined ? strings.unknown : shortStates[state]),
      '110px',
    ),
    wordColumn('encoding', words.as, ({ encoding }) => encoding, '84px'),
    mono(wordColumn('excerpt', words.excerpt, ({ excerpt }) => toPrintable(excerpt), 'minmax(280px, 1fr)')),
  ];
}
