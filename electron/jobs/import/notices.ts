/** Warnings of an import: one sentence for each sort of thing, however many files it concerns. */
import type { ImportResult } from '#shared/contract/imports.ts';
import { formatCount } from '#shared/units/format.ts';

const SHOWN_NAMES = 3;

type LeftOut = ImportResult['leftOut'][number];

const topics: Readonly<Record<LeftOut['reason'], string>> = {
  empty: '{n} left out (empty)',
  'not-a-file': '{n} left out (links and special files are not followed)',
  'not-text': '{n} kept, but not read: no text (raw memory needs --dump PID:0xSTART)',
  unrecognised: '{n} kept as text that no parser reads',
  'too-long': '{n} kept whole, but read only in part',
  'bad-manifest-line': '{n} with lines that are no rows of a manifest',
};

export class Notices {
  readonly #sentences: string[] = [];
  readonly #byTopic = new Map<string, string[]>();
  readonly #leftOut: LeftOut[] = [];

  add(...sentences: readonly string[]): void {
    this.#sentences.push(...sentences);
  }

  /** `topic` with `{n}` for the number; names are listed behind it. */
  addFile(topic: string, name: string): void {
    const names = this.#byTopic.get(topic) ?? [];
    names.push(name);
    this.#byTopic.set(topic, names);
  }

  /**
   * What was given and is not in the case, or not read. `expected` is what a manifest lists: whoever captured
   * it meant it to be as it is, so it is told of but counts as taken.
   */
  leaveOut(reason: LeftOut['reason'], name: string, { expected = false, detail = '' } = {}): void {
    this.addFile(topics[reason], `${name}${detail}`);
    if (!expected) this.#leftOut.push({ name, reason });
  }

  leftOut(): LeftOut[] {
    return this.#leftOut;
  }

  toList(): string[] {
    const byTopic = [...this.#byTopic].map(([topic, names]) => {
      const shown = names.slice(0, SHOWN_NAMES).join(', ');
      const more = names.length > SHOWN_NAMES ? `, and ${formatCount(names.length - SHOWN_NAMES)} more` : '';
      return `${topic.replace('{n}', files(names.length))}: ${shown}${more}.`;
    });
    return [...new Set([...this.#sentences, ...byTopic])];
  }
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${formatCount(count)} files`;
}
