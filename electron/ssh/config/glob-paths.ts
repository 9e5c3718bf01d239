/** Paths as glob(7) finds them for Include: `*`, `?` and `[…]` within a name, none of them for a leading dot, sorted. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `pattern` is absolute. A name that does not exist gives nothing. */
export function globPaths(pattern: string): string[] {
  let found = ['/'];
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    found = found.flatMap((directory) =>
      /[*?[]/.test(part) ? matching(directory, part) : [join(directory, part)],
    );
  }
  return found.filter((path) => existsSync(path));
}

function matching(directory: string, part: string): string[] {
  const expression = toExpression(part);
  return namesIn(directory)
    .filter((name) => expression.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map((name) => join(directory, name));
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function toExpression(part: string): RegExp {
  const source = part.replaceAll(
    /\[(!?)([^\]]+)\]|[*?]|[\\^$.|+(){}[\]]/g,
    (token, not: string, set: string) => {
      if (token === '*') return '.*';
      if (token === '?') return '.';
      return set === undefined
        ? `\\${token}`
        : `[${not === '!' ? '^' : ''}${set.replaceAll(/[\\^]/g, '\\$&')}]`;
    },
  );
  return new RegExp(`^${source}$`, 's');
}
