import type { Database } from 'better-sqlite3';
import type { SnapshotId } from '#shared/domain/evidence.ts';
import type { AssembledSnapshot } from '#shared/domain/assembled.ts';
import { storedOptional, storedText, type DerivedRow, type DerivedTable } from '../derived-table.ts';
import { capped, integer, natural, nullable, oneOf, text, type RawRow } from '../rows.ts';

export type StoredEvent = AssembledSnapshot['events'][number];

const eventKinds = ['oom-invoked', 'oom-killed', 'oom-reaped', 'other'] as const;

export const eventTable: DerivedTable = {
  name: 'event',
  owner: 'snapshot',
  columns: [
    ['kind', 'text'],
    ['time_text', 'text'],
    ['text', 'text'],
    ['pid', 'integer'],
    ['process_name', 'text'],
    ['anonymous_rss', 'integer'],
    ['artifact', 'integer'],
    ['line', 'integer'],
  ],
};

export function toEventRow(event: StoredEvent, ordinal: number): DerivedRow {
  return [
    ordinal,
    event.kind,
    storedText(event.timeText),
    storedText(event.text),
    event.pid ?? null,
    storedOptional(event.processName),
    event.anonRssBytes ?? null,
    event.artifact,
    event.line,
  ];
}

export type EventQueries = ReturnType<typeof eventQueries>;

export function eventQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT ${capped('kind')}, ${capped('time_text')}, ${capped('text')}, pid, ${capped('process_name')},
              anonymous_rss, artifact, line
       FROM event WHERE snapshot = ? ORDER BY ordinal`,
    )
    .raw();
  return {
    list: (snapshot: SnapshotId): StoredEvent[] => (select.all(snapshot) as RawRow[]).map(toEvent),
  };
}

function toEvent(row: RawRow): StoredEvent {
  const pid = nullable(integer, row[3], 'event.pid');
  const processName = nullable(text, row[4], 'event.process_name');
  const anonRssBytes = nullable(integer, row[5], 'event.anonymous_rss');
  return {
    kind: oneOf(eventKinds, row[0], 'event.kind'),
    timeText: text(row[1], 'event.time_text'),
    text: text(row[2], 'event.text'),
    ...(pid === null ? {} : { pid }),
    ...(processName === null ? {} : { processName }),
    ...(anonRssBytes === null ? {} : { anonRssBytes }),
    artifact: natural(row[6], 'event.artifact'),
    line: natural(row[7], 'event.line'),
  };
}
