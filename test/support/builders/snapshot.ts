/** States a snapshot in a few lines: parsed artifacts in, a reader out, by way of the real assembly. */
import { assembleSnapshot } from '#shared/analysis/assemble-snapshot.ts';
import type { Side } from '#shared/analysis/explain.ts';
import type { ArtifactContent } from '#shared/domain/assembled.ts';
import type { ArtifactKind, Snapshot } from '#shared/domain/evidence.ts';
import type { ClassTotal, SnapshotReader } from '#shared/domain/memory.ts';
import type { ParsedArtifact, ParsedMapping, ParsedMeasure, ProcessMeasure } from '#shared/domain/parsed.ts';

export const kB = 1024;

export function parsed(kind: ArtifactKind, content: Partial<ParsedArtifact>): ParsedArtifact {
  return {
    meminfo: [],
    processes: [],
    mappings: [],
    sockets: [],
    socketOwners: [],
    events: [],
    problems: [],
    ...content,
    kind,
  };
}

/** Values in kB, as the kernel prints them. */
export function meminfo(fields: Readonly<Record<string, number>>): ParsedArtifact {
  const lines = Object.entries(fields).map(([name, value], index) => ({
    name,
    value: value * kB,
    unit: 'bytes' as const,
    line: index + 1,
  }));
  return parsed('meminfo', { meminfo: lines });
}

export interface ProcessSpec {
  readonly pid: number;
  readonly command: string;
  readonly measures: Partial<Record<ProcessMeasure, number>>;
}

/** Rows of a process list, measures in bytes. */
export function processes(
  specs: readonly ProcessSpec[],
  kind: ArtifactKind = 'smaps-rollup',
): ParsedArtifact {
  const rows = specs.map(({ pid, command, measures }, index) => ({
    pid,
    commandLine: command,
    line: index + 1,
    measures: Object.entries(measures).map(([measure, bytes]): ParsedMeasure => ({
      measure: measure as ProcessMeasure,
      bytes,
      line: index + 1,
    })),
  }));
  return parsed(kind === 'smaps-rollup' ? 'ps' : kind, { processes: rows });
}

/** A mapping from `start-end perms` in hex, amounts in kB. */
export function mapping(
  range: string,
  amounts: Partial<ParsedMapping> & { rssKb?: number } = {},
): ParsedMapping {
  const [addresses = '', permissions = 'rw-p'] = range.split(' ');
  const [start = '0', end = '0'] = addresses.split('-');
  const { rssKb, ...rest } = amounts;
  return {
    start: BigInt(`0x${start}`),
    end: BigInt(`0x${end}`),
    permissions,
    path: '',
    line: 1,
    ...(rssKb === undefined ? {} : { rssBytes: rssKb * kB }),
    ...rest,
  };
}

export function contents(...artifacts: readonly (ParsedArtifact & { forPid?: number })[]): ArtifactContent[] {
  return artifacts.map(({ forPid, ...artifact }, index) => ({
    id: index + 1,
    capturedAt: 0,
    pid: forPid ?? null,
    process: null,
    parsed: artifact,
  }));
}

export function readerOf(artifacts: readonly ArtifactContent[]): SnapshotReader {
  const assembled = assembleSnapshot(1, artifacts);
  const regionsOf = (id: number) =>
    assembled.processes.find(({ process }) => process.id === id)?.regions ?? [];
  return {
    meminfo: () => assembled.meminfo,
    processes: () => assembled.processes.map(({ process }) => process),
    regions: regionsOf,
    classTotals: () =>
      assembled.processes.flatMap(({ process }) =>
        totalsOf(process.id, process.regionArtifact, regionsOf(process.id)),
      ),
  };
}

function totalsOf(
  processId: number,
  artifact: number | null,
  regions: ReturnType<SnapshotReader['regions']>,
): ClassTotal[] {
  return [...Map.groupBy(regions, (region) => `${region.class} ${region.rule}`).values()].map((group) => {
    const first = group[0] as (typeof group)[number];
    const sum = (key: 'rssBytes' | 'pssBytes' | 'anonymousBytes' | 'swapBytes') =>
      group.every((region) => region[key] === null)
        ? null
        : group.reduce((total, region) => total + (region[key] ?? 0), 0);
    return {
      processId,
      class: first.class,
      rule: first.rule,
      count: group.length,
      sizeBytes: group.reduce((total, region) => total + region.sizeBytes, 0),
      rssBytes: sum('rssBytes'),
      pssBytes: sum('pssBytes'),
      anonymousBytes: sum('anonymousBytes'),
      swapBytes: sum('swapBytes'),
      evidence: { artifact: artifact ?? 0, line: first.line },
    };
  });
}

export function snapshot(
  targetName: string,
  ordinal: number,
  kinds: readonly ArtifactKind[],
  takenAt = ordinal * 60_000,
): Snapshot {
  return {
    id: ordinal,
    targetId: 1,
    targetName,
    ordinal,
    takenAt,
    timeSource: 'given',
    artifactCount: kinds.length,
    kinds,
    problemCount: 0,
  };
}

export function side(target: string, ...artifacts: readonly (ParsedArtifact & { forPid?: number })[]): Side {
  const kinds = [...new Set(artifacts.map(({ kind }) => kind))];
  const own = snapshot(target, 1, kinds);
  return {
    target,
    snapshot: own,
    sources: [own],
    reader: readerOf(contents(...artifacts)),
    borrowed: {},
  };
}
