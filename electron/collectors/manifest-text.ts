/** The manifest of a live capture: what was asked, what came of it, over which way, by which clocks. No secret. */
import type { HopFacts } from '#shared/domain/route.ts';
import type { GapReason } from '#shared/parsers/capture-gaps.ts';
import { escapeField } from '#shared/parsers/capture-manifest.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { bestReading, parseUptime, stepBetween, targetTime } from './clock.ts';
import type { ClockReading } from './clock.ts';
import type { ReceivedItem } from './item-receiver.ts';
import type { Plan } from './plan.ts';
import type { BatchFlag, BatchGap, BatchOutcome } from './run-batch.ts';

export interface ManifestFacts {
  readonly target: string;
  readonly plan: Plan;
  readonly hops: readonly HopFacts[];
  /** Name and version of the collector. */
  readonly by: string;
  /** Rounds of a watch that were not taken before this one. */
  readonly missed: readonly { readonly at: EpochMs; readonly why: string }[];
}

/** Flags after which the script did not come to its end. */
const early: readonly BatchFlag[] = [
  'forged',
  'over-budget',
  'timeout',
  'disconnected',
  'cancelled',
  'truncated',
];

/** Why the run ended before its end, or `whole`. */
export function endingOf(flags: ReadonlySet<BatchFlag>): BatchFlag | 'whole' {
  return early.find((flag) => flags.has(flag)) ?? 'whole';
}

export function manifestText(outcome: BatchOutcome, facts: ManifestFacts): string {
  const before = bestReading(outcome.before);
  const times = outcome.items.map((item) => itemTime(item, before));
  const at = times[0] ?? (before === null ? undefined : Math.round(before.theirs));
  const lines = [
    row(
      '# memcase-capture/2',
      ...fields({
        target: facts.target,
        at: at ?? 0,
        recipe: facts.plan.recipe,
        processes: facts.plan.processes.join(','),
        by: facts.by,
        ended: endingOf(outcome.flags),
      }),
    ),
    ...facts.hops.map(hopLine),
    ...clockLines(outcome),
    ...[...outcome.flags].map((flag) => row('#flag', ...fields({ name: flag }))),
    ...(outcome.stderr === '' ? [] : [row('#shell', ...fields({ stderr: outcome.stderr }))]),
    ...outcome.pins.map(({ pid, startTicks }) => row('#process', ...fields({ pid, start: startTicks }))),
    ...gapLines(outcome, facts),
    ...outcome.items.map((item, index) => itemLine(item, times[index] ?? 0)),
  ];
  return `${lines.join('\n')}\n`;
}

/** On the target's clock; without uptime or clock, our own time of arrival put right by the offset. */
function itemTime({ uptime, receivedAt }: ReceivedItem, before: ClockReading | null): EpochMs {
  const uptimeMs = parseUptime(uptime);
  const told = before === null || uptimeMs === null ? null : targetTime(before, uptimeMs);
  return told ?? Math.round(receivedAt + (before?.offsetMs ?? 0));
}

function itemLine(item: ReceivedItem, at: EpochMs): string {
  const { path, exitCode, pid, bytes, state, command, stderr } = item;
  return row(path, at, exitCode ?? '-', pid ?? '-', bytes, state, command, stderr);
}

function hopLine(hop: HopFacts): string {
  return row(
    '#hop',
    ...fields({
      index: hop.index,
      host: hop.host,
      port: hop.port,
      user: hop.user,
      hostKey: hop.hostKeyFingerprint ?? '',
      hostKeyType: hop.hostKeyType ?? '',
      trust: hop.hostKeyTrust ?? '',
      auth: hop.authMethod ?? '',
      server: hop.serverVersion ?? '',
    }),
  );
}

function clockLines({ before, after }: BatchOutcome): string[] {
  const first = bestReading(before);
  const last = bestReading(after);
  const line = (when: string, reading: ClockReading | null): string[] =>
    reading === null
      ? []
      : [
          row(
            '#clock',
            ...fields({
              when,
              ours: Math.round(reading.measuredAt),
              theirs: Math.round(reading.theirs),
              offset: Math.round(reading.offsetMs),
              bound: Math.ceil(reading.boundMs),
              uptime: reading.uptimeMs ?? '',
            }),
          ),
        ];
  const step = first === null || last === null ? null : stepBetween(first, last);
  return [
    ...line('before', first),
    ...line('after', last),
    ...(step === null || step === 0 ? [] : [gap('clock', 'clock-step', 1, `${Math.round(step)} ms`)]),
  ];
}

function gapLines(outcome: BatchOutcome, { plan, missed }: ManifestFacts): string[] {
  const lines = outcome.gaps.map(toGapLine);
  if (outcome.flags.has('lookalike')) lines.push(gap('marks', 'lookalike', 1, ''));
  for (const { at, why } of missed)
    lines.push(gap('snapshot', 'missed', 1, `${new Date(at).toISOString()} ${why}`));
  return endingOf(outcome.flags) === 'whole' ? lines : [...lines, ...notAsked(outcome, plan)];
}

function toGapLine({ kind, subject, count }: BatchGap): string {
  if (kind === 'absent') return gap(subject, 'not-there', count, '');
  if (kind === 'unmatched') return gap(`process ${subject}`, 'unmatched', count, '');
  if (subject === 'hidepid') return gap('proc/{pid}', 'hidden', 1, '');
  if (subject === 'refused') return gap('proc/{pid}', 'refused', count, '');
  if (subject === 'changed') return gap('proc/{pid}/smaps', 'changed', count, '');
  return gap(subject === 'budget' ? 'proc/{pid}' : 'proc/{pid}/smaps', 'budget', count, '');
}

/** What the run did not come to. */
function notAsked({ items, gaps }: BatchOutcome, plan: Plan): string[] {
  const names = new Set([
    ...items.map(({ path, pid }) => (pid === null ? path : path.replace(`/${pid}/`, '/{pid}/'))),
    ...gaps.map(({ subject }) => subject),
  ]);
  return plan.asked.filter(({ name }) => !names.has(name)).map(({ name }) => gap(name, 'not-asked', 1, ''));
}

function gap(item: string, reason: GapReason, count: number, detail: string): string {
  return row('#gap', item, reason, count, detail);
}

function fields(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${value}`);
}

function row(...cells: readonly (string | number)[]): string {
  return cells.map((cell) => escapeField(String(cell))).join('\t');
}
