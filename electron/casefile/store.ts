/** An open case file with every statement prepared once. What the case classes and verify work on. */
import type { Database } from 'better-sqlite3';
import { ChunkReader } from './chunk-store.ts';
import { derivedQueries } from './derived.ts';
import { artifactQueries } from './queries/artifacts.ts';
import { caseInfoQueries } from './queries/case-info.ts';
import { chunkQueries } from './queries/chunks.ts';
import { classTotalQueries } from './queries/class-totals.ts';
import { eventQueries } from './queries/events.ts';
import { journalQueries } from './queries/journal.ts';
import { meminfoQueries } from './queries/meminfo.ts';
import { pendingQueries } from './queries/pending.ts';
import { problemQueries } from './queries/problems.ts';
import { processQueries } from './queries/processes.ts';
import { regionQueries } from './queries/regions.ts';
import { stagedDumpQueries } from './queries/staged-dumps.ts';
import { snapshotQueries } from './queries/snapshots.ts';
import { socketQueries } from './queries/sockets.ts';
import { targetQueries } from './queries/targets.ts';

export type CaseStore = ReturnType<typeof createStore>;

export function createStore(database: Database) {
  const chunks = chunkQueries(database);
  return {
    database,
    chunks,
    chunkReader: new ChunkReader(chunks),
    artifacts: artifactQueries(database),
    caseInfo: caseInfoQueries(database),
    classTotals: classTotalQueries(database),
    derived: derivedQueries(database),
    events: eventQueries(database),
    journal: journalQueries(database),
    meminfo: meminfoQueries(database),
    pending: pendingQueries(database),
    problems: problemQueries(database),
    processes: processQueries(database),
    regions: regionQueries(database),
    snapshots: snapshotQueries(database),
    stagedDumps: stagedDumpQueries(database),
    sockets: socketQueries(database),
    targets: targetQueries(database),
  };
}
