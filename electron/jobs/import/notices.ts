/** Warnings of an import: one sentence for each sort of thing, however many files it concerns. */
import { formatCount } from '#shared/units/format.ts';

const SHOWN_NAMES = 3;

export class Notices {
  readonly #sentences: string[] = [];
  readonly #byTopic = new Map<string, string[]>();

  add(...sentences: readonly string[]): void {
    this.#sentences.push(...sentences);
  }

  /** `topic` with `{n}` for the number; names are listed behind it. */
  addFile(topic: string, name: string): void {
    const names = this.#byTopic.get(topic) ?? [];
    names.push(name);
    this.#byTopic.set(topic, names);
  }

  toList(): string[] {
    const topics = [...this.#byTopic].map(([topic, names]) => {
      const shown = names.slice(0, SHOWN_NAMES).join(', ');
      const more = names.length > SHOWN_NAMES ? `, and ${formatCount(names.length - SHOWN_NAMES)} more` : '';
      return `${topic.replace('{n}', files(names.length))}: ${shown}${more}.`;
    });
    return [...new Set([...this.#sentences, ...topics])];
  }
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${formatCount(count)} files`;
}
