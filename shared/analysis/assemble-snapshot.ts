/**
 * Puts the parsed artifacts of one snapshot together: one meminfo, one row per process with the best
 * reading of each measure, its regions classified. Pure, so that a reparse gives the same rows.
 */
import type { ArtifactContent, AssembledProcess, AssembledSnapshot } from '#shared/domain/assembled.ts';
import type { ArtifactKind, EvidenceRef, SnapshotId } from '#shared/domain/evidence.ts';
import type { MeasureReading, MeminfoReading, ProcessMemory } from '#shared/domain/memory.ts';
import type { ParsedMapping, ParsedProcess, ProcessMeasure } from '#shared/domain/parsed.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { classifyRegions } from './classify-regions.ts';
import { executableOf, shortNameOf } from './process-names.ts';
import { tieSockets } from './tie-sockets.ts';

/** Where a measure is read from if several artifacts tell it, best first. */
const measureSources: readonly ArtifactKind[] = ['smaps-rollup', 'smaps', 'status', 'pmap', 'ps'];

/** Where regions are read from, best first. */
const regionSources = ['smaps', 'pmap', 'maps'] as const;
type RegionSource = (typeof regionSources)[number];

/** Where the command line is read from, best first: /proc/PID/cmdline is not cut. */
const nameSources: readonly ArtifactKind[] = ['cmdline', 'ps', 'pmap', 'status'];

export function assembleSnapshot(
  snapshotId: SnapshotId,
  contents: readonly ArtifactContent[],
): AssembledSnapshot {
  const sorted = contents.toSorted((x, y) => x.capturedAt - y.capturedAt || x.id - y.id);
  const processes = collectDrafts(sorted).map((draft, index) => finish(draft, index + 1));
  return {
    snapshotId,
    meminfo: mergeMeminfo(sorted),
    processes,
    sockets: tieSockets(sorted, processes),
    events: sorted.flatMap(({ id, parsed }) => parsed.events.map((event) => ({ ...event, artifact: id }))),
    problems: sorted.flatMap(({ id, parsed }) =>
      parsed.problems.map((problem) => ({ ...problem, artifact: id })),
    ),
  };
}

/**
 * The first whole meminfo alone; where there are only parts of one (grep), their fields together, the
 * first reading of each. Fields of two moments in one partition would be a machine that never was.
 */
function mergeMeminfo(contents: readonly ArtifactContent[]): MeminfoReading[] {
  const readings = contents.filter(({ parsed }) => parsed.kind === 'meminfo');
  const whole = readings.find(({ parsed }) =>
    wholeFields.every((field) => parsed.meminfo.some(({ name }) => name === field)),
  );
  const byField = new Map<string, MeminfoReading>();
  for (const { id, parsed } of whole === undefined ? readings : [whole]) {
    for (const { name, value, unit, line } of parsed.meminfo) {
      if (!byField.has(name))
        byField.set(name, { field: name, value, unit, evidence: { artifact: id, line } });
    }
  }
  return [...byField.values()];
}

/** With these a meminfo can be taken apart by itself. */
const wholeFields = ['MemTotal', 'MemFree', 'Cached', 'AnonPages'];

interface Telling {
  readonly source: ArtifactKind;
  readonly artifact: number;
  readonly row: ParsedProcess;
}

/** One process while its artifacts are gathered. */
interface Draft {
  readonly pid: number | null;
  /** As the user named it. */
  readonly givenName: string | null;
  readonly tellings: Telling[];
  readonly mappings: { source: RegionSource; artifact: number; mappings: readonly ParsedMapping[] }[];
}

function collectDrafts(contents: readonly ArtifactContent[]): Draft[] {
  const drafts: Draft[] = [];
  const byPid = new Map<number, Draft>();
  const newDraft = (pid: number | null, givenName: string | null): Draft => {
    const draft: Draft = { pid, givenName, tellings: [], mappings: [] };
    drafts.push(draft);
    if (pid !== null) byPid.set(pid, draft);
    return draft;
  };
  const ofPid = (pid: number | null) => (pid === null ? undefined : byPid.get(pid)) ?? newDraft(pid, null);
  const isNamed = ({ pid, process, parsed }: ArtifactContent) =>
    process !== null && pid === null && parsed.pid === undefined;
  for (const content of contents) if (!isNamed(content)) addContent(content, ofPid);
  // What only a name places waits for the processes that the others tell.
  for (const content of contents) {
    if (!isNamed(content)) continue;
    const named = ofName(drafts, content.process ?? '') ?? newDraft(null, content.process);
    addContent(content, (pid) => (pid === null ? named : ofPid(pid)));
  }
  return drafts;
}

/** The one process of that name; undefined where there is none, or several to choose from. */
function ofName(drafts: readonly Draft[], name: string): Draft | undefined {
  const matching = drafts.filter((draft) => {
    const executable = executableOf(commandLineOf(draft, undefined));
    return draft.givenName === name || executable === name || shortNameOf(executable) === name;
  });
  return matching.length === 1 ? matching[0] : undefined;
}

function addContent({ id, pid, parsed }: ArtifactContent, draftOf: (pid: number | null) => Draft): void {
  const own = pid ?? parsed.pid ?? null;
  const ofOne = parsed.kind === 'status' || parsed.kind === 'smaps-rollup' || parsed.kind === 'cmdline';
  for (const row of parsed.processes) {
    const draft = draftOf(ofOne ? (own ?? row.pid ?? null) : (row.pid ?? null));
    draft.tellings.push({ source: parsed.kind, artifact: id, row });
  }
  if (!isRegionSource(parsed.kind) || parsed.mappings.length === 0) return;
  const draft = draftOf(own);
  draft.mappings.push({ source: parsed.kind, artifact: id, mappings: parsed.mappings });
  draft.tellings.push({
    source: parsed.kind,
    artifact: id,
    row: summarise(parsed.mappings, parsed.commandLine),
  });
}

function isRegionSource(kind: ArtifactKind): kind is RegionSource {
  return (regionSources as readonly string[]).includes(kind);
}

/** A process row from its regions: the sums that they give, a name from what it maps. */
function summarise(mappings: readonly ParsedMapping[], commandLine: string | undefined): ParsedProcess {
  const line = mappings[0]?.line ?? 0;
  const sum = (measure: ProcessMeasure, read: (mapping: ParsedMapping) => Bytes | undefined) => {
    const known = mappings.map(read).filter((bytes) => bytes !== undefined);
    return known.length === 0
      ? []
      : [{ measure, bytes: known.reduce((total, bytes) => total + bytes, 0), line }];
  };
  const measures = [
    ...sum('rss', (mapping) => mapping.rssBytes),
    ...sum('pss', (mapping) => mapping.pssBytes),
    ...sum('anonymous', (mapping) => mapping.anonymousBytes),
    ...sum('swap', (mapping) => mapping.swapBytes),
  ];
  return commandLine === undefined ? { line, measures } : { line, measures, commandLine };
}

function finish(draft: Draft, id: number): AssembledProcess {
  const from = bestMappings(draft);
  const first = draft.tellings[0];
  const commandLine = commandLineOf(draft, from?.mappings);
  const executable = executableOf(commandLine);
  const rows = draft.tellings.map(({ row }) => row);
  const process: ProcessMemory = {
    id,
    pid: draft.pid,
    parentPid: firstOf(rows, (row) => row.parentPid) ?? null,
    user: firstOf(rows, (row) => row.user) ?? null,
    name: shortNameOf(executable),
    executable,
    commandLine,
    startText: firstOf(rows, (row) => row.startText) ?? null,
    measures: bestMeasures(draft.tellings),
    regionArtifact: from?.artifact ?? null,
    regionSource: from?.source ?? null,
    evidence: first === undefined ? { artifact: 0, line: 0 } : evidenceOf(first),
  };
  return { process, regions: from === undefined ? [] : classifyRegions(from.mappings) };
}

function evidenceOf(telling: Telling): EvidenceRef {
  return { artifact: telling.artifact, line: telling.row.line };
}

function firstOf<T>(
  rows: readonly ParsedProcess[],
  read: (row: ParsedProcess) => T | undefined,
): T | undefined {
  for (const row of rows) {
    const value = read(row);
    if (value !== undefined) return value;
  }
  return undefined;
}

function bestMappings(draft: Draft): Draft['mappings'][number] | undefined {
  for (const source of regionSources) {
    const found = draft.mappings.find((entry) => entry.source === source);
    if (found !== undefined) return found;
  }
  return undefined;
}

function bestMeasures(tellings: readonly Telling[]): Partial<Record<ProcessMeasure, MeasureReading>> {
  const best: Partial<Record<ProcessMeasure, MeasureReading>> = {};
  for (const source of measureSources) {
    for (const telling of tellings) {
      if (telling.source !== source) continue;
      for (const { measure, bytes, line } of telling.row.measures) {
        best[measure] ??= { bytes, source, evidence: { artifact: telling.artifact, line } };
      }
    }
  }
  return best;
}

function commandLineOf(draft: Draft, mappings: readonly ParsedMapping[] | undefined): string {
  for (const source of nameSources) {
    for (const telling of draft.tellings) {
      if (telling.source !== source) continue;
      const said = telling.row.commandLine ?? telling.row.name;
      if (said !== undefined && said !== '') return said;
    }
  }
  if (draft.givenName !== null) return draft.givenName;
  const mapped = mappings?.find((mapping) => mapping.path.startsWith('/'))?.path;
  return mapped ?? '(unnamed)';
}
