/** The file that goes with a report whose tables are longer than paper takes: CSV and a manifest with their hashes. */
import { createHash } from 'node:crypto';
import type { ReportInput, ReportSidecar } from '#shared/report/report-input.ts';
import { FULL_LIMIT } from '#shared/report/context.ts';
import type { Redactor } from '#shared/report/redact.ts';
import type { Place } from '#electron/report-pdf/find-leaks.ts';
import { csvBlocks } from '#electron/table-files/csv.ts';
import type { Table } from '#electron/table-files/table.ts';
import { learnTables, redactTables } from './redact-tables.ts';
import { makeZip, type ZipEntry } from './zip.ts';

export interface EvidenceZip extends ReportSidecar {
  readonly bytes: Buffer;
  /** What is in it, for the last look. */
  readonly places: readonly Place[];
}

/** Whether the report leaves rows out that somebody may want to see. */
export function needsZip({ processes, regions, artifacts, problemTotal }: ReportInput): boolean {
  const longest = [
    processes.length,
    artifacts.length,
    problemTotal,
    ...regions.map(({ regionTotal }) => regionTotal),
  ];
  return longest.some((rows) => rows > FULL_LIMIT);
}

/** @param redactor null where nothing is redacted; else it learns the tables, so that the report replaces the same */
export function evidenceZip(
  tables: readonly Table[],
  redactor: Redactor | null,
  caseFacts: Pick<ReportInput['case'], 'caseId' | 'journalHead'>,
): EvidenceZip {
  if (redactor !== null) learnTables(redactor, tables);
  let rows = 0;
  const entries = (redactor === null ? tables : redactTables(tables, redactor)).map((table): ZipEntry => {
    for (const _ of table.rows()) rows += 1;
    return { name: `${table.name}.csv`, bytes: Buffer.from([...csvBlocks(table)].join('')) };
  });
  const { caseId, journalHead } = caseFacts;
  const files = entries.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length, sha256: sha256(bytes) }));
  const manifest = { kind: 'memcase-tables/1', caseId, journalHead, redacted: redactor !== null, files };
  const json = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const bytes = makeZip([{ name: 'manifest.json', bytes: json }, ...entries]);
  return {
    bytes,
    sizeBytes: bytes.length,
    sha256: sha256(bytes),
    tables: entries.length,
    rows,
    places: entries.flatMap(({ name, bytes: file }) => [
      { name, text: file.toString('latin1'), kind: 'bytes' as const },
      { name, text: file.toString('utf8'), kind: 'table' as const },
    ]),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
