/** What the import form holds, and what it asks for. */
import type { ImportResult } from '#shared/contract/imports.ts';
import type { EpochMs } from '#shared/units/time.ts';

export interface ImportDraft {
  readonly target: string;
  readonly files: readonly File[];
  readonly pasted: string;
  readonly process: string;
  readonly at: string;
}

export const emptyDraft: ImportDraft = { target: '', files: [], pasted: '', process: '', at: '' };

export type DraftFault = 'needTarget' | 'needSource' | 'atWrong';

const UTC_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;

/** @returns undefined where the text is no UTC time */
export function parseUtc(text: string): EpochMs | undefined {
  if (!UTC_TIME.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

export function faultOf(draft: ImportDraft): DraftFault | null {
  if (draft.target.trim() === '') return 'needTarget';
  if (draft.files.length === 0 && draft.pasted.trim() === '') return 'needSource';
  return draft.at.trim() === '' || parseUtc(draft.at.trim()) !== undefined ? null : 'atWrong';
}

export interface ByteSource {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Reads files only now, so that a change on disk between choosing and adding is not missed. */
export async function sourcesOf(draft: ImportDraft, pastedName: string): Promise<ByteSource[]> {
  const files = await Promise.all(
    draft.files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  if (draft.pasted.trim() === '') return files;
  return [...files, { name: pastedName, bytes: new TextEncoder().encode(draft.pasted) }];
}

export function totalsOf(result: ImportResult): { parts: number; records: number; problems: number } {
  return {
    parts: result.parts.length,
    records: result.parts.reduce((sum, part) => sum + part.records, 0),
    problems: result.parts.reduce((sum, part) => sum + part.problems, 0),
  };
}
