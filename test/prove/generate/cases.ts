/** Case files made of generated captures by the product's own import. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '#electron/app.ts';
import { openCaseForWriting } from '#electron/casefile/case-file.ts';
import { provePlatform } from '../harness/platform.ts';
import { writeCapture, type CapturePlan, type CaptureTotals } from './capture.ts';
import { generateHeap } from './heap-bytes.ts';

const TOTALS_NAME = 'totals.json';
export const CASE_NAME = 'generated.memcase';

/** A folder with the case and, beside it, what its captures add up to, in the order of `plans`. */
export async function buildCaseFolder(folder: string, plans: readonly CapturePlan[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const app = createApp(provePlatform(folder));
  const totals: CaptureTotals[] = [];
  try {
    const { handle } = await app.client.cases.create({ path: join(folder, CASE_NAME) });
    for (const plan of plans) {
      const directory = join(folder, 'capture');
      totals.push(await writeCapture(directory, plan));
      const request = { case: handle, target: plan.target, sources: [{ path: directory }] };
      for await (const _progress of await app.client.imports.run(request));
      await rm(directory, { recursive: true });
    }
  } finally {
    await app.close();
  }
  await writeFile(join(folder, TOTALS_NAME), JSON.stringify(totals));
}

export async function readTotals(folder: string): Promise<readonly CaptureTotals[]> {
  return JSON.parse(await readFile(join(folder, TOTALS_NAME), 'utf8')) as CaptureTotals[];
}

/** Adds a dump of generated heap bytes to the first snapshot. */
export async function addDump(folder: string, bytes: number, seed: number, pid: number): Promise<void> {
  const file = openCaseForWriting(join(folder, CASE_NAME), provePlatform(folder));
  try {
    const [snapshot] = file.snapshots();
    if (snapshot === undefined) throw new Error('a case without a snapshot');
    const base = 0x7f00_0000_0000 + seed * 2 ** 32;
    await file.addArtifact(
      {
        snapshotId: snapshot.id,
        kind: 'dump',
        name: `dump-${seed}.bin`,
        encoding: 'binary',
        pid,
        baseAddress: `0x${base.toString(16)}`,
        capturedAt: snapshot.takenAt,
      },
      generateHeap(bytes, seed),
    );
  } finally {
    file.close();
  }
}
