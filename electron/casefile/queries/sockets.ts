import type { Database } from 'better-sqlite3';
import type { SnapshotId } from '#shared/domain/evidence.ts';
import type { AssembledSnapshot } from '#shared/domain/assembled.ts';
import { storedOptional, storedText, type DerivedRow, type DerivedTable } from '../derived-table.ts';
import { capped, integer, natural, nullable, text, type RawRow } from '../rows.ts';

export type StoredSocket = AssembledSnapshot['sockets'][number];

export const socketTable: DerivedTable = {
  name: 'socket',
  owner: 'snapshot',
  columns: [
    ['state', 'text'],
    ['local', 'text'],
    ['remote', 'text'],
    ['send_queue', 'integer'],
    ['receive_queue', 'integer'],
    ['pid', 'integer'],
    ['process_name', 'text'],
    ['artifact', 'integer'],
    ['line', 'integer'],
  ],
};

export function toSocketRow(socket: StoredSocket, ordinal: number): DerivedRow {
  return [
    ordinal,
    storedText(socket.state),
    storedText(socket.local),
    storedText(socket.remote),
    socket.sendQueueBytes ?? null,
    socket.receiveQueueBytes ?? null,
    socket.pid ?? null,
    storedOptional(socket.processName),
    socket.artifact,
    socket.line,
  ];
}

export type SocketQueries = ReturnType<typeof socketQueries>;

export function socketQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT ${capped('state')}, ${capped('local')}, ${capped('remote')}, send_queue, receive_queue, pid,
              ${capped('process_name')}, artifact, line
       FROM socket WHERE snapshot = ? ORDER BY ordinal`,
    )
    .raw();
  return {
    list: (snapshot: SnapshotId): StoredSocket[] => (select.all(snapshot) as RawRow[]).map(toSocket),
  };
}

function toSocket(row: RawRow): StoredSocket {
  const sendQueueBytes = nullable(integer, row[3], 'socket.send_queue');
  const receiveQueueBytes = nullable(integer, row[4], 'socket.receive_queue');
  const pid = nullable(integer, row[5], 'socket.pid');
  const processName = nullable(text, row[6], 'socket.process_name');
  return {
    state: text(row[0], 'socket.state'),
    local: text(row[1], 'socket.local'),
    remote: text(row[2], 'socket.remote'),
    ...(sendQueueBytes === null ? {} : { sendQueueBytes }),
    ...(receiveQueueBytes === null ? {} : { receiveQueueBytes }),
    ...(pid === null ? {} : { pid }),
    ...(processName === null ? {} : { processName }),
    artifact: natural(row[7], 'socket.artifact'),
    line: natural(row[8], 'socket.line'),
  };
}
