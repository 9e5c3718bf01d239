/** A snapshot of any size for tests of storage and speed: seeded, so that two calls give the same. */
import type { AssembledProcess, AssembledSnapshot } from '#shared/domain/assembled.ts';
import { regionClasses, type MeasureReading, type Region } from '#shared/domain/memory.ts';
import { processMeasures, type ProcessMeasure } from '#shared/domain/parsed.ts';

export interface GeneratedSize {
  readonly processes: number;
  readonly regionsPerProcess: number;
}

/** Evidence points to `artifact`, which must be in the case. */
export function generateSnapshot(
  snapshotId: number,
  artifact: number,
  { processes, regionsPerProcess }: GeneratedSize,
  seed = 1,
): AssembledSnapshot {
  const random = xorshift(seed);
  return {
    snapshotId,
    meminfo: ['MemTotal', 'MemFree', 'MemAvailable', 'Buffers', 'Cached'].map((field, i) => ({
      field,
      value: 1024 * random(10_000_000),
      unit: 'bytes',
      evidence: { artifact, line: i + 1 },
    })),
    processes: Array.from({ length: processes }, (_, i) =>
      generateProcess(artifact, i, regionsPerProcess, random),
    ),
    sockets: [{ state: 'SYN-SENT', local: '192.0.2.1:40000', remote: '192.0.2.9:9092', line: 7, artifact }],
    events: [
      { kind: 'oom-killed', timeText: '[12.5]', text: 'Killed process 7 (fwlog)', line: 3, pid: 7, artifact },
    ],
    problems: [{ artifact, line: 2, reason: 'damaged-digit', text: '1Θ24', detail: 'read as 1024' }],
  };
}

function generateProcess(
  artifact: number,
  index: number,
  regions: number,
  random: (below: number) => number,
): AssembledProcess {
  const measures: Partial<Record<ProcessMeasure, MeasureReading>> = {};
  processMeasures.forEach((measure, i) => {
    const evidence = { artifact, line: index * 25 + i };
    measures[measure] = { bytes: 1024 * random(1_000_000), source: 'smaps-rollup', evidence };
  });
  return {
    process: {
      id: index + 1,
      pid: index + 100,
      parentPid: 1,
      user: 'root',
      name: `daemon-${index % 50}`,
      executable: `/usr/sbin/daemon-${index % 50}`,
      commandLine: `/usr/sbin/daemon-${index % 50} --instance ${index}`,
      startText: null,
      measures,
      regionArtifact: artifact,
      regionSource: 'smaps',
      evidence: { artifact, line: index + 1 },
    },
    regions: Array.from({ length: regions }, (_, i) => generateRegion(i, random)),
  };
}

function generateRegion(index: number, random: (below: number) => number): Region {
  const start = 0x7f00_0000_0000n + BigInt(index) * 0x10_0000n;
  const kind = random(8);
  return {
    start,
    end: start + 0x8_0000n,
    permissions: 'rw-p',
    path: kind < 3 ? `/usr/lib/x86_64-linux-gnu/lib${kind}.so.1` : '',
    sizeBytes: 0x8_0000,
    rssBytes: 4096 * random(128),
    pssBytes: 4096 * random(128),
    anonymousBytes: 4096 * random(128),
    dirtyBytes: null,
    swapBytes: 0,
    class: regionClasses[kind] ?? 'unknown',
    rule: `test.rule-${kind}`,
    arena: kind === 1 ? 1 : null,
    estimated: false,
    line: index * 23 + 1,
  };
}

/** Whole numbers of `[0, below)`; the same sequence for the same seed (Marsaglia's xorshift32). */
export function xorshift(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
