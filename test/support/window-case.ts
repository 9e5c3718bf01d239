/** A case of two appliances for tests of the window, made by the real case file, parsers and assembly. */
import { createCaseFile } from '#electron/casefile/case-file.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { assembleSnapshot } from '#shared/analysis/assemble-snapshot.ts';
import type { ArtifactContent } from '#shared/domain/assembled.ts';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import {
  applianceEvidence,
  damagedPmap,
  type ApplianceSpec,
  type EvidenceText,
} from './builders/appliance-text.ts';

const decoder = new TextDecoder();
const TAKEN_AT = Date.UTC(2026, 10, 22, 9, 0, 0);

/** One snapshot of a target, `minute` minutes after the first. */
export async function addSnapshot(
  file: WritableCase,
  target: string,
  minute: number,
  evidence: readonly EvidenceText[],
): Promise<void> {
  const snapshot = file.addSnapshot(file.ensureTarget(target).id, TAKEN_AT + minute * 60_000, 'manifest');
  const contents: ArtifactContent[] = [];
  for (const { name, text, command, pid } of evidence) {
    const bytes = Buffer.from(text);
    const source = { bytes, decode: (part: Uint8Array) => decoder.decode(part), firstLine: 1 };
    const kind = recogniseKind(source, name);
    const { artifact } = await file.addArtifact(
      {
        snapshotId: snapshot.id,
        kind,
        name,
        encoding: 'utf-8',
        command,
        exitCode: 0,
        pid: pid ?? null,
        capturedAt: snapshot.takenAt,
      },
      [bytes],
    );
    contents.push({
      id: artifact.id,
      capturedAt: artifact.capturedAt,
      pid: pid ?? null,
      process: null,
      parsed: parseArtifact(kind, source),
    });
  }
  file.replaceDerived(snapshot.id, assembleSnapshot(snapshot.id, contents));
}

/** The baseline once, the suspect twice, the second time with a damaged pmap. */
export async function createWindowCase(
  path: string,
  platform: Platform,
  extra: Partial<ApplianceSpec> = {},
): Promise<void> {
  const file = createCaseFile(path, { title: 'Two appliances' }, platform);
  try {
    await addSnapshot(file, '10.222.3.49', 0, applianceEvidence({ backlogKb: 12_000, ...extra }));
    await addSnapshot(file, '10.222.3.18', 3, applianceEvidence({ backlogKb: 150_000, ...extra }));
    await addSnapshot(file, '10.222.3.18', 6, [
      ...applianceEvidence({ backlogKb: 310_000, ...extra }),
      { name: 'pmap.txt', command: 'pmap -x 2103', text: damagedPmap },
    ]);
  } finally {
    file.close();
  }
}
