/** The tables of the bundled case in both formats, read by DuckDB, which shares nothing with us. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain } from '#shared/analysis/explain.ts';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { ExportRequest, ExportResult } from '#shared/contract/exports.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { exportCase } from '#electron/jobs/export/export-case.ts';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import { createTempCase } from '#test/support/temp-case.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const going = { aborted: false };
const formats = ['csv', 'parquet'] as const;
const query = /```sql\n([\s\S]*?)```/.exec(
  readFileSync(new URL('../../../TABLES.md', import.meta.url), 'utf8'),
)?.[1];

let folder: string;
let path: string;
let file: ReadableCase;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memcase-export-'));
  const platform = createTestPlatform(folder);
  path = join(folder, 'sample.memcase');
  copyFileSync(platform.samplePath, path);
  file = openCaseForReading(path, platform);
});
afterAll(() => {
  file.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  directory: string,
  changes: Partial<ExportRequest> = {},
  { of = file, signal = going } = {},
): Promise<ExportResult> {
  const job = exportCase(of, { case: '-', directory, format: 'csv', redact: true, ...changes }, signal);
  for (;;) {
    const step = await job.next();
    if (step.done) return step.value;
  }
}

/** As much of DuckDB's client as is used here. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<{
        runAndReadAll(sql: string): Promise<{ getRowObjects(): Record<string, unknown>[] }>;
        closeSync(): void;
      }>;
    }>;
  };
}

async function ask(directory: string, sql: string): Promise<Record<string, unknown>[]> {
  const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api') as DuckDb;
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rows = await connection.runAndReadAll(
    sql.replaceAll(/'(\w+\.(?:csv|parquet))'/g, `'${directory}/$1'`),
  );
  const objects = rows.getRowObjects();
  connection.closeSync();
  return objects.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
    ),
  );
}

describe.each(formats)('tables as %s', (format) => {
  let directory: string;
  let result: ExportResult;
  beforeAll(async () => {
    directory = join(folder, format);
    result = await run(directory, { format });
  });

  it('give the ledger’s process level by the documented query, to the byte', async () => {
    const sides = selectSides(file.snapshots(), {}, ({ id }) => file.snapshotReader(id));
    const { tree } = explain({ ...sides, caseTitle: '', all: true });
    const anonymous = tree[0]!.children.find(({ labelKey }) => labelKey === 'anonymous')!;
    const expected = anonymous.children
      .filter(({ kind }) => kind === 'process-group')
      .map(({ label, aBytes, bBytes, deltaBytes }) => [label, aBytes, bBytes, deltaBytes]);
    expect(expected.length).toBeGreaterThan(8);
    const rows = await ask(directory, query!.replaceAll('.csv', `.${format}`));
    const found = rows.map((row) => [
      String(row['program']).replace(/^.*\//, ''),
      row['a_bytes'],
      row['b_bytes'],
      row['delta_bytes'],
    ]);
    const byName = (one: unknown[], other: unknown[]): number =>
      String(one[0]).localeCompare(String(other[0]));
    expect(found.toSorted(byName)).toEqual(expected.toSorted(byName));
  });

  it('hold every row of the case, and their sums', async () => {
    const one = async (sql: string): Promise<unknown> => Object.values((await ask(directory, sql))[0]!)[0];
    expect(await one(`SELECT count(*) FROM 'artifacts.${format}'`)).toBe(file.artifacts().length);
    expect(await one(`SELECT sum(size_bytes) FROM 'artifacts.${format}'`)).toBe(
      file.artifacts().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
    const regions = file.snapshots().flatMap(({ id }) => {
      const reader = file.snapshotReader(id);
      return reader.processes().flatMap((process) => reader.regions(process.id));
    });
    expect(await one(`SELECT count(*) FROM 'regions.${format}'`)).toBe(regions.length);
    expect(await one(`SELECT sum(rss_bytes) FROM 'regions.${format}'`)).toBe(
      regions.reduce((sum, { rssBytes }) => sum + (rssBytes ?? 0), 0),
    );
    expect(
      await one(
        `SELECT count(*) FROM 'regions.${format}' WHERE start = '0x${regions[0]!.start.toString(16)}'`,
      ),
    ).toBeGreaterThan(0);
  });

  it('are in the manifest with their hashes', () => {
    const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as ExportResult & {
      journalHead: string;
      redacted: boolean;
    };
    expect(manifest).toMatchObject({
      journalHead: file.info.journalHead,
      redacted: true,
      files: result.files,
    });
    expect(readdirSync(directory).toSorted()).toEqual(
      ['manifest.json', ...result.files.map(({ name }) => name)].toSorted(),
    );
    for (const { name, sha256, sizeBytes } of result.files) {
      const bytes = readFileSync(join(directory, name));
      expect([name, createHash('sha256').update(bytes).digest('hex'), bytes.length]).toEqual([
        name,
        sha256,
        sizeBytes,
      ]);
    }
  });

  it('are the same bytes twice', async () => {
    const again = await run(join(folder, `${format}-again`), { format });
    expect(again.files).toEqual(result.files);
  });
});

describe('text from evidence', () => {
  const hostile = '/usr/sbin/fwlog "a,b" \'c\' =1+1 --password=hunter2x --broker=203.0.113.9 日志';

  it.each(formats)('comes through %s as it is, and redacted where it is asked', async (format) => {
    const temporary = createTempCase();
    const ps = `  PID  PPID USER       RSS COMMAND\n  101     1 alice  290144 ${hostile}\n`;
    const sources = [{ kind: 'bytes' as const, name: 'ps', bytes: new Uint8Array(Buffer.from(ps)) }];
    try {
      for await (const _ of importEvidence(
        temporary.file,
        { target: 'one', sources },
        going,
        temporary.platform,
      ));
      const lines = async (redact: boolean): Promise<unknown[]> => {
        const directory = join(temporary.folder, `${format}-${redact}`);
        await run(directory, { format, redact }, { of: temporary.file });
        expect(await ask(directory, `SELECT * FROM 'sockets.${format}'`)).toEqual([]);
        const [row] = await ask(
          directory,
          `SELECT command_line, pid, region_source FROM 'processes.${format}'`,
        );
        return Object.values(row!);
      };
      expect(await lines(false)).toEqual([hostile, 101, null]);
      const [redacted] = await lines(true);
      expect(redacted).toMatch(/--password=\[SECRET-\w{4}\] --broker=\[IPV4-\w{4}\] 日志$/);
    } finally {
      temporary.remove();
    }
  });
});

describe('whole or not at all', () => {
  it('a folder with something in it is left alone', async () => {
    const directory = join(folder, 'taken');
    mkdirSync(directory);
    writeFileSync(join(directory, 'mine.txt'), 'mine');
    await expect(run(directory)).rejects.toMatchObject({ code: 'export.write-failed' });
    expect(readdirSync(directory)).toEqual(['mine.txt']);
  });

  it('a file of that name, or no folder to put it in, is refused', async () => {
    await expect(run(path)).rejects.toMatchObject({ code: 'export.write-failed' });
    await expect(run(join(folder, 'none', 'here'))).rejects.toMatchObject({ code: 'export.write-failed' });
  });

  it('an empty folder is filled', async () => {
    const directory = join(folder, 'empty');
    mkdirSync(directory);
    await run(directory);
    expect(readdirSync(directory)).toContain('ledger.csv');
  });

  it('a cancelled export leaves nothing', async () => {
    const before = readdirSync(folder).toSorted();
    const directory = join(folder, 'cancelled');
    const signal = { aborted: false };
    const job = exportCase(file, { case: '-', directory, format: 'csv', redact: true }, signal);
    await job.next();
    await job.next();
    signal.aborted = true;
    await expect(job.next()).rejects.toMatchObject({ code: 'job.cancelled' });
    expect(existsSync(directory)).toBe(false);
    expect(readdirSync(folder).toSorted()).toEqual(before);
  });

  const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0;
  it.runIf(canMount || process.env['CI'] !== undefined).each(formats)(
    'a full disk leaves nothing: %s',
    (format) => {
      const disk = mkdtempSync(join(folder, 'disk-'));
      const script = new URL('../../support/export/narrow-export.ts', import.meta.url).pathname;
      const out = execFileSync('unshare', ['-Urm', process.execPath, script, disk, path, format], {
        encoding: 'utf8',
      });
      expect(JSON.parse(out)).toEqual({ code: 'export.write-failed ENOSPC', left: [] });
    },
  );
});
