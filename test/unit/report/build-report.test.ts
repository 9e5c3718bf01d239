import { describe, expect, it } from 'vitest';
import type { ReportLanguage } from '#shared/i18n/report.ts';
import { buildReport } from '#shared/report/build-report.ts';
import type { Block, ReportDocument, TableBlock } from '#shared/report/document.ts';
import type { ReportInput } from '#shared/report/report-input.ts';
import { explanation, type NodeSketch } from '#test/support/builders/explanation.ts';
import {
  ledgerSketch,
  processRow,
  REPORT_DATE,
  reportInput,
  TAKEN_AT,
} from '#test/support/builders/report-input.ts';

function build(
  changes: Partial<ReportInput> = {},
  language: ReportLanguage = 'en',
  redact = true,
): ReportDocument {
  return buildReport(reportInput(changes), { language, redact, date: REPORT_DATE, toolVersion: '0.1.0' });
}

function blocks(document: ReportDocument): Block[] {
  return document.sections.flatMap((section) => section.blocks);
}

function table(document: ReportDocument, caption: string): TableBlock {
  const found = blocks(document).find((block) => block.kind === 'table' && block.caption.includes(caption));
  if (found?.kind !== 'table') throw new Error(`no table ${caption}`);
  return found;
}

/** The table as a person reads it: one text per cell. */
function read(one: TableBlock): string[][] {
  return one.rows.map((row) => row.cells.map((cell) => cell.inlines.map(({ text }) => text).join('')));
}

describe('amounts', () => {
  it('are the digits that the kernel printed', () => {
    expect(read(table(build(), '/proc/meminfo')).slice(0, 2)).toEqual([
      ['MemTotal', '8,167,848', '8,167,848', '0', 'E-001:1', 'E-002:1'],
      ['MemFree', '1,204,112', '1,514,980', '−310,868', 'E-001:2', 'E-002:2'],
    ]);
  });

  it('that are not known are no zeros', () => {
    const [row] = read(table(build(), '/proc/meminfo')).filter(([field]) => field === 'KReclaimable');
    expect(row).toEqual(['KReclaimable', '–', '88,100', '−88,100', '', 'E-002:24']);
    expect(table(build(), '/proc/meminfo').note).toContain('not the same as zero');
  });

  it('that are counts are not divided', () => {
    const [row] = read(table(build(), '/proc/meminfo')).filter(([field]) => field?.startsWith('HugePages'));
    expect(row?.slice(0, 4)).toEqual(['HugePages_Total (count)', '2', '0', '+2']);
  });

  it('of a table with an odd byte are bytes, all of them', () => {
    const processes = [processRow('odd', 1, 0, { aBytes: 1_025 }), processRow('even', 2, 0)];
    const one = table(build({ processes }), 'Processes');
    expect(read(one).map((row) => row[3])).toEqual(['1,025', '2,048']);
    expect(one.note).toContain('in bytes');
  });
});

describe('the summary', () => {
  // By hand from the sketch: A 474,860 kB, B 179,528 kB, residuals 8+8+8+1,116+2,992 kB.
  it('says the gap, the share and the owners', () => {
    const document = build();
    const [headline] = document.sections[0]!.blocks;
    const said = headline?.kind === 'paragraph' ? headline.inlines.map(({ text }) => text).join('') : '';
    expect(said).toContain('appliance-18 uses 288.4 MiB more memory than appliance-49');
    expect(said).toContain('explains 98.6 %');
    expect(said).toContain('4,132 KiB, net');
    const numbers = blocks(document).find((block) => block.kind === 'key-numbers');
    expect(numbers?.kind === 'key-numbers' && numbers.numbers.map(({ value }) => value)).toEqual([
      '+288.4 MiB',
      '98.6 %',
      '+138.1 MiB',
    ]);
  });

  it('of one target alone compares nothing', () => {
    const alone = explanation({
      a: 'appliance-18',
      b: null,
      takenAt: TAKEN_AT,
      root: oneSided(ledgerSketch),
      owners: ['fwlog'],
    });
    const document = build({ explanation: alone });
    const all = JSON.stringify(document.sections[0]);
    expect(all).toContain('no second target');
    expect(table(document, 'The ledger').columns.map(({ heading }) => heading)).toEqual([
      'Item',
      'Used',
      'Share',
      'Confidence',
      'Evidence',
    ]);
  });
});

describe('evidence', () => {
  it('that is named has a row in the register, whatever its number', () => {
    const document = build({
      processes: [processRow('late', 9, 1, { aEvidence: [{ artifact: 700, line: 3 }] })],
      artifacts: manyArtifacts(900),
    });
    const registered = new Set(registerEntries(document));
    expect(namedIn(document).length).toBeGreaterThan(20);
    for (const artifact of namedIn(document)) expect(registered).toContain(artifact);
    expect(registered).toContain(700);
  });

  it('has the time of its snapshot and how that is known', () => {
    const [snapshot, ...others] = reportInput().snapshots;
    const snapshots = [
      { ...snapshot!, takenAt: Date.UTC(2026, 0, 2, 3, 4, 5), timeSource: 'given' as const },
      ...others,
    ];
    const register = blocks(build({ snapshots })).find((block) => block.kind === 'register');
    const entry = register?.kind === 'register' ? register.entries[0] : undefined;
    expect(entry).toMatchObject({ number: 'E-001', time: '2026-01-02T03:04:05Z', snapshot: '#1' });
    expect(JSON.stringify(entry?.details)).toContain('given by the user');
  });

  it('beyond the limit is counted, not forgotten', () => {
    const document = build({ artifacts: manyArtifacts(900) });
    const entries = registerEntries(document);
    expect(new Set(entries).size).toBe(entries.length);
    expect(JSON.stringify(document)).toContain(`${900 - entries.length} more artifacts are not printed`);
    expect(entries.length).toBeLessThan(100);
  });
});

describe('redaction', () => {
  const secrets = ['hunter2', '192.0.2.77', 'alice', 'bob@example.com', '13800138000'];
  const command = `/usr/sbin/fwlog --password=hunter2 --broker=192.0.2.77 -f /home/alice/x.conf --mail=bob@example.com --tel=13800138000`;
  const root = {
    ...ledgerSketch,
    children: [
      ...ledgerSketch.children!.slice(1),
      { label: command, kind: 'process-group', aKb: 90_000, bKb: 1 } as NodeSketch,
    ],
  };
  const input: Partial<ReportInput> = {
    processes: [processRow(command, 90_000, 1, { commandLine: command })],
    explanation: explanation({
      a: 'appliance-18',
      b: 'appliance-49',
      takenAt: TAKEN_AT,
      root,
      owners: [command],
    }),
    artifacts: reportInput().artifacts.map((artifact) => ({
      ...artifact,
      command,
      name: `alice ${command}`,
    })),
    case: { ...reportInput().case, title: 'bob@example.com 13800138000' },
  };

  it('reaches tables, picture, register, running head and cover', () => {
    const all = JSON.stringify(build(input));
    for (const secret of secrets) expect(all).not.toContain(secret);
    for (const label of ['[SECRET-1]', '[IPV4-1]', '[USER-1]', '[EMAIL-1]', '[PHONE-1]'])
      expect(all).toContain(label);
  });

  it('is off when it is asked to be, and says so on the cover', () => {
    const all = JSON.stringify(build(input, 'en', false));
    for (const secret of secrets) expect(all).toContain(secret);
    expect(all).toContain('OFF');
  });

  it('is counted, without values', () => {
    const log = read(table(build(input), 'What was replaced'));
    expect(log.map(([name, values]) => [name, values])).toEqual([
      ['password or secret', '1'],
      ['mail address', '1'],
      ['phone number', '1'],
      ['user name', '1'],
      ['IPv4 address', '1'],
    ]);
  });
});

it('has the same parts in both languages', () => {
  const shape = (document: ReportDocument): unknown =>
    document.sections.map(({ level, blocks: parts }) => [level, parts.map(({ kind }) => kind)]);
  expect(shape(build({}, 'zh-CN'))).toEqual(shape(build({}, 'en')));
});

it('is a pure function of its input', () => {
  expect(build()).toEqual(build());
});

function oneSided(sketch: NodeSketch): NodeSketch {
  return {
    ...sketch,
    bKb: 0,
    ...(sketch.children === undefined ? {} : { children: sketch.children.map(oneSided) }),
  };
}

function manyArtifacts(count: number): ReportInput['artifacts'] {
  const [first] = reportInput().artifacts;
  return Array.from({ length: count }, (_, index) => ({ ...first!, id: index + 1 }));
}

function registerEntries(document: ReportDocument): number[] {
  return blocks(document).flatMap((block) =>
    block.kind === 'register' ? block.entries.map(({ artifact }) => artifact) : [],
  );
}

function namedIn(document: ReportDocument): number[] {
  return [...JSON.stringify(document).matchAll(/"kind":"evidence","artifact":(\d+)/g)].map(([, id]) =>
    Number(id),
  );
}
