/** What the rules say of numbers that were worked out by hand. */
import { describe, expect, it } from 'vitest';
import { appStatements } from '#shared/analysis/statements/app-statements.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import type { Explanation, LedgerNode, LedgerOwner, Statement } from '#shared/domain/ledger.ts';
import type { MechanismGroup } from '#shared/domain/mechanism.ts';
import { ledgerZhCn } from '#shared/i18n/ledger.zh-CN.ts';

const MIB = 1024 * 1024;
const side = (target: string) => ({ target, snapshot: 1, takenAt: 0, usedBytes: 0 });

function node(id: string, deltaBytes: number, children: LedgerNode[] = []): LedgerNode {
  const isRest = id.endsWith('residual');
  return {
    id,
    kind: isRest ? 'residual' : 'process-group',
    label: id,
    labelKey: isRest ? 'residual-kernel' : null,
    aBytes: deltaBytes,
    bBytes: 0,
    deltaBytes,
    confidence: 'measured',
    measure: 'pss-anon',
    notes: [],
    evidence: [{ artifact: 7, line: 3 }],
    children,
  };
}

const owner = (label: string, mebibytes: number): LedgerOwner => ({
  nodeId: `gap/${label}`,
  label,
  deltaBytes: mebibytes * MIB,
  shareOfGap: mebibytes / 100,
  confidence: 'measured',
});

/** Of 100 MiB: fwlog 60, logsd 36, and residuals of +3 and −2, which cancel but for one. */
function explanation(given: Partial<Explanation> = {}): Explanation {
  const children = [
    node('gap/fwlog', 60 * MIB),
    node('gap/logsd', 39 * MIB, [node('gap/logsd/x', 41 * MIB), node('gap/logsd/residual', -2 * MIB)]),
    node('gap/residual', 3 * MIB),
  ];
  return {
    case: 'x',
    a: side('gw-a'),
    b: side('gw-b'),
    measure: 'MemTotal - MemAvailable',
    gapBytes: 100 * MIB,
    explainedBytes: 99 * MIB,
    residualBytes: MIB,
    explainedShare: 0.95,
    owners: [owner('logsd', 36), owner('fwlog', 60)],
    tree: [node('gap', 100 * MIB, children)],
    statements: [],
    mechanisms: [],
    mechanismGroups: [],
    ...given,
  };
}

const said = (
  given: Partial<Explanation> = {},
  events: CaseEvent[] = [],
  range: null | [number, number] = null,
) =>
  appStatements({
    explanation: explanation(given),
    events,
    range: range === null ? null : { from: range[0], to: range[1] },
  });

function kill(target: string, at: number | null, processName: string): CaseEvent {
  return {
    kind: 'oom-kill',
    target,
    time: at === null ? null : { from: at, to: at },
    timeText: '',
    pid: 1,
    processName,
    oom: null,
    connection: null,
    newPid: null,
    evidence: [{ artifact: 9, line: at ?? 0 }],
  };
}

describe('the largest owner', () => {
  it('is named with its share, wherever it stands in the list', () => {
    const [statement] = said();
    expect(statement).toMatchObject({
      id: 'owner.largest:fwlog',
      subject: 'ledger:gap/fwlog',
      inputs: [
        { key: 'difference', value: 62_914_560, unit: 'bytes' },
        { key: 'gap', value: 104_857_600, unit: 'bytes' },
        { key: 'share', value: 0.6, unit: 'share' },
      ],
    });
    expect(statement?.said.text).toBe('fwlog owns the largest part of the gap: +60.00 MiB, 60.0 % of it.');
  });

  it('is the largest by size where A uses less, and none where there is no gap', () => {
    const shrunk = { gapBytes: -100 * MIB, owners: [owner('small', 2), owner('large', -80)] };
    expect(said(shrunk)[0]?.id).toBe('owner.largest:large');
    expect(said({ gapBytes: 0 }).filter(({ rule }) => rule === 'owner.largest')).toEqual([]);
  });

  it('is a share of what is in use where there is one target', () => {
    expect(said({ b: null })[0]?.said.text).toBe(
      'fwlog uses the largest part: 60.00 MiB, 60.0 % of all that is in use.',
    );
  });
});

it('adds residuals up by size, so that those that cancel do not flatter', () => {
  const rest = said().find(({ rule }) => rule === 'rest.unexplained');
  expect(rest?.inputs.map(({ key, value }) => [key, value])).toEqual([
    ['rest', 5 * MIB],
    ['gap', 100 * MIB],
    ['largestRest', 3 * MIB],
  ]);
  expect(rest?.subject).toBe('ledger:gap/residual');
  expect(rest?.said.severity).toBe('caution');
  expect(rest?.said.text).toBe(
    '5,120 KiB (5.0 % of the gap) are not explained; the largest part is "Kernel, not accounted" with +3,072 KiB.',
  );
  const small = [node('gap', 100 * MIB, [node('gap/residual', MIB - 1)])];
  const none = said({ tree: [node('gap', 0, [node('gap/residual', 1)])], gapBytes: 1000 });
  expect(none.some(({ rule }) => rule === 'rest.unexplained')).toBe(false);
  expect(said({ tree: small, gapBytes: 100 * MIB }).some(({ rule }) => rule === 'rest.unexplained')).toBe(
    false,
  );
});

describe('kills', () => {
  const events = [
    kill('gw-a', 10, 'fwlog'),
    kill('gw-a', 20, 'fwlog'),
    kill('gw-a', 30, 'sshd'),
    kill('gw-b', null, 'x'),
  ];

  it('are counted by target, those killed most first', () => {
    const kills = said({}, events).filter(({ rule }) => rule === 'oom.kills');
    expect(kills.map(({ id, said: { text } }) => [id, text])).toEqual([
      ['oom.kills:gw-a:3', 'gw-a: the OOM killer ran 3 times and killed fwlog (2), sshd (1).'],
      ['oom.kills:gw-b:1', 'gw-b: the OOM killer ran once and killed x (1).'],
    ]);
  });

  it('outside the range are not counted, nor those whose time is not known', () => {
    const kills = said({}, events, [15, 25]).filter(({ rule }) => rule === 'oom.kills');
    expect(kills.map(({ id }) => id)).toEqual(['oom.kills:gw-a:1']);
  });
});

it('sets a known cause’s observed amount beside its predicted ceiling', () => {
  const sentence: Statement = { code: 'group.queue', params: {}, text: 'x', severity: 'info', evidence: [] };
  const group: MechanismGroup = {
    id: 'librdkafka-producer',
    title: 'queue',
    kind: 'queue',
    target: 'gw-a',
    processes: ['fwlog', 'logsd'],
    pids: [1, 2],
    confidence: 'measured',
    atLimit: 1,
    observedBytes: 90,
    predictedCeilingBytes: 100,
    anonymousGrowthBytes: null,
    statement: sentence,
  };
  const found = said({ mechanismGroups: [group] }).find(({ rule }) => rule === 'mechanism.bound');
  expect(found?.id).toBe('mechanism.bound:librdkafka-producer@gw-a');
  expect(found?.said).toBe(sentence);
  expect(found?.inputs.map(({ key, value }) => `${key} ${value}`)).toEqual([
    'observed 90',
    'ceiling 100',
    'processes 2',
    'atLimit 1',
    `gap ${100 * MIB}`,
  ]);
});

it('passes cautions on as the analysis says them, and nothing that is none', () => {
  const caution = (target: string): Statement => ({
    code: 'processes.overcounted',
    params: { target, bytes: 5 },
    text: 'x',
    severity: 'caution',
    evidence: [],
  });
  const statements = [caution('gw-a'), caution('gw-b'), { ...caution('gw-c'), severity: 'info' as const }];
  const found = said({ statements }).filter(({ rule }) => rule === 'measurement.caution');
  expect(found.map(({ id }) => id)).toEqual([
    'measurement.caution:processes.overcounted:gw-a',
    'measurement.caution:processes.overcounted:gw-b',
  ]);
  expect(found[0]?.inputs).toEqual([{ key: 'bytes', value: 5, unit: 'bytes' }]);
});

it('names the residual in Chinese too', () => {
  const params = { rest: 5 * MIB, share: 0.05, label: 'residual-kernel', largest: 3 * MIB };
  expect(ledgerZhCn.statements['rule.rest'](params)).toContain(ledgerZhCn.labels['residual-kernel']);
});
