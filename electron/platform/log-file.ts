/** The log: one JSON object a line, in a file of its own, never on the screen and never in a case. */
import { appendFileSync, renameSync, statSync } from 'node:fs';
import type { Platform } from './platform.ts';

/** Two files of this size at most: enough for the story of a defect, nothing that fills a disk. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_LINE_CHARACTERS = 16 * 1024;

/** Never throws: a full disk must not hide the error that was to be written down. */
export function createLogFile(path: string): Platform['log'] {
  return (level, message, data) => {
    try {
      turnOver(path);
      appendFileSync(path, `${toLine(level, message, data)}\n`, { mode: 0o600 });
    } catch {
      // Nowhere left to say it.
    }
  };
}

function toLine(level: string, message: string, data: Record<string, unknown> | undefined): string {
  const entry = { at: new Date().toISOString(), level, message };
  const line = JSON.stringify({ ...entry, data });
  return line.length <= MAX_LINE_CHARACTERS ? line : JSON.stringify({ ...entry, data: 'too long' });
}

function turnOver(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_FILE_BYTES) renameSync(path, `${path}.1`);
}
