/** Where in a report's input a text stands, for people: its evidence where it has one. */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import { formatEvidenceId } from '#shared/units/format.ts';
import { evidence } from './inlines.ts';
import type { TextPlace } from './redact.ts';

const PARTS: Readonly<Record<string, string>> = {
  case: 'title of the case',
  explanation: 'ledger',
  meminfo: 'meminfo',
  processes: 'processes',
  regions: 'regions',
  snapshots: 'targets',
  artifacts: 'evidence register',
  environment: 'environment',
  events: 'timeline',
  written: 'what people wrote',
};

/** `E-004:12`; else the part of the report. */
export function placeOf(at: TextPlace | null): string {
  let part = '';
  for (let here = at; here !== null; here = here.up) {
    const { holder } = here;
    const refs: unknown = holder['evidence'];
    if (Array.isArray(refs) && isRef(refs[0])) return evidence(refs[0]).text;
    if (typeof holder['id'] === 'number' && typeof holder['sha256'] === 'string') {
      return formatEvidenceId(holder['id']);
    }
    part = here.key;
  }
  return PARTS[part] ?? part;
}

function isRef(value: unknown): value is EvidenceRef {
  return typeof value === 'object' && value !== null && ('artifact' in value || 'dump' in value);
}
