/**
 * Labels of redacted values, keyed by the case: the same value has the same label in every report and export of a
 * case, and whoever has only these can neither try out values nor compare them with those of another case.
 */
import { createHash, createHmac } from 'node:crypto';
import type { LabelCode } from '#shared/report/redact.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';

/** RFC 4648 base32: letters and digits that are not taken for each other. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** 80 bits: two values of one case never share all of them. */
const CODE_BYTES = 10;
/** What the key is made of: the raw bytes of the case's first evidence, and the times in its first journal entries. */
const [FIRST_ARTIFACTS, FIRST_ENTRIES, HEAD_BYTES] = [8, 8, 65_536] as const;

export function caseLabels(
  file: Pick<ReadableCase, 'info' | 'artifacts' | 'journal' | 'readBytes'>,
): LabelCode {
  const key = caseKey(file);
  return (kind, value) => base32(createHmac('sha256', key).update(`${kind}\0${value}`).digest());
}

/** Nothing that a report prints is enough to make it again: neither the case's number nor hashes of evidence. */
function caseKey(file: Pick<ReadableCase, 'info' | 'artifacts' | 'journal' | 'readBytes'>): Buffer {
  const hash = createHash('sha256').update(`memcase labels 1\0${file.info.caseId}\0`);
  for (const { sequence, hash: entry } of file.journal(0, FIRST_ENTRIES))
    hash.update(`${sequence} ${entry}\0`);
  const whole = file.artifacts().filter(({ sourceId }) => sourceId === null);
  for (const { id } of whole.slice(0, FIRST_ARTIFACTS)) hash.update(file.readBytes(id, 0, HEAD_BYTES));
  return hash.digest();
}

function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes.subarray(0, CODE_BYTES), (byte) => byte.toString(2).padStart(8, '0')).join(
    '',
  );
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('');
}
