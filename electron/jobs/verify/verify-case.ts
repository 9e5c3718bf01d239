/** Proves that a case is as it was written, and that its tables are those that its evidence gives. */
import type { VerifyResult } from '#shared/contract/cases.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import { digestAssembled } from '#electron/casefile/derived.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { verifyCaseFile } from '#electron/casefile/verify.ts';
import { throwIfAborted } from '../cancel.ts';
import { assembleStored } from '../derive/derive-snapshots.ts';
import type { CancelSignal, Job } from '../types.ts';
import { breathe } from '../with-progress.ts';

/** As the contract says. */
const MAX_FINDINGS = 100;

type Check = VerifyResult['checks'][number];

/** @throws job.cancelled, casefile.io */
export async function* verifyCase(file: ReadableCase, signal: CancelSignal): Job<VerifyResult> {
  const checks = [...(yield* checkFile(file, signal)), yield* checkDerived(file, signal)];
  return {
    case: file.info.title,
    ok: checks.every(({ ok }) => ok),
    journalHead: file.info.journalHead,
    rawBytes: rawBytes(file),
    checks,
  };
}

/** The case file's own checks, with a pause in which a cancellation can arrive. */
async function* checkFile(file: ReadableCase, signal: CancelSignal): Job<Check[]> {
  const steps = verifyCaseFile(file);
  for (;;) {
    throwIfAborted(signal);
    await breathe();
    const step = steps.next();
    if (step.done === true) return step.value;
    yield step.value;
  }
}

/** Bytes of evidence; parts of a transcript have those of their source. */
function rawBytes(file: ReadableCase): number {
  return file
    .artifacts()
    .reduce((sum, { sourceId, sizeBytes }) => sum + (sourceId === null ? sizeBytes : 0), 0);
}

/** Derives every snapshot again, in memory, and compares it with what is stored. */
async function* checkDerived(file: ReadableCase, signal: CancelSignal): Job<Check> {
  const findings: string[] = [];
  const snapshots = file.snapshots();
  for (const snapshot of snapshots) {
    if (findings.length === MAX_FINDINGS) break;
    const finding = yield* compare(file, snapshot, signal);
    if (finding !== undefined) findings.push(`${snapshot.targetName}@${snapshot.ordinal}: ${finding}`);
  }
  return { name: 'derived', ok: findings.length === 0, checked: snapshots.length, findings };
}

/** @returns what is wrong with the tables of a snapshot, if anything */
async function* compare(
  file: ReadableCase,
  snapshot: Snapshot,
  signal: CancelSignal,
): Job<string | undefined> {
  try {
    const { assembled } = yield* assembleStored(file, snapshot, signal);
    if (digestAssembled(assembled) === file.derivedDigest(snapshot.id)) return undefined;
    return 'the tables are not those that its evidence gives (memcase reparse makes them again)';
  } catch (error) {
    // Damaged evidence is what verify is there to find; which piece it is the other checks say.
    if (isAppError(error) && error.code === 'casefile.corrupt') return error.message;
    throw error;
  }
}
