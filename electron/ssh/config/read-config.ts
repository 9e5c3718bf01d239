/**
 * The text of ssh_config files as directives, Include resolved (ssh_config(5), `readconf.c` of OpenSSH 9).
 * Nothing is judged and nothing is run here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import { globPaths } from './glob-paths.ts';

/** As OpenSSH: a file that includes itself ends here. */
const MAX_DEPTH = 16;

export interface Directive {
  /** Lower case. */
  readonly keyword: string;
  readonly args: readonly string[];
  /** `file:line`, for people. */
  readonly place: string;
  /** Of an Include: the directives of each file that it names, in order. */
  readonly included?: readonly (readonly Directive[])[];
}

export interface ConfigBase {
  /** For `~` in Include; null in the system's file, where `~` means nothing. */
  readonly home: string | null;
  /** Where a relative Include starts. */
  readonly directory: string;
}

/** @returns null where there is no such file. @throws ssh.config for a file that cannot be read or a line that cannot */
export function readConfigFile(path: string, base: ConfigBase, depth = 0): readonly Directive[] | null {
  if (depth > MAX_DEPTH)
    throw new AppError('ssh.config', `${path}: too many files include each other`, { path });
  const text = readText(path);
  if (text === null) return null;
  return text.split('\n').flatMap((line, index) => {
    const place = `${path}:${index + 1}`;
    const directive = parseLine(line, place);
    if (directive === null) return [];
    if (directive.keyword !== 'include') return [directive];
    const files = directive.args.flatMap((arg) => globPaths(absolutePath(arg, base)));
    return [{ ...directive, included: files.map((file) => readConfigFile(file, base, depth + 1) ?? []) }];
  });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    const reason = (error as Error).message;
    throw new AppError('ssh.config', `${path} cannot be read: ${reason}`, { path, reason }, error);
  }
}

function absolutePath(path: string, { home, directory }: ConfigBase): string {
  if (home !== null && path.startsWith('~/')) return join(home, path.slice(2));
  return path.startsWith('/') ? path : join(directory, path);
}

/** `Keyword value…`, `Keyword=value`, `Keyword = "a b" c # comment`. @returns null for a line that says nothing */
export function parseLine(line: string, place: string): Directive | null {
  const match = /^[ \t]*("?)([^\s="#]+)\1(?:[ \t]*=[ \t]*|[ \t]+|(?=["'])|$)(.*)$/.exec(
    line.replace(/[\s\f]+$/, ''),
  );
  if (match === null) return null;
  const keyword = (match[2] ?? '').toLowerCase();
  const args = splitWords(match[3] ?? '');
  if (args === null) throw new AppError('ssh.config', `${place}: a quotation mark is not closed`, { place });
  if (args.length === 0) throw new AppError('ssh.config', `${place}: ${keyword} has no value`, { place });
  return { keyword, args, place };
}

/** Words as a shell would see them: quotes join, a backslash keeps a quote, `#` starts a comment. Null: quote open. */
function splitWords(text: string): string[] | null {
  const words: string[] = [];
  const token = /\s*(#.*$|(?:\\["'\\ ]|"(?:\\["'\\]|[^"])*"|'(?:\\["'\\]|[^'])*'|[^\s"'])+)/gy;
  let end = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    end = token.lastIndex;
    const word = match[1] ?? '';
    if (word.startsWith('#')) return words;
    words.push(unquote(word));
  }
  return text.slice(end).trim() === '' ? words : null;
}

function unquote(word: string): string {
  return word.replaceAll(
    /\\(["'\\ ])|"((?:\\["'\\]|[^"])*)"|'((?:\\["'\\]|[^'])*)'/g,
    (_, kept, double, single) => {
      const inner = (double ?? single) as string | undefined;
      return inner === undefined ? (kept as string) : inner.replaceAll(/\\(["'\\])/g, '$1');
    },
  );
}
