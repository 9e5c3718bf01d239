/** What people wrote for a postmortem: a JSON file of theirs. */
import { readFile, stat } from 'node:fs/promises';
import { postmortemNotesSchema, type NotesGiven } from '#shared/contract/notes.ts';
import { AppError } from '#shared/errors/app-error.ts';

const MOST_BYTES = 1 << 20;

/** @throws input.not-found, input.too-large, input.bad-option */
export async function readNotes(path: string): Promise<NotesGiven> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true) throw new AppError('input.not-found', `There is no file ${path}.`, { path });
  if (info.size > MOST_BYTES)
    throw new AppError('input.too-large', `${path} is larger than 1 MiB.`, { path });
  const parsed = postmortemNotesSchema.safeParse(toJson(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const why = `${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`;
  throw new AppError('input.bad-option', `--notes ${path} is not what a postmortem takes: ${why}.`, { path });
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
