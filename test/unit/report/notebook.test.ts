/** What the notebook says is printed beside what was written for the report. */
import { describe, expect, it } from 'vitest';
import { readNotebook, withNotebook, type NotebookEntry } from '#shared/domain/notebook.ts';
import { postmortemNotesSchema } from '#shared/contract/notes.ts';
import { buildReport } from '#shared/report/build-report.ts';
import { REPORT_DATE, reportInput } from '#test/support/builders/report-input.ts';

const stamp = { at: 1, actor: 'cli' };
const entries: NotebookEntry[] = [
  { ...stamp, change: { do: 'finding.add', id: 'F-1', text: 'Queue of 100,000', subject: null } },
  {
    ...stamp,
    change: {
      do: 'hypothesis.add',
      id: 'H-1',
      kind: 'leak',
      claim: 'It leaks',
      prediction: 'It grows on bob@example.com',
    },
  },
  { ...stamp, change: { do: 'hypothesis.status', id: 'H-1', status: 'inconclusive', why: 'One dump only' } },
  {
    ...stamp,
    change: {
      do: 'hypothesis.evidence',
      id: 'H-1',
      mark: 'against',
      text: 'It stopped growing; ask ann@example.com',
      subject: null,
    },
  },
  { ...stamp, change: { do: 'hypothesis.status', id: 'H-9', status: 'refuted', why: 'Of nothing' } },
];

describe('withNotebook', () => {
  it('changes nothing where nothing was noted', () => {
    const notes = { owner: 'Ops' };
    expect(withNotebook(notes, readNotebook([]))).toBe(notes);
    expect(withNotebook(undefined, readNotebook([]))).toBeUndefined();
  });

  it('stands before what was written, and is a valid note', () => {
    const given = {
      hypotheses: [{ text: 'Mine', verdict: 'open' as const, why: '' }],
      findings: ['Mine too'],
    };
    const written = withNotebook(given, readNotebook(entries));
    expect(written?.findings).toEqual(['F-1 Queue of 100,000', 'Mine too']);
    expect(written?.hypotheses?.map(({ text, verdict, why }) => [text, verdict, why])).toEqual([
      ['H-1 It leaks', 'inconclusive', 'One dump only'],
      ['Mine', 'open', ''],
    ]);
    expect(postmortemNotesSchema.safeParse(written).success).toBe(true);
  });

  it.each(['en', 'zh-CN'] as const)('is printed in %s', (language) => {
    const written = withNotebook(undefined, readNotebook(entries));
    const options = { language, redact: true, date: REPORT_DATE, toolVersion: '0.1.0' };
    const printed = JSON.stringify(buildReport(reportInput({ written }), options));
    for (const said of ['F-1 Queue of 100,000', 'H-1 It leaks', 'One dump only'])
      expect(printed).toContain(said);
    expect(printed).toContain(language === 'en' ? 'inconclusive' : '无法判定');
    expect(printed).toContain('It grows on [EMAIL-');
    expect(printed).toContain(language === 'en' ? '"leak"' : '"泄漏"');
    expect(printed).toContain('It stopped growing; ask [EMAIL-');
    expect(printed).not.toMatch(/(?:ann|bob)@example\.com/);
    expect(printed).toContain(language === 'en' ? '"against"' : '"反对"');
  });
});
