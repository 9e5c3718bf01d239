/** Where the command line speaks: results on stdout, everything else on stderr. */
import { once } from 'node:events';
import type { JsonName, JsonShape } from '#shared/contract/json.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { createStyle } from './style.ts';
import type { Style } from './style.ts';

export interface Output {
  readonly style: Style;
  readonly isTerminal: boolean;
  /** Columns of the terminal, else what COLUMNS says; undefined where stdout is a file or a pipe. */
  readonly width: number | undefined;
  /** Lines of the result. */
  lines(lines: readonly string[]): void;
  /** The result as one JSON object. */
  json<Name extends JsonName>(name: Name, value: JsonShape<Name>): void;
  /** The result as it is, no faster than it is read; ends early where the reader does. */
  bytes(chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** One line on stderr: `memcase: …`. */
  notice(sentence: string): void;
  /** Waits until all is written; the code of the error that kept it from that (`ENOSPC`), or undefined. */
  failure(): Promise<string | undefined>;
}

/** `memcase … | head` closes the pipe early; that is no failure, but there is nobody to write for. */
const CLOSED_BY_READER = 'EPIPE';

export function createOutput(): Output {
  const { stdout, stderr } = process;
  let broken: string | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    broken ??= error.code ?? 'unknown';
  });
  return {
    style: createStyle(stdout.isTTY === true, process.env),
    isTerminal: stdout.isTTY === true,
    width: stdout.isTTY ? stdout.columns : columnsOf(process.env['COLUMNS']),
    lines: (lines) => void stdout.write(lines.map((line) => `${line}\n`).join('')),
    json: (name, value) =>
      void stdout.write(`${JSON.stringify({ schema: `memcase.${name}/1`, ...value })}\n`),
    bytes: async (chunks) => {
      for await (const chunk of chunks) {
        if (broken !== undefined) return;
        // An error that keeps it from draining is in `broken`.
        if (!stdout.write(chunk)) await once(stdout, 'drain').catch(() => undefined);
      }
    },
    notice: (sentence) => void stderr.write(`memcase: ${oneLine(sentence)}\n`),
    failure: async () => {
      await new Promise<void>((resolve) => stdout.write('', () => resolve()));
      return broken === CLOSED_BY_READER ? undefined : broken;
    },
  };
}

function columnsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
}

function oneLine(sentence: string): string {
  return toPrintable(sentence.replace(/\s*\n\s*/g, ' '));
}
