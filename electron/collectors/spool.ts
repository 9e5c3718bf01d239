/**
 * A capture directory on our own side: items go there while they arrive, so that a large one needs no memory, and
 * it is imported like any other capture. Private, and gone afterwards.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { MANIFEST_NAME } from '#shared/parsers/capture-manifest.ts';
import type { BatchSink } from './item-receiver.ts';

export interface Spool extends BatchSink {
  readonly folder: string;
  writeManifest(text: string): Promise<void>;
  remove(): Promise<void>;
}

const PREFIX = 'collect-';

/** Below `tempDir`, with our process number in its name. Clears away what runs that were killed left there. */
export function createSpool(tempDir: string): Spool {
  removeLeftovers(tempDir);
  const folder = join(tempDir, `${PREFIX}${process.pid}-${randomBytes(6).toString('hex')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    folder,
    async open(path) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const handle = await open(file, 'wx', 0o600);
      return {
        async write(bytes) {
          for (let offset = 0; offset < bytes.length;) {
            offset += (await handle.write(bytes, offset)).bytesWritten;
          }
        },
        close: () => handle.close(),
      };
    },
    writeManifest: (text) => writeFile(join(folder, MANIFEST_NAME), text, { mode: 0o600, flag: 'wx' }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function removeLeftovers(tempDir: string): void {
  for (const name of listOrNone(tempDir)) {
    const pid = /^collect-([1-9]\d{0,9})-[0-9a-f]{12}$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(tempDir, name), { recursive: true, force: true });
  }
}

function listOrNone(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
