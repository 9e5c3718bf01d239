/** Sentences for and against, and the words of a definition, in English; other languages choose by code and id. */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Statement } from '#shared/domain/ledger.ts';
import { mechanismsEn, type MechanismCode, type MechanismParams } from '#shared/i18n/mechanisms.en.ts';

export function say<Code extends MechanismCode>(
  code: Code,
  params: MechanismParams[Code],
  evidence: readonly EvidenceRef[] = [],
  severity: Statement['severity'] = 'info',
): Statement {
  return { code, params: { ...params }, text: mechanismsEn.sentences[code](params), severity, evidence };
}
