/** Words that the author wants gone: in any case, inside longer words too, and across a line's end. */
import type { Finding } from './rule.ts';

export interface AuthorWords {
  readonly find: (text: string) => Finding[];
  readonly isIn: (text: string) => boolean;
}

export function authorWords(words: readonly string[]): AuthorWords {
  if (words.length === 0) return { find: () => [], isIn: () => false };
  // Of two that begin in one place the longer one is taken.
  const longestFirst = words.toSorted((one, other) => other.length - one.length);
  const source = longestFirst.map((word) => escape(word.trim()).replaceAll(/\s+/g, '\\s+')).join('|');
  return {
    find: (text) =>
      [...text.matchAll(new RegExp(source, 'giu'))].map(({ index, 0: found }) => ({
        class: 'word',
        start: index,
        end: index + found.length,
      })),
    isIn: (text) => new RegExp(source, 'iu').test(text),
  };
}

function escape(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
