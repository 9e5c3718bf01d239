/** What happened when: events of the evidence, snapshots, and what people add; with a picture where there is a span. */
import type { CaseEvent } from '#shared/domain/events.ts';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import { formatCount } from '#shared/units/format.ts';
import { formatUtc, type EpochMs } from '#shared/units/time.ts';
import { joinNotes, notPrinted, type ReportContext } from '../context.ts';
import type { Block, Section } from '../document.ts';
import { drawTimeline } from '../figures/timeline.ts';
import { cell, evidenceList, left, row, strong, text } from '../inlines.ts';
import type { timelineMarks } from '#shared/domain/postmortem.ts';

/** Rows in the text; the case holds the others. */
const ROWS = 60;
const MINUTE_MS = 60_000;

type Mark = (typeof timelineMarks)[number];

interface Entry {
  readonly at: EpochMs;
  readonly host: string;
  readonly what: string;
  readonly mark: Mark | null;
  readonly evidence: readonly EvidenceRef[];
}

export function timelineSection(context: ReportContext): Section {
  const { input, words } = context;
  const { titles, timeline, notProvided } = words.postmortem;
  const placed = (input.events ?? []).filter(({ time }) => time !== null);
  const entries = [
    ...placed.map((one) => eventEntry(one, words)),
    ...ownEntries(context),
    ...sideEntries(context),
  ];
  if (entries.length === 0) {
    const blocks: Block[] = [{ kind: 'paragraph', inlines: [text(notProvided)] }];
    return { title: titles.timeline, level: 1, startsPage: false, blocks };
  }
  entries.sort((one, other) => one.at - other.at || (one.host < other.host ? -1 : 1));
  const table: Block = {
    kind: 'table',
    caption: timeline.caption,
    columns: [
      left(timeline.when, 0),
      left(timeline.host, 0),
      left(timeline.what, 3),
      left(words.columns.evidence, 0),
    ],
    rows: entries
      .slice(0, ROWS)
      .map((one) =>
        row([
          cell(text(formatUtc(one.at))),
          cell(text(one.host)),
          cell(...(one.mark === null ? [] : [strong(`${timeline.marks[one.mark]} `)]), text(one.what)),
          cell(...evidenceList(one.evidence, 2)),
        ]),
      ),
    note: joinNotes(notPrinted(entries.length, ROWS, words), unplaced(input.events ?? [], words)),
  };
  return {
    title: titles.timeline,
    level: 1,
    startsPage: false,
    blocks: [...figure(context, placed), ...durations(entries, words), table],
  };
}

function eventEntry(
  { time, target, kind, processName, pid, oom, connection, newPid, evidence }: CaseEvent,
  words: ReportContext['words'],
): Entry {
  const { events } = words;
  const said = (): string => {
    if (oom !== null) return events.oom(oom);
    if (connection !== null) return events.connection(connection);
    return newPid === null ? events.ended : events.restarted(newPid);
  };
  const who = [processName ?? '', pid === null ? '' : `(${pid})`].join(' ').trim();
  return {
    at: time?.from ?? 0,
    host: target,
    what: `${events.kind[kind]} ${who}: ${said()}`,
    mark: null,
    evidence,
  };
}

function ownEntries({ input }: ReportContext): Entry[] {
  return (input.written?.timeline ?? []).map(({ at, text: what, mark }) => ({
    at: Date.parse(at),
    host: '',
    what,
    mark: mark ?? null,
    evidence: [],
  }));
}

/** The two snapshots that are compared; the others are in the register. */
function sideEntries({ input, words }: ReportContext): Entry[] {
  const { a, b } = input.explanation;
  return [a, b].flatMap((side) =>
    side === null
      ? []
      : [
          {
            at: side.takenAt,
            host: side.target,
            what: words.postmortem.timeline.snapshot(side.snapshot),
            mark: null,
            evidence: [],
          },
        ],
  );
}

function unplaced(events: readonly CaseEvent[], words: ReportContext['words']): string | null {
  const count = events.filter(({ time }) => time === null).length;
  return count === 0 ? null : words.postmortem.timeline.unplaced(formatCount(count));
}

/** From the start, where somebody marked it. */
function durations(entries: readonly Entry[], { postmortem: { timeline } }: ReportContext['words']): Block[] {
  const first = (mark: Mark): EpochMs | undefined => entries.find((one) => one.mark === mark)?.at;
  const start = first('start');
  const since = (at: EpochMs | undefined): string | null =>
    start === undefined || at === undefined || at < start
      ? null
      : timeline.minutes(formatCount(Math.round((at - start) / MINUTE_MS)));
  const [toDetect, toMitigate] = [since(first('detection')), since(first('mitigation'))];
  const said = [
    ...(toDetect === null ? [] : [timeline.toDetect(toDetect)]),
    ...(toMitigate === null ? [] : [timeline.toMitigate(toMitigate)]),
  ];
  return said.length === 0 ? [] : [{ kind: 'paragraph', inlines: [text(said.join(' '))] }];
}

function figure({ input, words }: ReportContext, events: readonly CaseEvent[]): Block[] {
  const { timeline } = words.postmortem;
  const targets = [...new Set(input.snapshots.map(({ targetName }) => targetName))];
  const rows = targets.map((target) => ({
    label: target,
    snapshots: input.snapshots
      .filter(({ targetName }) => targetName === target)
      .map(({ takenAt }) => takenAt),
    events: events.flatMap((one) => (one.target === target && one.time !== null ? [one.time.from] : [])),
  }));
  const svg = drawTimeline(rows, { snapshots: timeline.snapshots, events: timeline.events });
  if (svg === null) return [];
  const alt = timeline.figureAlt(formatCount(events.length), formatCount(input.snapshots.length));
  return [{ kind: 'figure', svg, alt, caption: timeline.figure, source: [] }];
}
