/** The story of two appliances as a report's input, small and by hand. Hashes are those of the names. */
import { createHash } from 'node:crypto';
import type { ClassDiffRow, MeminfoDiffRow, ProcessDiffRow, RegionDiffRow } from '#shared/domain/diff.ts';
import type { Artifact, EvidenceRef, Snapshot } from '#shared/domain/evidence.ts';
import type { ReportInput } from '#shared/report/report-input.ts';
import { fromKernelKb } from '#shared/units/bytes.ts';
import { explanation, type NodeSketch } from './explanation.ts';

export const TAKEN_AT = Date.UTC(2026, 2, 3, 9, 15, 0);
export const REPORT_DATE = Date.UTC(2026, 2, 4, 12, 0, 0);

const at = (artifact: number, line: number): EvidenceRef => ({ artifact, line });
const both = (line: number): EvidenceRef[] => [at(1, line), at(2, line)];

/** What a daemon's memory consists of; the amounts are kB. */
function daemon(name: string, line: number, arenas: [number, number], heap: [number, number]): NodeSketch {
  return {
    label: name,
    kind: 'process-group',
    evidence: [at(3, line), at(4, line)],
    children: [
      {
        label: 'glibc arena heap',
        key: 'arena-heap',
        kind: 'region-class',
        aKb: arenas[0],
        bKb: arenas[1],
        evidence: [at(5, 100 + line), at(6, 100 + line)],
      },
      {
        label: 'Main heap',
        key: 'main-heap',
        kind: 'region-class',
        aKb: heap[0],
        bKb: heap[1],
        evidence: [at(5, 20 + line), at(6, 20 + line)],
      },
      {
        label: 'not in any region',
        labelKey: 'residual-classes',
        kind: 'residual',
        aKb: 12,
        bKb: 4,
        confidence: 'derived',
      },
    ],
  };
}

export const ledgerSketch: NodeSketch = {
  label: 'used memory',
  labelKey: 'gap',
  kind: 'gap',
  confidence: 'derived',
  evidence: [at(1, 1), at(1, 3), at(2, 1), at(2, 3)],
  children: [
    {
      label: 'anonymous',
      labelKey: 'anonymous',
      kind: 'meminfo',
      evidence: both(18),
      children: [
        daemon('fwlog', 2, [144_312, 3_016], [2_236, 2_100]),
        daemon('logsd', 3, [98_440, 2_812], [1_904, 1_960]),
        daemon('auditd', 4, [61_220, 2_640], [1_440, 1_432]),
        {
          label: 'sshd',
          kind: 'process-group',
          aKb: 5_120,
          bKb: 9_480,
          evidence: [at(3, 7), at(4, 7)],
        },
        {
          label: '41 more',
          kind: 'folded',
          aKb: 90_312,
          bKb: 91_204,
          evidence: [at(3, 8), at(4, 8)],
          notes: ['rss-counts-shared'],
        },
        {
          label: 'not in any process',
          labelKey: 'residual-processes',
          kind: 'residual',
          aKb: 3_104,
          bKb: 1_988,
          confidence: 'derived',
        },
      ],
    },
    {
      label: 'page tables',
      labelKey: 'page-tables',
      kind: 'meminfo',
      aKb: 4_412,
      bKb: 3_900,
      evidence: both(29),
    },
    {
      label: 'kernel stacks',
      labelKey: 'kernel-stacks',
      kind: 'meminfo',
      aKb: 3_088,
      bKb: 3_056,
      evidence: both(28),
    },
    {
      label: 'slab that cannot be reclaimed',
      labelKey: 'slab-unreclaimable',
      kind: 'meminfo',
      aKb: 38_240,
      bKb: 37_924,
      evidence: both(26),
    },
    {
      label: 'kernel, not accounted',
      labelKey: 'residual-kernel',
      kind: 'residual',
      aKb: 20_996,
      bKb: 18_004,
      confidence: 'derived',
    },
  ],
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function artifact(id: number, changes: Partial<Artifact>): Artifact {
  const side = id % 2 === 1 ? 'appliance-18' : 'appliance-49';
  return {
    id,
    snapshotId: id % 2 === 1 ? 1 : 2,
    targetName: side,
    kind: 'meminfo',
    name: `${side}/meminfo`,
    sourceId: null,
    lines: null,
    sha256: sha256(`artifact ${id}`),
    sizeBytes: 1_307 + id,
    encoding: 'utf-8',
    command: 'cat /proc/meminfo',
    exitCode: 0,
    pid: null,
    process: null,
    baseAddress: null,
    capturedAt: TAKEN_AT,
    importedAt: TAKEN_AT + 3_600_000,
    problemCount: 0,
    ...changes,
  };
}

function snapshot(id: number, targetName: string): Snapshot {
  return {
    id,
    targetId: id,
    targetName,
    ordinal: 1,
    takenAt: TAKEN_AT + (id - 1) * 60_000,
    timeSource: id === 1 ? 'manifest' : 'file',
    artifactCount: 4,
    kinds: id === 1 ? ['meminfo', 'ps', 'smaps', 'smaps-rollup'] : ['meminfo', 'ps', 'smaps'],
    problemCount: id === 1 ? 2 : 0,
  };
}

export function meminfoRow(
  field: string,
  aKb: number | null,
  bKb: number | null,
  line: number,
): MeminfoDiffRow {
  const aBytes = aKb === null ? null : fromKernelKb(aKb);
  const bBytes = bKb === null ? null : fromKernelKb(bKb);
  return {
    kind: 'meminfo',
    id: field,
    label: field,
    field,
    group: 'other',
    unit: 'bytes',
    aBytes,
    bBytes,
    deltaBytes: aBytes === null && bBytes === null ? null : (aBytes ?? 0) - (bBytes ?? 0),
    notes: [],
    aEvidence: aBytes === null ? [] : [at(1, line)],
    bEvidence: bBytes === null ? [] : [at(2, line)],
  };
}

export function processRow(
  label: string,
  aKb: number,
  bKb: number,
  changes: Partial<ProcessDiffRow> = {},
): ProcessDiffRow {
  return {
    kind: 'process',
    id: label,
    label,
    executable: `/usr/sbin/${label}`,
    commandLine: `/usr/sbin/${label} -c /etc/${label}.conf`,
    aPids: [101],
    bPids: [202],
    aCount: 1,
    bCount: 1,
    measure: 'pss-anon',
    measures: {},
    parentId: null,
    aBytes: fromKernelKb(aKb),
    bBytes: fromKernelKb(bKb),
    deltaBytes: fromKernelKb(aKb - bKb),
    notes: [],
    aEvidence: [at(3, 2)],
    bEvidence: [at(4, 2)],
    ...changes,
  };
}

function classRow(
  process: string,
  of: ClassDiffRow['class'],
  rule: string,
  aKb: number,
  bKb: number,
): ClassDiffRow {
  return {
    kind: 'class',
    id: `${process}/${of}`,
    label: of,
    process,
    class: of,
    rule,
    aCount: 4,
    bCount: 1,
    aSizeBytes: fromKernelKb(aKb * 2),
    bSizeBytes: fromKernelKb(bKb * 2),
    aBytes: fromKernelKb(aKb),
    bBytes: fromKernelKb(bKb),
    deltaBytes: fromKernelKb(aKb - bKb),
    notes: [],
    aEvidence: [at(5, 102)],
    bEvidence: [at(6, 102)],
  };
}

function regionRow(index: number, aKb: number, bKb: number | null): RegionDiffRow {
  const start = 0x7f6380000000n + BigInt(index) * 0x4000000n;
  const side = (kb: number): RegionDiffRow['a'] => ({
    start: `0x${start.toString(16)}`,
    end: `0x${(start + 0x4000000n).toString(16)}`,
    permissions: 'rw-p',
    sizeBytes: fromKernelKb(65_536),
    rssBytes: fromKernelKb(kb),
    dirtyBytes: fromKernelKb(kb),
    swapBytes: 0,
  });
  return {
    kind: 'region',
    id: `region-${index}`,
    label: 'arena',
    process: 'fwlog',
    class: 'arena-heap',
    rule: 'arena.pair-64MiB',
    path: '',
    arena: index + 1,
    a: side(aKb),
    b: bKb === null ? null : side(bKb),
    aBytes: fromKernelKb(aKb),
    bBytes: bKb === null ? null : fromKernelKb(bKb),
    deltaBytes: fromKernelKb(aKb - (bKb ?? 0)),
    notes: [],
    aEvidence: [at(5, 100 + index * 23)],
    bEvidence: bKb === null ? [] : [at(6, 100 + index * 23)],
  };
}

export function reportInput(changes: Partial<ReportInput> = {}): ReportInput {
  const fwlogRegions = [regionRow(0, 65_312, 3_016), regionRow(1, 52_000, null), regionRow(2, 27_000, null)];
  return {
    case: {
      caseId: '6f1f2b1e-7a53-4a3e-9f3e-2f4d1c0b9a87',
      title: 'Two appliances, one short of 300 MiB',
      schemaVersion: 1,
      createdAt: TAKEN_AT + 3_600_000,
      journalHead: sha256('journal head'),
    },
    explanation: explanation({
      a: 'appliance-18',
      b: 'appliance-49',
      takenAt: TAKEN_AT,
      root: ledgerSketch,
      owners: ['fwlog', 'logsd', 'auditd'],
      statements: [
        {
          code: 'test.info',
          params: {},
          text: 'Both targets run the same kernel.',
          severity: 'info',
          evidence: [at(1, 1)],
        },
        {
          code: 'test.caution',
          params: {},
          text: 'The two snapshots are a minute apart.',
          severity: 'caution',
          evidence: [at(1, 1), at(2, 1)],
        },
      ],
    }),
    meminfo: [
      meminfoRow('MemTotal', 8_167_848, 8_167_848, 1),
      meminfoRow('MemFree', 1_204_112, 1_514_980, 2),
      meminfoRow('MemAvailable', 5_890_004, 6_190_320, 3),
      meminfoRow('AnonPages', 412_100, 120_636, 18),
      meminfoRow('KReclaimable', null, 88_100, 24),
      { ...meminfoRow('HugePages_Total', 0, 0, 45), unit: 'count', aBytes: 2, bBytes: 0, deltaBytes: 2 },
    ],
    processes: [
      processRow('fwlog', 146_560, 5_120),
      processRow('logsd', 100_356, 4_776),
      processRow('auditd', 62_672, 4_076),
      processRow('sshd', 5_120, 9_480, { aCount: 2, bCount: 4 }),
      processRow('fwlog-instance', 146_560, 5_120, { parentId: 'fwlog' }),
    ],
    regions: [
      {
        process: 'fwlog',
        classes: [
          classRow('fwlog', 'arena-heap', 'arena.pair-64MiB', 144_312, 3_016),
          classRow('fwlog', 'main-heap', 'path.heap', 2_236, 2_100),
        ],
        regions: fwlogRegions,
        regionTotal: fwlogRegions.length,
      },
    ],
    snapshots: [snapshot(1, 'appliance-18'), snapshot(2, 'appliance-49')],
    artifacts: [
      artifact(1, {}),
      artifact(2, {}),
      artifact(3, {
        kind: 'ps',
        name: 'appliance-18/ps',
        command: 'ps -eo pid,ppid,user,rss,args',
        problemCount: 2,
      }),
      artifact(4, { kind: 'ps', name: 'appliance-49/ps', command: 'ps -eo pid,ppid,user,rss,args' }),
      artifact(5, {
        kind: 'smaps',
        name: 'appliance-18/smaps.101',
        command: 'cat /proc/101/smaps',
        sizeBytes: 1_812_344,
      }),
      artifact(6, {
        kind: 'smaps',
        name: 'appliance-49/smaps.202',
        command: 'cat /proc/202/smaps',
        sizeBytes: 312_009,
      }),
      artifact(7, { kind: 'transcript', name: 'paste.txt', command: null }),
      artifact(8, {
        kind: 'dmesg',
        name: 'paste.txt',
        command: 'dmesg',
        sourceId: 7,
        lines: { first: 12, last: 40 },
      }),
    ],
    problems: [
      { artifact: 3, line: 14, reason: 'damaged-digit' },
      { artifact: 3, line: 19, reason: 'unparsed-line' },
    ],
    problemTotal: 2,
    ...changes,
  };
}
