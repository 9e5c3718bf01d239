/** Where the command line speaks: results on stdout, everything else on stderr. */
import type { JsonName, JsonShape } from '#shared/contract/json.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { createStyle } from './style.ts';
import type { Style } from './style.ts';

export interface Output {
  readonly style: Style;
  /** Columns of the terminal; undefined where stdout is a file or a pipe. */
  readonly width: number | undefined;
  /** Lines of the result. */
  lines(lines: readonly string[]): void;
  /** The result as one JSON object. */
  json<Name extends JsonName>(name: Name, value: JsonShape<Name>): void;
  /** One line on stderr: `memcase: …`. */
  notice(sentence: string): void;
}

export function createOutput(): Output {
  const { stdout, stderr } = process;
  // `memcase … | head` closes the pipe early; that is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    style: createStyle(stdout.isTTY === true, process.env),
    width: stdout.isTTY ? stdout.columns : undefined,
    lines: (lines) => void stdout.write(lines.map((line) => `${line}\n`).join('')),
    json: (name, value) =>
      void stdout.write(`${JSON.stringify({ schema: `memcase.${name}/1`, ...value })}\n`),
    notice: (sentence) => void stderr.write(`memcase: ${oneLine(sentence)}\n`),
  };
}

function oneLine(sentence: string): string {
  return toPrintable(sentence.replace(/\s*\n\s*/g, ' '));
}
