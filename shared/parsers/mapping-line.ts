/** The line that opens a VMA, read from text: with damage, and with paths beyond ASCII. */
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';
import { readCount, readHexAddress, readPermissions } from './damaged-text.ts';

export interface MappingLine {
  readonly mapping: Pick<
    ParsedMapping,
    'start' | 'end' | 'permissions' | 'offset' | 'device' | 'inode' | 'path'
  >;
  readonly flags: readonly { readonly reason: ProblemReason; readonly detail?: string }[];
}

// 7f8d9510e000-7f8d98000000 rw-p 00000000 00:00 0                          [heap]
const HEAD =
  /^\s{0,40}([^\s-]{4,24})-([^\s-]{4,24})(?=\s|$)(?:\s+(\S{2,5})(?:\s+(\S{1,24})(?:\s+(\S{1,16})(?:\s+(\d{1,15}))?)?)?)?\s*(.*)$/u;

/** Looks like the line, damaged or not. */
export function isMappingLine(text: string): boolean {
  return (
    /^\s{0,40}[0-9a-f]{4,16}-[0-9a-f]{4,16} [r-][w-][x-][ps]/.test(text) ||
    readMappingLine(text) !== undefined
  );
}

/** Undefined where the line does not start with two addresses. */
export function readMappingLine(text: string): MappingLine | undefined {
  const match = HEAD.exec(text);
  if (match === null) return undefined;
  const start = readHexAddress(match[1]!);
  const end = readHexAddress(match[2]!);
  if (start === undefined || end === undefined) return undefined;
  const flags: { reason: ProblemReason; detail?: string }[] = [];
  if (start.damaged || end.damaged) {
    flags.push({
      reason: 'damaged-digit',
      detail: `read as ${start.value.toString(16)}-${end.value.toString(16)}`,
    });
  }
  const permissions = readPermissions(match[3] ?? '');
  if (permissions === undefined) flags.push({ reason: 'missing-column', detail: 'permissions' });
  else if (permissions.damaged || match[3]!.length !== 4) {
    flags.push({ reason: 'damaged-permissions', detail: `read as ${permissions.value}` });
  }
  const offset = match[4] === undefined ? undefined : readHexAddress(match[4]);
  const inode = match[6] === undefined ? undefined : readCount(match[6]);
  if (inode === undefined || offset === undefined)
    flags.push({ reason: 'missing-column', detail: 'offset, device or inode' });
  const path = match[7]!.trimEnd();
  return {
    mapping: {
      start: start.value,
      end: end.value,
      permissions: permissions?.value ?? '',
      offset: offset?.value,
      device: match[5],
      inode: inode?.value,
      path,
    },
    flags,
  };
}
