/** The checks that oxlint has no rule for. Each gives one line per breach: `path[:line]: rule: what to do`. */
import { posix } from 'node:path';
import { roomless, roomOf, unreachable } from './layers.ts';
import { MAX_LINES, oversized } from './sizes.ts';
import type { SourceFile } from './source-files.ts';

export function checkSources(files: readonly SourceFile[], today: string): string[] {
  return [
    ...checkRooms(files),
    ...checkReachability(files),
    ...checkSizes(files, today),
    ...checkTodos(files),
    ...checkClock(files),
  ];
}

const inWorlds = (path: string) => /^(shared|electron|renderer)\//.test(path);

function checkRooms(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => inWorlds(file.path) && !roomless.includes(file.path) && roomOf(file.path) === undefined)
    .map((file) => `${file.path}: no-room: add its folder to build/checks/layers.ts or move it`);
}

/** Walks the graph of value imports from each entry and prints the way to a package that must not be there. */
function checkReachability(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return unreachable.flatMap(({ from, package: name }) => {
    const way = findWay(byPath, from, name);
    return way === undefined ? [] : [`${from}: unreachable: reaches ${name}: ${way.join(' → ')}`];
  });
}

function findWay(files: ReadonlyMap<string, SourceFile>, from: string, name: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  // A Map keeps its order and is walked while it grows: breadth first.
  for (const path of cameFrom.keys()) {
    for (const { specifier, typeOnly } of files.get(path)?.imports ?? []) {
      if (typeOnly) continue;
      if (specifier === name || specifier.startsWith(`${name}/`)) return [...wayTo(cameFrom, path), name];
      const target = resolve(path, specifier);
      if (target !== undefined && !cameFrom.has(target)) cameFrom.set(target, path);
    }
  }
  return undefined;
}

function wayTo(cameFrom: ReadonlyMap<string, string | undefined>, path: string): string[] {
  const before = cameFrom.get(path);
  return before === undefined ? [path] : [...wayTo(cameFrom, before), path];
}

function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

function checkSizes(files: readonly SourceFile[], today: string): string[] {
  const tooLong = files
    .filter((file) => file.lines > MAX_LINES && (oversized[file.path]?.until ?? '') < today)
    .map((file) => `${file.path}: size: ${file.lines} lines, at most ${MAX_LINES}; cut it along its parts`);
  const needless = Object.keys(oversized)
    .filter((path) => !files.some((file) => file.path === path && file.lines > MAX_LINES))
    .map((path) => `${path}: size: listed in build/checks/sizes.ts without need`);
  return [...tooLong, ...needless];
}

function checkTodos(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.comments
      .filter((comment) => /\b(TODO|FIXME|XXX)\b(?!\(#\d+\))/.test(comment.text))
      .map((comment) => `${file.path}:${comment.line}: todo: write TODO(#12) with the number of its issue`),
  );
}

function checkClock(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => file.path.startsWith('shared/'))
    .flatMap((file) =>
      file.clockReads.map(
        (line) => `${file.path}:${line}: pure: shared/ has no clock; take the time as a parameter`,
      ),
    );
}
