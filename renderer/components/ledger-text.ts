/** Names of ledger rows and their notes in the language of the window. */
import type { LedgerNode, Statement } from '#shared/domain/ledger.ts';
import type { RegionClass } from '#shared/domain/memory.ts';
import { ledgerLabel as labelIn } from '#shared/i18n/ledger-label.ts';
import type { Messages } from '#shared/i18n/index.ts';

type Names = Readonly<Record<string, string>>;
type SentenceTable = Readonly<Record<string, (params: Statement['params']) => string>>;

/** Our own labels are translated; names of processes and mappings stay as they are. */
export function ledgerLabel(node: LedgerNode, { ledger }: Messages): string {
  return labelIn(node, ledger);
}

export function noteText(note: string, { ledger }: Messages): string {
  const notes: Names = ledger.notes;
  return notes[note] ?? note;
}

export function className(name: RegionClass, { ledger }: Messages): string {
  return ledger.classes[name];
}

/** The analysis gives code and parameters; its own English sentence stands in where the code is new. */
export function statementText(statement: Statement, { ledger, mechanisms }: Messages): string {
  // Codes and parameters come from the same table of types; on the wire they are plain values.
  const texts: unknown = { ...ledger.statements, ...mechanisms.sentences };
  const make = (texts as SentenceTable)[statement.code];
  return make?.(statement.params) ?? statement.text;
}
