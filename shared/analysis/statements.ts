/** Sentences that the analysis makes itself, each with the evidence it rests on. */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Explanation, LedgerNode, Statement } from '#shared/domain/ledger.ts';
import { ledgerEn, type StatementCode, type StatementParams } from '#shared/i18n/ledger.en.ts';
import type { ExplainInput, Side } from './explain.ts';
import { anonymousMeasures } from './match-processes.ts';
import { lackingFields, toMeminfo } from './meminfo-partition.ts';
import { isList } from './process-list.ts';

type Summary = Omit<Explanation, 'statements' | 'mechanisms' | 'mechanismGroups'>;

/** Machines whose memory differs by more than this are not the same machine. */
const SAME_TOTAL = 0.01;

export function makeStatements(input: ExplainInput, summary: Summary): Statement[] {
  return [
    ...headline(summary),
    ...chosenSides(input, summary),
    ...measureCautions(summary),
    ...overcounted(summary),
    ...totalCaution(input),
    ...timeCaution(summary),
    ...sidesOf(input).flatMap((side) => [
      ...borrowed(side),
      ...missing(side, summary),
      ...mixed(side),
      ...nameless(side),
      ...otherHeaps(side),
    ]),
    ...rssCaution(input),
    ...oneSided(input, summary),
    ...arenas(input, summary),
  ];
}

/** Makes one statement; the English text comes with it for programs. */
function state<Code extends StatementCode>(
  code: Code,
  params: StatementParams[Code],
  evidence: readonly EvidenceRef[],
  severity: Statement['severity'] = 'info',
): Statement {
  const text = ledgerEn.statements[code](params);
  return { code, params: { ...params }, text, severity, evidence };
}

function sidesOf({ a, b }: ExplainInput): Side[] {
  return b === null ? [a] : [a, b];
}

function headline({ a, b, gapBytes, owners, explainedShare, residualBytes, tree }: Summary): Statement[] {
  const evidence = tree[0]?.evidence ?? [];
  if (b === null) return [state('use.one-target', { a: a.target, bytes: gapBytes }, evidence)];
  const names = { a: a.target, b: b.target };
  if (gapBytes === 0) return [state('gap.none', names, evidence)];
  const code = gapBytes > 0 ? 'gap.more' : 'gap.less';
  const statements = [state(code, { ...names, bytes: Math.abs(gapBytes) }, evidence)];
  if (owners.length > 0) {
    const bytes = owners.reduce((sum, owner) => sum + owner.deltaBytes, 0);
    const named = owners.map(({ label }) => label).join(', ');
    const said = { owners: named, bytes, share: bytes / gapBytes };
    const estimated = owners.some(({ confidence }) => confidence === 'estimated');
    statements.push(
      estimated
        ? state('gap.owners-estimated', said, evidence, 'caution')
        : state('gap.owners', said, evidence),
    );
  }
  statements.push(state('gap.explained', { share: explainedShare, residual: residualBytes }, evidence));
  return statements;
}

function chosenSides(input: ExplainInput, { a, b }: Summary): Statement[] {
  const { chosenFrom, passedOver = [] } = input;
  const several =
    chosenFrom === undefined || b === null
      ? []
      : [state('targets.chosen', { a: a.target, b: b.target, count: chosenFrom }, [], 'caution')];
  const unmeasured = passedOver.map((target) => state('target.unmeasured', { target }, [], 'caution'));
  return [
    ...several,
    ...unmeasured,
    ...sidesOf(input).flatMap((side) => chosen(side, side === input.a ? 'A' : 'B')),
  ];
}

/** What was not left to us needs no word. */
function chosen({ target, snapshot, choice }: Side, side: string): Statement[] {
  if (choice === undefined) return [];
  const byUs = (by: string) => by !== 'named' && by !== 'only';
  if (!byUs(choice.target) && !byUs(choice.snapshot)) return [];
  const { targets, snapshots } = choice;
  const by = { byTarget: choice.target, bySnapshot: choice.snapshot };
  return [state('side.chosen', { side, target, snapshot: snapshot.ordinal, targets, snapshots, ...by }, [])];
}

/** Dumped processes whose heaps are another allocator's, by its name. */
function otherHeaps({ target, inspections = [] }: Side): Statement[] {
  const others = inspections.filter(({ allocator }) => allocator !== null);
  return [...Map.groupBy(others, ({ allocator }) => allocator)].flatMap(([allocator, processes]) => {
    const places = processes.flatMap(({ dumps }) =>
      dumps.flatMap(({ artifact, start, end, refusal }) =>
        refusal === null ? [] : [{ dump: artifact, offset: 0, length: Number(end - start) }],
      ),
    );
    if (allocator === null || places.length === 0) return [];
    const names = processes.map(({ name, pid }) => name ?? String(pid)).join(', ');
    return [state('heaps.other', { target, processes: names, allocator }, places, 'caution')];
  });
}

/** Per side, how much more the processes claim than there is. */
function overcounted({ a, b, tree }: Summary): Statement[] {
  const residuals = tree.flatMap(nodesOf).filter(({ labelKey }) => labelKey === 'residual-overcounted');
  return residuals.flatMap((node) => [
    ...(node.aBytes < 0 ? [claims(a.target, node, node.aBytes)] : []),
    ...(node.bBytes < 0 && b !== null ? [claims(b.target, node, node.bBytes)] : []),
  ]);
}

function claims(target: string, { evidence }: LedgerNode, bytes: number): Statement {
  return state('processes.overcounted', { target, bytes: -bytes }, evidence, 'caution');
}

function nodesOf(node: LedgerNode): LedgerNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

function measureCautions({ b, measure, tree }: Summary): Statement[] {
  const evidence = tree[0]?.evidence ?? [];
  if (measure === 'Sum of processes') return [state('measure.processes', {}, evidence, 'caution')];
  if (measure !== 'Active + Inactive') return [];
  const cache = tree[0]?.children.find(({ measure: key }) => key === 'lru-file');
  if (cache === undefined) return [];
  if (b === null)
    return [state('measure.lru-one-target', { cache: cache.aBytes }, cache.evidence, 'caution')];
  const params = { cacheA: cache.aBytes, cacheB: cache.bBytes };
  return [state('measure.lru', params, cache.evidence, 'caution')];
}

function totalCaution({ a, b }: ExplainInput): Statement[] {
  const totals = [a, b].map((side) => side?.reader.meminfo().find(({ field }) => field === 'MemTotal'));
  const [ofA, ofB] = totals;
  if (ofA === undefined || ofB === undefined) return [];
  if (Math.abs(ofA.value - ofB.value) <= SAME_TOTAL * Math.max(ofA.value, ofB.value)) return [];
  return [state('total.differs', { a: ofA.value, b: ofB.value }, [ofA.evidence, ofB.evidence], 'caution')];
}

/** Snapshots further apart than this are not of the same hour of the day. */
const SAME_TIME_MS = 3_600_000;

function timeCaution({ a, b }: Summary): Statement[] {
  const apartMs = b === null ? 0 : Math.abs(a.takenAt - b.takenAt);
  return apartMs <= SAME_TIME_MS ? [] : [state('times.differ', { apartMs }, [], 'caution')];
}

function mixed({ target, reader }: Side): Statement[] {
  const artifacts = new Map(
    reader
      .meminfo()
      .map(({ evidence }) => ['artifact' in evidence ? evidence.artifact : evidence.dump, evidence]),
  );
  if (artifacts.size < 2) return [];
  return [state('meminfo.mixed', { target, readings: artifacts.size }, [...artifacts.values()], 'caution')];
}

function borrowed({ target, borrowed: from, reader }: Side): Statement[] {
  const whole = (['meminfo', 'processes'] as const).flatMap((what) => {
    const awayMs = from[what];
    return awayMs === undefined
      ? []
      : [state('evidence.other-time', { target, what, awayMs }, [], 'caution')];
  });
  const { regions = [] } = from;
  if (regions.length === 0) return whole;
  const names = [...new Set(regions.map(({ name }) => name))];
  const ids = new Set(regions.map(({ processId }) => processId));
  const evidence = reader
    .processes()
    .filter(({ id }) => ids.has(id))
    .flatMap(({ regionArtifact }) =>
      regionArtifact === null ? [] : [{ artifact: regionArtifact, line: 0 }],
    );
  const params = {
    target,
    processes: names.slice(0, NAMES_SHOWN).join(', '),
    others: Math.max(0, names.length - NAMES_SHOWN),
    awayMs: Math.max(...regions.map(({ awayMs }) => awayMs)),
  };
  return [...whole, state('regions.other-time', params, evidence.slice(0, NAMES_SHOWN), 'caution')];
}

/** A sentence names so many; the rows of the others carry a note. */
const NAMES_SHOWN = 4;

function missing({ target, reader }: Side, { measure }: Summary): Statement[] {
  const readings = reader.meminfo();
  const lacking = measure === 'MemTotal - MemAvailable' ? [] : lackingFields(toMeminfo(readings));
  const processes = reader.processes();
  const caution = <Code extends StatementCode>(code: Code, params: StatementParams[Code]) => [
    state(code, params, [], 'caution'),
  ];
  return [
    ...(readings.length === 0 ? caution('evidence.none', { target, what: 'meminfo' }) : []),
    ...(readings.length > 0 && lacking.length > 0
      ? caution('meminfo.lacks', { target, fields: lacking.join(', ') })
      : []),
    ...(processes.length === 0 ? caution('evidence.none', { target, what: 'processes' }) : []),
    ...(processes.length > 0 && !isList(processes)
      ? caution('processes.unlisted', { target, count: processes.length })
      : []),
  ];
}

/** Regions that tell no pid make a row of their own, also where the list has the process. */
function nameless({ target, reader }: Side): Statement[] {
  const processes = reader.processes();
  if (processes.every(({ pid }) => pid === null)) return [];
  return processes
    .filter(({ pid, measures }) => pid === null && (measures.rss?.bytes ?? 0) > 0)
    .map(({ name, measures, evidence }) =>
      state(
        'process.nameless',
        { target, process: name, bytes: measures.rss?.bytes ?? 0 },
        [evidence],
        'caution',
      ),
    );
}

function rssCaution(input: ExplainInput): Statement[] {
  const rough = sidesOf(input)
    .flatMap(({ reader }) => reader.processes())
    .filter(({ measures }) => {
      const best = anonymousMeasures.find((measure) => measures[measure] !== undefined);
      return best === 'rss' && (measures.rss?.bytes ?? 0) > 0;
    });
  if (rough.length === 0) return [];
  const evidence = rough.slice(0, 4).flatMap(({ measures }) => measures.rss?.evidence ?? []);
  return [state('measure.rss', { processes: rough.length }, evidence, 'caution')];
}

/** Programs that one machine lacks, where they weigh at least a hundredth of the gap. */
function oneSided(input: ExplainInput, { a, b, gapBytes, tree }: Summary): Statement[] {
  // A side without a process list does not tell what it lacks.
  if (b === null || sidesOf(input).some(({ reader }) => reader.processes().length === 0)) return [];
  const groups = tree.flatMap((root) => [
    ...root.children,
    ...root.children.flatMap((node) => node.children),
  ]);
  return groups
    .filter((node) => node.kind === 'process-group' && node.notes.some((note) => note.startsWith('only-in')))
    .filter((node) => Math.abs(node.deltaBytes) * 100 >= Math.abs(gapBytes))
    .map((node) => {
      const target = node.notes.includes('only-in-a') ? a.target : b.target;
      const bytes = Math.max(node.aBytes, node.bBytes);
      return state('process.one-side', { process: node.label, target, bytes }, node.evidence);
    });
}

/** How many 64 MiB heaps the owners of the gap have: the first thing to look at in a dump. */
function arenas(input: ExplainInput, { owners }: Summary): Statement[] {
  return owners.flatMap(({ label }) =>
    sidesOf(input).flatMap(({ target, reader }) => {
      const named = reader.processes().filter(({ name }) => name === label);
      const ids = new Set(named.map(({ id }) => id));
      const heaps = reader
        .classTotals()
        .filter((total) => total.class === 'arena-heap' && ids.has(total.processId));
      if (heaps.length === 0) return [];
      const count = heaps.reduce((sum, total) => sum + total.count, 0);
      const resident = heaps.reduce((sum, total) => sum + (total.rssBytes ?? 0), 0);
      const evidence = heaps.map((total) => total.evidence);
      return [state('arenas.counted', { target, process: label, heaps: count, resident }, evidence)];
    }),
  );
}
