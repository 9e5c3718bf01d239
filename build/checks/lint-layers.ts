/** Makes oxlint overrides of the table in layers.ts: one allow-list of imports per room and folder depth. */
import type { OxlintOverride } from 'oxlint';
import { isFileRoom, roomless, rooms, type Room } from './layers.ts';

/** Folders below a room's own in which files may lie. */
const MAX_DEPTH = 3;

/**
 * `no-restricted-imports` reads gitignore patterns in order, the last match counts: everything is banned, then
 * what the row names is let in, then what only looks like it is banned again. (Its `regex` option is no way
 * out: a lookahead in it is dropped in silence.)
 */
function restrictImports(message: string, allowed: readonly string[]): OxlintOverride['rules'] {
  return { 'no-restricted-imports': ['error', { patterns: [{ group: ['*', ...allowed], message }] }] };
}

function allowRoom(path: string): string[] {
  return /\.tsx?$/.test(path) ? [`!#${path}`] : [`!#${path}/**`];
}

/** A pattern without a slash matches any last segment, so `evil/zod` must be banned again after `!zod`. */
function allowPackage(name: string): string[] {
  if (name.endsWith('/*')) return [`!${name.slice(0, -2)}/**`];
  return [`!${name}`, `!${name}/**`, ...(name.includes('/') ? [] : [`*/**/${name}`])];
}

/** Relative imports that stay in the room, seen from `depth` folders below it; no way back down and up again. */
function allowRelative(depth: number): string[] {
  const up = depth > 0 ? ['!../**', `${'../'.repeat(depth + 1)}**`] : [];
  return ['!./**', ...up, '**/[!.]*/../**', '../**/./**', './**/../**'];
}

function describe(room: Room): string {
  const names = [...room.rooms, ...(room.packages ?? []), ...(room.node === true ? ['node:*'] : [])];
  return `layers: ${room.path} may import ${names.join(', ') || 'nothing'} (build/checks/layers.ts)`;
}

function overridesOf(room: Room): OxlintOverride[] {
  const allowed = [
    ...room.rooms.flatMap(allowRoom),
    ...(room.packages ?? []).flatMap(allowPackage),
    ...(room.node === true ? ['!node:*', '!node:*/**'] : []),
  ];
  if (isFileRoom(room)) return [{ files: [room.path], rules: restrictImports(describe(room), allowed) }];
  return Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => ({
    files: [`${room.path}/${'*/'.repeat(depth)}*.{ts,tsx}`],
    rules: restrictImports(describe(room), [...allowRelative(depth), ...allowed]),
  }));
}

/** Order matters to oxlint: the ban for unclassified files first, each room's own row after it. */
export function layerOverrides(): OxlintOverride[] {
  const unclassified = 'layers: this file belongs to no room of build/checks/layers.ts';
  return [
    {
      files: ['{shared,electron,renderer}/**/*.{ts,tsx}'],
      excludeFiles: [...roomless],
      rules: restrictImports(unclassified, []),
    },
    ...rooms.flatMap(overridesOf),
  ];
}
