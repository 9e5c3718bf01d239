/** Findings and hypotheses over every transport: kept in the journal, read again from the file. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, type App } from '#electron/app.ts';
import { codeOfRejected } from '#test/support/code-of.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';
import { connect, transports } from '#test/support/rpc/transports.ts';
import type { Transport } from '#test/support/rpc/transports.ts';

describe.each(transports)('over %s', (name) => {
  let temp: TempCase;
  let app: App;
  let transport: Transport;
  let handle: string;
  let path: string;

  beforeEach(async () => {
    temp = createTempCase();
    app = createApp(temp.platform);
    transport = await connect(name, app);
    ({ handle, path } = await transport.client.cases.openSample({}));
  });
  afterEach(async () => {
    await transport.close();
    await app.close();
    temp.remove();
  });

  it('keeps what was noted, with its history, when the case is opened again', async () => {
    const { notebook, cases } = transport.client;
    await notebook.addFinding({ case: handle, text: 'The queue is full.', subject: 'used/anonymous' });
    const claim = 'Messages wait for a broker';
    await notebook.addHypothesis({ case: handle, kind: 'backlog', claim });
    await notebook.setStatus({ case: handle, id: 'H-1', status: 'supported', why: 'All of it is alive.' });
    await cases.close({ case: handle });

    const again = await cases.open({ path, mode: 'read' });
    const { findings, hypotheses } = await notebook.read({ case: again.handle });
    expect(findings).toMatchObject([{ id: 'F-1', text: 'The queue is full.', subject: 'used/anonymous' }]);
    expect(hypotheses).toMatchObject([{ id: 'H-1', kind: 'backlog', claim, status: 'supported' }]);
    expect(hypotheses[0]?.history.map(({ status }) => status)).toEqual(['open', 'supported']);
  });

  it('numbers on and leaves what was said before as it was', async () => {
    const { notebook, cases } = transport.client;
    const told = async (after = 0): Promise<string[]> => {
      const page = await cases.journal({ case: handle, after, limit: 1000 });
      const actions = page.map(({ action, hash }) => `${action} ${hash}`);
      return page.length < 1000 ? actions : [...actions, ...(await told(page.at(-1)?.sequence))];
    };
    const before = await told();
    await notebook.addFinding({ case: handle, text: 'One' });
    const { findings } = await notebook.addFinding({ case: handle, text: 'Two' });
    expect(findings.map(({ id, text }) => `${id} ${text}`)).toEqual(['F-1 One', 'F-2 Two']);
    const after = await told();
    expect(after.slice(0, before.length)).toEqual(before);
    const added = after.slice(before.length).map((entry) => entry.split(' ')[0]);
    expect(added).toEqual(['notebook.changed', 'notebook.changed']);
  });

  it('takes back what was done last, by name, also after the case was opened again, and gives no number twice', async () => {
    const { notebook, cases } = transport.client;
    await notebook.addFinding({ case: handle, text: 'One' });
    await notebook.addFinding({ case: handle, text: 'Two' });
    await cases.close({ case: handle });
    const { handle: again } = await cases.open({ path, mode: 'write' });

    const one = await notebook.undo({ case: again, expected: { step: 'finding.add', id: 'F-2' } });
    expect(one.findings.map(({ id }) => id)).toEqual(['F-1']);
    expect([one.undo, one.redo]).toEqual([
      { step: 'finding.add', id: 'F-1' },
      { step: 'finding.add', id: 'F-2' },
    ]);
    const stale = notebook.undo({ case: again, expected: { step: 'finding.add', id: 'F-2' } });
    expect(await codeOfRejected(stale)).toBe('input.bad-option');
    const both = await notebook.redo({ case: again });
    expect(both.findings.map(({ text }) => text)).toEqual(['One', 'Two']);
    await notebook.undo({ case: again });
    const { findings, redo } = await notebook.addFinding({ case: again, text: 'Three' });
    expect(findings.map(({ id, text }) => `${id} ${text}`)).toEqual(['F-1 One', 'F-3 Three']);
    expect(redo).toBeNull();
  });

  it('keeps what speaks for and against a hypothesis, and statements that were dismissed', async () => {
    const { notebook } = transport.client;
    await notebook.addHypothesis({ case: handle, kind: 'leak', claim: 'It leaks' });
    const against = { case: handle, id: 'H-1', mark: 'against', text: 'It stopped growing' } as const;
    await notebook.addEvidence({ ...against, subject: 'E-012:3' });
    await notebook.addEvidence({ ...against, mark: 'missing', text: 'A second dump' });
    await notebook.dismiss({ case: handle, id: 'measurement.rss', why: 'Known' });
    const { hypotheses, dismissed, undo } = await notebook.read({ case: handle });
    expect(hypotheses[0]?.evidence.map(({ mark, text, subject }) => [mark, text, subject])).toEqual([
      ['against', 'It stopped growing', 'E-012:3'],
      ['missing', 'A second dump', null],
    ]);
    expect(dismissed).toMatchObject([{ id: 'measurement.rss', why: 'Known' }]);
    expect(undo).toEqual({ step: 'statement.dismiss', id: 'measurement.rss' });
    expect((await notebook.restore({ case: handle, id: 'measurement.rss' })).dismissed).toEqual([]);
    expect(await codeOfRejected(notebook.addEvidence({ ...against, id: 'H-2' }))).toBe('input.bad-option');
  });

  it('refuses a status of nothing, and any change of a case that is only read', async () => {
    const { notebook, cases } = transport.client;
    const nothing = { case: handle, id: 'H-7', status: 'refuted', why: 'Nobody said so.' } as const;
    expect(await codeOfRejected(notebook.setStatus(nothing))).toBe('input.bad-option');
    await cases.close({ case: handle });
    const reading = await cases.open({ path, mode: 'read' });
    const change = notebook.addFinding({ case: reading.handle, text: 'No' });
    expect(await codeOfRejected(change)).toBe('casefile.read-only');
  });
});
