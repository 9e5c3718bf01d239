/** Imports into a case of a test: files of a known time, and what came of them. */
import { createHash } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterEach, beforeEach } from 'vitest';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import type { EvidenceRequest } from '#electron/jobs/import/import-evidence.ts';
import { neverAborted } from '#electron/jobs/cancel.ts';
import { importLimits } from '#electron/jobs/limits.ts';
import type { ImportResult } from '#shared/contract/imports.ts';
import { createTempCase } from './temp-case.ts';
import type { TempCase } from './temp-case.ts';

/** When every file was written. */
export const modified = new Date('2026-11-22T09:30:00Z');

/** A case for each test of the file that calls this. */
export function useImports() {
  let temp: TempCase;
  beforeEach(() => {
    temp = createTempCase();
  });
  afterEach(() => temp.remove());

  function write(name: string, content: string | Uint8Array): string {
    const path = join(temp.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    utimesSync(path, modified, modified);
    return path;
  }

  async function take(request: Partial<EvidenceRequest>, limits = importLimits): Promise<ImportResult> {
    const full = { target: 'gw', sources: [], ...request };
    const job = importEvidence(temp.file, full, neverAborted, temp.platform, limits);
    for (;;) {
      const step = await job.next();
      if (step.done === true) return step.value;
    }
  }

  /** Imports, and changes something when that many items have been looked at. */
  async function disturbed(
    paths: readonly string[],
    after: number,
    change: () => void,
  ): Promise<ImportResult> {
    const sources = paths.map((path) => ({ path }));
    const job = importEvidence(temp.file, { target: 'gw', sources }, neverAborted, temp.platform);
    let looked = 0;
    for (;;) {
      const step = await job.next();
      if (step.done === true) return step.value;
      if (step.value.phase === 'look' && ++looked === after) change();
    }
  }

  return {
    /** The case of the test that runs. */
    get temp() {
      return temp;
    },
    write,
    take,
    takePaths: (...paths: string[]) => take({ sources: paths.map((path) => ({ path })) }),
    disturbed,
  };
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A tar of regular files, or of whatever the headers say. */
export async function tarOf(
  ...members: readonly [header: Parameters<ReturnType<typeof pack>['entry']>[0], content: string | Buffer][]
): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of members) archive.entry({ mtime: modified, ...header }, content);
  archive.finalize();
  return buffer(archive);
}
