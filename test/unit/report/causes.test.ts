/** Levels 4 and 5 in the report: what the allocators hold, and why. */
import { describe, expect, it } from 'vitest';
import type { Explanation } from '#shared/domain/ledger.ts';
import type { ReportLanguage } from '#shared/i18n/report.ts';
import { groupMechanisms } from '#shared/mechanisms/group.ts';
import { matchMechanisms } from '#shared/mechanisms/match.ts';
import { buildReport } from '#shared/report/build-report.ts';
import type { Block, ReportDocument, Section, TableBlock } from '#shared/report/document.ts';
import { explanation, type NodeSketch } from '#test/support/builders/explanation.ts';
import { evidenceOf, messages, queueOf } from '#test/support/builders/process-evidence.ts';
import { REPORT_DATE, reportInput, TAKEN_AT } from '#test/support/builders/report-input.ts';

const counters = { dump: 0, offset: 64, maxMessages: 100_000, maxBytes: 1 << 30 };

function daemon(process: string, pid: number, count: number) {
  return evidenceOf({
    ...{ target: 'appliance-18', process, pid, takenAt: TAKEN_AT },
    librariesEvidence: { artifact: 5, line: 12 },
    dumps: [{ artifact: 6, sizeBytes: 4096 }],
    queue: queueOf({
      live: messages(count),
      ghost: messages(7),
      unassigned: count,
      counters: { ...counters, messages: count, bytes: count * 2000 },
    }),
    sockets: [
      { remote: '192.0.2.9:9092', state: 'SYN-SENT', unsentBytes: null, evidence: { artifact: 4, line: 3 } },
    ],
    anonymousBytes: 300 * 1024 * 1024,
    otherAnonymousBytes: 50 * 1024 * 1024,
  });
}

/** A region whose blocks in use are `used` kB, of them `queued` kB of messages. */
function region(name: string, used: number, queued: number, kept: number, rest: number): NodeSketch {
  const part = (key: string, aKb: number, children?: NodeSketch[]): NodeSketch => ({
    ...{ label: key, labelKey: key, kind: 'heap-part', key, aKb, bKb: 0 },
    ...(children === undefined ? {} : { children }),
  });
  const content = (key: string, aKb: number): NodeSketch => ({
    ...{ label: key, labelKey: key, kind: 'content', key, aKb, bKb: 0 },
  });
  return {
    ...{ label: name, key: name, kind: 'region' },
    children: [
      part('chunks-in-use', used, [
        content('content-rdkafka', queued),
        content('content-other', used - queued),
      ]),
      part('chunks-kept', kept),
      { label: 'rest', labelKey: 'residual-dump', kind: 'residual', aKb: rest, bKb: 0 },
    ],
  };
}

const root: NodeSketch = {
  ...{ label: 'used memory', labelKey: 'gap', kind: 'gap' },
  children: [
    {
      ...{ label: 'fwlog', kind: 'process-group' },
      children: [
        {
          ...{ label: 'arenas', labelKey: 'class.arena-heap', kind: 'region-class', key: 'arena-heap' },
          children: [region('one', 1_000, 900, 100, 4), region('two', 500, 480, 30, 8)],
        },
      ],
    },
  ],
};

function document(
  mechanisms: Pick<Explanation, 'mechanisms' | 'mechanismGroups'>,
  language: ReportLanguage = 'en',
): ReportDocument {
  const told = explanation({
    ...{ a: 'appliance-18', b: 'appliance-49', takenAt: TAKEN_AT, owners: ['fwlog'], root },
  });
  const input = reportInput({ explanation: { ...told, ...mechanisms } });
  return buildReport(input, { language, redact: true, date: REPORT_DATE, toolVersion: '0.1.0' });
}

const found = matchMechanisms([daemon('fwlog', 180, 100_000), daemon('logsd', 181, 40_000)]);
const causes = { mechanisms: found, mechanismGroups: groupMechanisms(found) };

function section(of: ReportDocument, title: string): Section {
  const one = of.sections.find((each) => each.title === title);
  if (one === undefined) throw new Error(`no section ${title}`);
  return one;
}

const isTable = (block: Block): block is TableBlock => block.kind === 'table';

function read(one: TableBlock | undefined): string[][] {
  return (one?.rows ?? []).map(({ cells }) =>
    cells.map(({ inlines }) => inlines.map(({ text }) => text).join('')),
  );
}

describe('the chapter of known causes', () => {
  const cause = section(document(causes), 'librdkafka producer queue on appliance-18');
  const [amounts, firstSigns, , remedies] = cause.blocks.filter(isTable);

  it('sets what was observed beside its ceiling, what lives beside what only remains', () => {
    // 100,000 and 40,000 × 2,192 bytes; the ceiling is 100,000 × 2,192 for both: 219,200,000 B = 209.0 MiB.
    expect(read(amounts)).toEqual([
      ['fwlog (180)', 'reached', '209.0 MiB', '209.0 MiB', '+250.0 MiB', '100,000', '7', 'measured'],
      ['logsd (181)', 'not reached', '83.62 MiB', '209.0 MiB', '+250.0 MiB', '40,000', '7', 'measured'],
    ]);
  });

  it('says what speaks for it and against it, each with its evidence; peers are redacted', () => {
    const rows = read(firstSigns);
    expect(rows).toContainEqual(['+', expect.stringContaining('The queue is full: 100,000'), 'E-006+0x40']);
    expect(rows).toContainEqual(['−', expect.stringContaining('7 more messages'), expect.any(String)]);
    const peer = rows.find(([, said]) => said?.includes('SYN-SENT'));
    expect(peer?.[1]).toMatch(/\[IPV4-/);
    expect(peer?.[2]).toBe('E-004:3');
  });

  it('gives the lines to set, once where they are the same, and how to see that they help', () => {
    const rows = read(remedies);
    expect(rows.slice(0, 3).map(([line, who]) => [line, who])).toEqual([
      // A fifth of the limit, which both have.
      ['queue.buffering.max.messages=20000', 'fwlog, logsd'],
      ['queue.buffering.max.kbytes=32768', 'fwlog, logsd'],
      ['message.timeout.ms=60000', 'fwlog, logsd'],
    ]);
    expect(JSON.stringify(cause.blocks.at(-1))).toContain('Dump the heaps again');
  });

  it('is in the reader’s language, and named in the summary', () => {
    const chinese = document(causes, 'zh-CN');
    const said = JSON.stringify(section(chinese, 'appliance-18 上的librdkafka 生产者队列'));
    expect(said).toContain('已达到');
    expect(said).not.toContain('The queue');
    expect(JSON.stringify(section(document(causes), 'Summary').blocks)).toContain(
      'fwlog, logsd: 1 of 2 at the limit',
    );
  });

  it('is not there where no dump was looked into', () => {
    const none = document({ mechanisms: [], mechanismGroups: [] });
    expect(none.sections.map(({ title }) => title)).not.toContain('Known causes');
  });
});

describe('the inside of dumped heaps', () => {
  it('adds the regions of a process up; content lies within the blocks in use', () => {
    const [inside] = section(document(causes), 'Inside the dumped heaps').blocks.filter(isTable);
    const rows = inside?.rows ?? [];
    // 1,000 + 100 + 4 and 500 + 30 + 8 kB.
    expect(read(inside).map(([name, a], at) => [rows[at]?.cells[0]?.indent, name, a])).toEqual([
      [0, 'fwlog: heaps that were dumped', '1,642'],
      [1, 'Blocks in use', '1,500'],
      [2, 'librdkafka messages', '1,380'],
      [2, 'Other blocks in use', '120'],
      [1, 'Freed, kept by the allocator', '130'],
      [1, 'Changed between reading and dump', '12'],
    ]);
  });
});
