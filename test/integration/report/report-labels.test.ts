import { afterEach, describe, expect, it } from 'vitest';
import { caseLabels } from '#electron/jobs/report-labels.ts';
import { addTestArtifact, addTestSnapshot, createTempCase, type TempCase } from '#test/support/temp-case.ts';

const open: TempCase[] = [];
afterEach(() => open.splice(0).forEach((one) => one.remove()));

async function aCase(evidence: string): Promise<TempCase> {
  const made = createTempCase();
  open.push(made);
  await addTestArtifact(made.file, addTestSnapshot(made.file), evidence);
  return made;
}

describe('labels of redacted values', () => {
  it('are the same in one case, and differ by value and by class', async () => {
    const { file } = await aCase('MemTotal: 1 kB');
    const [one, again] = [caseLabels(file), caseLabels(file)];
    expect(one('ipv4', '192.0.2.1', 1)).toBe(again('ipv4', '192.0.2.1', 9));
    expect(one('ipv4', '192.0.2.1', 1)).not.toBe(one('ipv4', '192.0.2.2', 1));
    expect(one('user', 'alice', 1)).not.toBe(one('host', 'alice', 1));
    expect(one('user', 'alice', 1)).toMatch(/^[A-Z2-7]{16}$/);
  });

  it('of two cases cannot be compared', async () => {
    const [one, other] = [await aCase('MemTotal: 1 kB'), await aCase('MemTotal: 1 kB')];
    expect(caseLabels(one.file)('user', 'alice', 1)).not.toBe(caseLabels(other.file)('user', 'alice', 1));
  });

  it('are keyed by bytes of the evidence, which no report prints', async () => {
    const { file } = await aCase('MemTotal: 1 kB');
    const tampered = {
      info: file.info,
      artifacts: () => file.artifacts(),
      journal: (after?: number, limit?: number) => file.journal(after, limit),
      readBytes: () => new Uint8Array([1]),
    };
    expect(caseLabels(tampered)('user', 'alice', 1)).not.toBe(caseLabels(file)('user', 'alice', 1));
  });
});
