import { describe, expect, it } from 'vitest';
import type { Mechanism, MechanismGroup } from '#shared/domain/mechanism.ts';
import { mechanismLines } from '#electron/cli/mechanism-text.ts';

const say = (text: string) => ({
  code: 'x',
  params: {},
  text,
  severity: 'info' as const,
  evidence: [{ artifact: 7, line: 3 }],
});

const queue: Mechanism = {
  ...{ id: 'librdkafka-producer', title: 'librdkafka producer queue', kind: 'queue', target: 'gw-a' },
  ...{ process: 'fwlog', pid: 145, confidence: 'measured', standing: 'at-limit', observed: { bytes: 2048 } },
  limits: {},
  predictedCeilingBytes: 4096,
  remedy: [{ key: 'k', value: '1', line: 'k=1', why: 'Less.' }],
  for: [say('Spoken for.')],
  against: [say('Spoken against.')],
  verify: 'Look again.',
  evidence: [],
};
const group: MechanismGroup = {
  ...{ id: queue.id, title: queue.title, kind: 'queue', target: 'gw-a', processes: ['fwlog'], pids: [145] },
  ...{ confidence: 'measured', atLimit: 1, observedBytes: 2048, predictedCeilingBytes: 4096 },
  anonymousGrowthBytes: null,
  statement: say('One at its limit.'),
};

describe('mechanisms on a terminal', () => {
  it('are a row for each process, then what speaks for and against, and what to set', () => {
    const lines = mechanismLines({ mechanisms: [queue], mechanismGroups: [group] }, undefined, (text) => [
      text,
    ]);
    expect(lines[2]).toMatch(
      /^librdkafka producer queue +fwlog \(145\) on gw-a +2[\d,]* K?i?B +4[\d,]* K?i?B +at limit +measured$/,
    );
    expect(lines.slice(4)).toEqual([
      'One at its limit.',
      'For fwlog, as an example:',
      '  + Spoken for. (E-007:3)',
      '  − Spoken against. (E-007:3)',
      '  → k=1   Less.',
      '  ✓ Look again.',
      '',
    ]);
  });

  it('are not spoken of where there are none', () => {
    expect(mechanismLines({ mechanisms: [], mechanismGroups: [] }, 80, (text) => [text])).toEqual([]);
  });
});
