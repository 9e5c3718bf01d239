import { describe, expect, it } from 'vitest';
import { postmortemNotesSchema } from '#shared/contract/notes.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import { sectionNames, type PostmortemNotes } from '#shared/domain/postmortem.ts';
import { buildReport } from '#shared/report/build-report.ts';
import type { Block, ReportDocument, Section } from '#shared/report/document.ts';
import type { MachineReadings, ReportInput, ReportOptions } from '#shared/report/report-input.ts';
import { REPORT_DATE, reportInput, TAKEN_AT } from '#test/support/builders/report-input.ts';

function build(changes: Partial<ReportInput> = {}, options: Partial<ReportOptions> = {}): ReportDocument {
  return buildReport(reportInput(changes), {
    language: 'en',
    redact: true,
    date: REPORT_DATE,
    toolVersion: '0.1.0',
    ...options,
  });
}

/** A chapter with what stands below it, up to the next. */
function chapter({ sections }: ReportDocument, title: string): Section[] {
  const start = sections.findIndex((section) => section.level === 1 && section.title === title);
  if (start < 0) throw new Error(`no chapter ${title}`);
  const length = sections.slice(start + 1).findIndex(({ level }) => level === 1);
  return sections.slice(start, length < 0 ? undefined : start + 1 + length);
}

function said(sections: readonly Section[]): string {
  const cellText = (inlines: readonly { text: string }[]): string => inlines.map(({ text }) => text).join('');
  const blockText = (block: Block): string => {
    if (block.kind === 'table') {
      return block.rows
        .map(({ cells }) => cells.map(({ inlines }) => cellText(inlines)).join(' | '))
        .join('\n');
    }
    return 'inlines' in block ? cellText(block.inlines) : '';
  };
  return sections.flatMap(({ title, blocks }) => [title, ...blocks.map(blockText)]).join('\n');
}

const notes: PostmortemNotes = {
  severity: 'SEV-2',
  status: 'draft',
  owner: 'Platform',
  reviewers: ['A. Lee', 'B. Wong'],
  classification: 'restricted',
  impact: ['Logs were late.'],
  hypotheses: [{ text: 'A leak', verdict: 'refuted', why: 'All of it is alive.' }],
  rootCause: ['The queue has no limit in bytes.'],
  actions: [
    { type: 'prevent', text: 'Limit it', owner: 'Ops', due: '2026-04-01' },
    { type: 'detect', text: 'Watch it', owner: ' ' },
  ],
  timeline: [
    { at: '2026-03-03T09:00:00Z', text: 'Broker stops', mark: 'start' },
    { at: '2026-03-03T09:12:00Z', text: 'Alarm', mark: 'detection' },
    { at: '2026-03-03T10:30:00Z', text: 'Restart', mark: 'mitigation' },
  ],
};

const titles = [
  'Summary',
  'Impact and scope',
  'Environment and comparability',
  'Timeline',
  'System memory (/proc/meminfo)',
  'Processes',
  'Memory regions',
  'Gap ledger',
  'Hypotheses considered',
  'Root cause and contributing factors',
  'Resolution and verification',
  'What went well, badly, and by luck',
  'Actions',
  'Limits and confidence',
  'Glossary',
  'Appendix A. Evidence register',
  'Appendix B. Parser notes',
  'Appendix C. Full tables',
  'Appendix D. Redaction',
  'Appendix E. How to check this report',
];

describe('chapters', () => {
  it('stand in their order, whether or not anybody wrote them', () => {
    const inOrder = (document: ReportDocument): string[] =>
      document.sections.filter(({ level }) => level === 1).map(({ title }) => title);
    expect(inOrder(build())).toEqual(titles);
    expect(inOrder(build({ written: notes }))).toEqual(titles);
  });

  it('that nobody wrote are printed as not provided', () => {
    const written = [
      'Impact and scope',
      'Hypotheses considered',
      'Root cause and contributing factors',
      'Actions',
    ];
    for (const title of written) {
      expect(said(chapter(build(), title)), title).toContain('Not provided.');
      expect(said(chapter(build({ written: notes }), title).slice(0, 1)), title).not.toContain(
        'Not provided.',
      );
    }
  });

  it('of which a part is missing say which', () => {
    const text = said(chapter(build({ written: notes }), 'Root cause and contributing factors'));
    expect(text).toContain('Root cause\nThe queue has no limit in bytes.');
    expect(text).toContain('Trigger\nNot provided.');
  });

  it.each(
    sectionNames
      .filter((name) => name !== 'inside' && name !== 'mechanisms')
      .map((name, index) => [name, titles[index]!] as const),
  )('can be left out, and say so: %s', (name, title) => {
    const [first, ...below] = chapter(build({ written: notes }, { omit: [name] }), title);
    expect(first?.blocks).toEqual([
      { kind: 'paragraph', inlines: [{ kind: 'text', text: 'Left out by the author of this report.' }] },
    ]);
    expect(below).toEqual([]);
  });
});

describe('actions', () => {
  it('without an owner or a date are marked and counted', () => {
    const text = said(chapter(build({ written: notes }), 'Actions'));
    expect(text).toContain('Actions without an owner or a date: 1.');
    expect(text).toContain('prevent | Limit it | Ops | 2026-04-01 | ');
    expect(text).toContain('detect | Watch it | MISSING | MISSING | ');
  });
});

describe('the cover', () => {
  it('says what people say of the report, and its class', () => {
    const document = build({ written: notes });
    const facts = Object.fromEntries(
      document.coverFacts.map(({ label, value }) => [label, value.map(({ text }) => text).join('')]),
    );
    expect(facts).toMatchObject({
      Severity: 'SEV-2',
      Status: 'draft',
      Owner: 'Platform',
      Reviewers: 'A. Lee, B. Wong',
      Hosts: 'appliance-18, appliance-49',
    });
    expect(document.classification).toBe('RESTRICTED');
    expect(build().classification).toBe('INTERNAL');
  });
});

describe('the timeline', () => {
  const event: CaseEvent = {
    kind: 'ended',
    target: 'appliance-18',
    time: { from: Date.UTC(2026, 2, 3, 9, 5), to: Date.UTC(2026, 2, 3, 9, 6) },
    timeText: '',
    pid: 7,
    processName: 'fwlog',
    oom: null,
    connection: null,
    newPid: null,
    evidence: [{ artifact: 3, line: 4 }],
  };

  it('has events, snapshots and notes in the order of time, and the times between', () => {
    const sections = chapter(
      build({ written: notes, events: [event, { ...event, time: null }] }),
      'Timeline',
    );
    const rows = said(sections).split('\n');
    const found = ['Broker stops', 'ended fwlog (7)', 'Alarm', 'snapshot 1 taken', 'Restart'].map((what) =>
      rows.findIndex((row) => row.includes(what)),
    );
    expect(found.every((index) => index > 0)).toBe(true);
    expect(found).toEqual(found.toSorted((one, other) => one - other));
    expect(said(sections)).toContain('Time to detect: 12 min. Time to mitigate: 90 min.');
    expect(said(sections)).toContain('E-003:4');
    expect(JSON.stringify(sections)).toContain('1 events whose time cannot be placed');
    expect(sections[0]!.blocks.some(({ kind }) => kind === 'figure')).toBe(true);
  });

  it('has no picture of a moment', () => {
    const snapshots = reportInput().snapshots.map((one) => ({ ...one, takenAt: TAKEN_AT }));
    const [only] = chapter(build({ snapshots }), 'Timeline');
    expect(only?.blocks.map(({ kind }) => kind)).toEqual(['table']);
  });
});

it('the environment tells what differs, and of what', () => {
  const machine = (kernel: string, up: string): MachineReadings => ({
    kernel: { text: kernel, evidence: [{ artifact: 7, line: 1 }] },
    build: null,
    uptime: { text: up, evidence: [] },
    processors: null,
  });
  const environment = { a: machine('6.1.0', '2026-01-01'), b: machine('6.6.0', '2026-02-01') };
  const rows = said(chapter(build({ environment }), 'Environment and comparability')).split('\n');
  expect(rows).toContain('Kernel | 6.1.0 E-007:1 | 6.6.0 E-007:1 | differs');
  // Both came up at some time; that is no difference of theirs.
  expect(rows.find((row) => row.startsWith('Up since'))).toMatch(/2026-01-01 +\| 2026-02-01 +\| $/);
  expect(rows.find((row) => row.startsWith('Memory'))).toMatch(/yes$/);
});

it('what people write is redacted too', () => {
  const document = build({ written: { impact: ['Call +44 20 7946 0958 or mail ops@example.com.'] } });
  expect(said(chapter(document, 'Impact and scope'))).toContain('Call [PHONE-1] or mail [EMAIL-1].');
});

describe('notes', () => {
  it('are taken as they are', () => {
    expect(postmortemNotesSchema.parse(notes)).toEqual(notes);
  });

  it.each([
    [{ colour: 'red' }],
    [{ status: 'done' }],
    [{ timeline: [{ at: 'yesterday', text: 'x' }] }],
    [{ timeline: [{ at: '2026-03-03T09:00:00+02:00', text: 'x' }] }],
    [{ actions: [{ type: 'prevent', text: 'x', due: 'soon' }] }],
    [undefined],
  ])('that are something else are refused: %j', (other) => {
    expect(postmortemNotesSchema.safeParse(other).success).toBe(false);
  });
});
