/** Proves that a case is as it was written, and that its tables are those that its evidence gives. */
import type { VerifyResult } from '#shared/contract/cases.ts';
import { digestAssembled } from '#electron/casefile/derived.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { assembleStored } from '../derive/derive-snapshots.ts';
import type { CancelSignal, Job } from '../types.ts';

type Check = VerifyResult['checks'][number];

/** @throws job.cancelled, casefile.io */
export async function* verifyCase(file: ReadableCase, signal: CancelSignal): Job<VerifyResult> {
  const checks: Check[] = [yield* checkDerived(file, signal)];
  return {
    case: file.info.title,
    ok: checks.every(({ ok }) => ok),
    journalHead: file.info.journalHead,
    rawBytes: 0,
    checks,
  };
}

/** Derives every snapshot again, in memory, and compares it with what is stored. */
async function* checkDerived(file: ReadableCase, signal: CancelSignal): Job<Check> {
  const findings: string[] = [];
  const snapshots = file.snapshots();
  for (const snapshot of snapshots) {
    const { assembled } = yield* assembleStored(file, snapshot, signal);
    if (digestAssembled(assembled) === file.derivedDigest(snapshot.id)) continue;
    findings.push(
      `the tables of ${snapshot.targetName}@${snapshot.ordinal} are not those that its evidence gives (memcase reparse makes them again)`,
    );
  }
  return { name: 'derived', ok: findings.length === 0, checked: snapshots.length, findings };
}
