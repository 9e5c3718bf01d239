/** Sentences of findings, by hand: 37.39 MiB are 39,211,008 bytes over 1,048,576. */
import { describe, expect, it } from 'vitest';
import type { Inspected, Topic } from '#renderer/state/inspected.ts';
import { draftOfLine, draftOfRow } from '#renderer/views/notebook/draft-finding.ts';
import type { LedgerSide } from '#shared/domain/ledger.ts';
import { createMessages } from '#shared/i18n/index.ts';

const side = (target: string, snapshot = 1): LedgerSide => ({ target, snapshot, takenAt: 0, usedBytes: 0 });
const sides = { a: side('gw-a'), b: side('gw-b') };
const [en, zh] = [createMessages('en'), createMessages('zh-CN')];

function row(topic: Partial<Topic> | null, amounts: Partial<Inspected> = {}): Inspected {
  const subject = { kind: 'row', of: 'process', id: '/usr/sbin/fwlog', process: null } as const;
  return {
    id: 'x',
    title: 'fwlog',
    unit: 'bytes',
    a: 41_263_104,
    b: 2_052_096,
    delta: 39_211_008,
    facts: [],
    evidence: [],
    ...(topic === null ? {} : { topic: { subject, kind: 'process', within: null, ...topic } }),
    ...amounts,
  };
}

describe('the sentence of a row', () => {
  it.each([
    [row({}), 'fwlog on gw-a uses 37.39 MiB more than on gw-b.'],
    [row({}, { delta: -39_211_008 }), 'fwlog on gw-a uses 37.39 MiB less than on gw-b.'],
    [row({}, { delta: 0, b: 41_263_104 }), 'fwlog uses the same on gw-a and gw-b: 39.35 MiB.'],
    [row({}, { delta: null, b: null }), 'fwlog on gw-a uses 39.35 MiB.'],
    [row({}, { delta: null, a: null }), 'fwlog on gw-b uses 2,004 KiB.'],
    [row({ kind: 'gap' }), 'gw-a uses 37.39 MiB more than gw-b.'],
    [
      row({ kind: 'part', within: 'fwlog' }, { title: 'arena' }),
      'arena of fwlog: 37.39 MiB more on gw-a than on gw-b.',
    ],
    [
      row({ kind: 'part' }, { title: 'HugePages_Total', unit: 'count', a: 3, b: 1, delta: 2 }),
      'HugePages_Total: 2 more on gw-a than on gw-b.',
    ],
  ])('%#', (given, sentence) => {
    expect(draftOfRow(given, null, sides, en).text).toBe(sentence);
  });

  it('is Chinese in Chinese, and names snapshots where there is one machine', () => {
    expect(draftOfRow(row({}), null, sides, zh).text).toBe('gw-a 上的 fwlog 比 gw-b 上的多用 37.39 MiB。');
    const twice = { a: side('gw-a', 3), b: side('gw-a', 1) };
    expect(draftOfRow(row({}), null, twice, en).text).toBe(
      'fwlog on gw-a #3 uses 37.39 MiB more than on gw-a #1.',
    );
  });

  it('is about the row, or about the open evidence where there is no row', () => {
    const line = { artifact: 4, line: 12 };
    expect(draftOfRow(row({}), line, sides, en).subject).toBe('process:/usr/sbin/fwlog');
    expect(draftOfRow(row(null, { title: 'OOM kill' }), line, sides, en)).toEqual({
      text: 'OOM kill',
      subject: 'E-004:12',
    });
  });
});

it('quotes a line of evidence without what could steer a terminal or a page', () => {
  const hostile = '  AnonPages:\t\u001b[31m 100 kB\u202e ';
  const { text, subject } = draftOfLine({ artifact: 4, line: 12 }, hostile, en);
  expect(subject).toBe('E-004:12');
  expect(text.startsWith('E-004, line 12: AnonPages: ')).toBe(true);
  expect(text).not.toMatch(/[\u001b\u202e]/);
});
