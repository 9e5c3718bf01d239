/** `/proc/PID/cmdline`: arguments, each ended by a NUL (fs/proc/base.c; proc(5)). */
import type { ParsedArtifact } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, parsedArtifact } from './artifact-format.ts';
import { ProblemLog } from './problem-log.ts';
import { executableName } from './ps-row.ts';
import type { TextSource } from './text-source.ts';

/** Longer ones are cut: the kernel allows 2 MiB of arguments, a table needs their beginning. */
const MAX_BYTES = 64 * 1024;
const SNIFF_BYTES = 4096;

export const cmdlineFormat: ArtifactFormat = { kind: 'cmdline', roleOf: () => null, parse: parseCmdline };

/** NULs between printable bytes; without one (a process may rewrite its title) the name must say it. */
export function isCommandLine(bytes: Uint8Array, name: string): boolean {
  const head = bytes.subarray(0, SNIFF_BYTES);
  if (head.length === 0 || head[0]! <= 32) return false;
  let hasNul = false;
  for (const byte of head) {
    if (byte === 0) hasNul = true;
    else if (byte < 32 && byte !== 9 && byte !== 10) return false;
  }
  return hasNul || (/(?:^|\/)\d+\/cmdline$/.test(name) && !head.includes(10));
}

/** One process with its command line; arguments are joined by blanks. */
export function parseCmdline(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const line = source.firstLine;
  const { bytes } = source;
  let end = Math.min(bytes.length, MAX_BYTES);
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 10)) end -= 1;
  const text = source.decode(bytes.subarray(0, end));
  if (bytes.length > MAX_BYTES) problems.add(line, 'line-too-long', text, `${bytes.length} bytes`);
  if (/[\u0001-\u0008\u000b-\u001f\ufffd]/.test(text)) problems.add(line, 'not-text', text);
  const commandLine = text
    .replaceAll('\0', ' ')
    .replace(/[\u0001-\u001f]/g, '\ufffd')
    .trim();
  if (commandLine === '') return parsedArtifact('cmdline', { problems: problems.list() });
  const process = { name: executableName(text.split('\0', 1)[0]!), commandLine, line, measures: [] };
  return parsedArtifact('cmdline', { commandLine, processes: [process], problems: problems.list() });
}
