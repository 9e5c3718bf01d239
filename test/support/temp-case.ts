/** A case in a temporary folder, for tests that need a real one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCaseFile } from '#electron/casefile/case-file.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import type { Platform } from '#electron/platform/platform.ts';
import type { Artifact, ArtifactKind, Snapshot } from '#shared/domain/evidence.ts';
import { createTestPlatform, TEST_EPOCH } from './test-platform.ts';

export interface TempCase {
  /** Holds the case, the platform's folders, and whatever else a test puts there. */
  readonly folder: string;
  readonly path: string;
  readonly platform: Platform;
  /** Open for writing. */
  readonly file: WritableCase;
  /** Closes the case, if it is open, and deletes the folder. */
  remove(): void;
}

export function createTempCase(options: { title?: string; zstdLevel?: number } = {}): TempCase {
  const folder = mkdtempSync(join(tmpdir(), 'memcase-case-'));
  const path = join(folder, 'test.memcase');
  const platform = createTestPlatform(folder);
  const file = createCaseFile(path, { title: 'Test case', ...options }, platform);
  const remove = () => {
    file.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, path, platform, file, remove };
}

/** The snapshot of a target at a minute of the test day. */
export function addTestSnapshot(file: WritableCase, target = 'suspect', minute = 0): Snapshot {
  return file.addSnapshot(file.ensureTarget(target).id, TEST_EPOCH + minute * 60_000, 'given');
}

export async function addTestArtifact(
  file: WritableCase,
  snapshot: Snapshot,
  content: string | Uint8Array,
  kind: ArtifactKind = 'text',
): Promise<Artifact> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const encoding = typeof content === 'string' ? 'utf-8' : 'binary';
  const name = `${kind}.${encoding === 'binary' ? 'bin' : 'txt'}`;
  const { artifact } = await file.addArtifact(
    { snapshotId: snapshot.id, kind, name, encoding, capturedAt: snapshot.takenAt },
    [bytes],
  );
  return artifact;
}
