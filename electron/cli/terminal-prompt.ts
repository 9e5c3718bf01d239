/**
 * Questions on the terminal, on stderr, so that results can be piped. What is typed as a secret is not shown and goes
 * nowhere but into the answer. What a server says is shown without its control characters, and as the server's.
 */
import { toPrintable } from '#shared/util/printable.ts';

export interface Terminal {
  /** Null where the person gave up: Ctrl-C, Ctrl-D, or the input ended. */
  ask(prompt: string, echo: boolean): Promise<string | null>;
  say(line: string): void;
}

/** Undefined where nobody can answer: input or output is no terminal. */
export function openTerminal(
  stdin: NodeJS.ReadStream = process.stdin,
  stderr: NodeJS.WriteStream = process.stderr,
): Terminal | undefined {
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  return {
    say: (line) => void stderr.write(`${toPrintable(line)}\n`),
    ask: (prompt, echo) => readAnswer(stdin, stderr, toPrintable(prompt), echo),
  };
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const ERASE = new Set(['\u007f', '\b']);
/** Longer answers are no passwords. */
const MAX_LENGTH = 4096;

function readAnswer(
  stdin: NodeJS.ReadStream,
  stderr: NodeJS.WriteStream,
  prompt: string,
  echo: boolean,
): Promise<string | null> {
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve) => {
    let typed: string[] = [];
    const finish = (answer: string | null): void => {
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      typed = [];
      resolve(answer);
    };
    const onEnd = (): void => finish(null);
    const onData = (text: string): void => {
      for (const character of text) {
        if (character === '\r' || character === '\n') return finish(typed.join(''));
        if (character === CTRL_C) {
          finish(null);
          process.kill(process.pid, 'SIGINT');
          return;
        }
        if (character === CTRL_D) return finish(null);
        if (ERASE.has(character)) {
          if (typed.pop() !== undefined && echo) stderr.write('\b \b');
        } else if (character >= ' ' && typed.length < MAX_LENGTH) {
          typed.push(character);
          if (echo) stderr.write(character);
        }
      }
    };
    stdin.on('data', onData);
    stdin.on('end', onEnd);
  });
}
