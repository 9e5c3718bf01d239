/** The journal's chain: numbers without a gap, each hash over its entry and the hash before it. */
import type { VerifyCheck } from '#shared/contract/cases.ts';
import { GENESIS_HASH, hashEntry } from '../journal.ts';
import type { CaseStore } from '../store.ts';
import type { JournalEntry } from '../types.ts';
import { Findings } from './findings.ts';

export function verifyJournal({ journal, caseInfo }: CaseStore): VerifyCheck {
  const findings = new Findings('journal');
  let sequence = 0;
  let head = GENESIS_HASH;
  findings.attempt('the journal cannot be read', () => {
    for (const entry of journal.iterate()) {
      sequence += 1;
      findings.checked += 1;
      checkEntry(entry, sequence, head, findings);
      ({ sequence, hash: head } = entry);
    }
  });
  findings.attempt('the end of the journal', () => {
    const { journalSequence, journalHead } = caseInfo.read();
    if (journalSequence !== sequence)
      findings.add(`the journal ends at ${sequence}, not at ${journalSequence}`);
    if (journalHead !== head) findings.add('the newest entry is not the one that the case names');
  });
  return findings.result();
}

function checkEntry(entry: JournalEntry, sequence: number, head: string, findings: Findings): void {
  const name = `journal entry ${entry.sequence}`;
  if (entry.sequence !== sequence) findings.add(`${name}: ${sequence} was expected`);
  if (entry.previousHash !== head) findings.add(`${name}: does not follow the entry before it`);
  if (entry.hash !== hashEntry(entry)) findings.add(`${name}: was changed`);
}
