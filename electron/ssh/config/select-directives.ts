/** Which directives hold for a host: `Host` and `Match` blocks, in the order in which they are met. */
import { matchesHostList, matchesPattern, matchesPatternList } from '../patterns.ts';
import type { Directive } from './read-config.ts';

/** What `Match` may look at; told by what was found so far, as OpenSSH does. */
export interface MatchSubject {
  /** As the person typed it. */
  readonly alias: string;
  readonly localUser: string;
  hostName(): string;
  user(): string;
}

/** Calls `accept` with each directive that holds, and `notice` with what was met and cannot be honoured. */
export function selectDirectives(
  directives: readonly Directive[],
  subject: MatchSubject,
  accept: (directive: Directive) => void,
  notice: (sentence: string) => void,
): void {
  const walk = (list: readonly Directive[], parentActive: boolean): void => {
    let active = parentActive;
    for (const directive of list) {
      if (directive.keyword === 'host') {
        active = parentActive && matchesHostLine(subject.alias, directive.args);
      } else if (directive.keyword === 'match') {
        active = parentActive && matchesMatchLine(directive, subject, notice);
      } else if (directive.included !== undefined) {
        for (const file of directive.included) walk(file, active);
      } else if (active) {
        accept(directive);
      }
    }
  };
  walk(directives, true);
}

function matchesHostLine(alias: string, patterns: readonly string[]): boolean {
  const refused = patterns.some(
    (pattern) => pattern.startsWith('!') && matchesPattern(alias, pattern.slice(1)),
  );
  return !refused && patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(alias, pattern));
}

const withoutValue = new Set(['all', 'canonical', 'final']);

/** A condition that is not honoured holds for nobody, negated or not: `exec` would run a command to find out. */
function matchesMatchLine(
  { args, place }: Directive,
  subject: MatchSubject,
  notice: (sentence: string) => void,
): boolean {
  const unhonoured: string[] = [];
  const words = args.flatMap((word) => splitCondition(word));
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const negated = word.startsWith('!');
    const name = word.slice(negated ? 1 : 0).toLowerCase();
    const value = withoutValue.has(name) ? '' : (words[(at += 1)] ?? '');
    const holds = conditionHolds(name, value, subject);
    if (holds === null) unhonoured.push(name);
    else if (holds === negated) return false;
  }
  if (unhonoured.length === 0) return true;
  notice(`${place}: "Match ${unhonoured.join(', ')}" is not honoured: its block is left out.`);
  return false;
}

/** `host=a` is one word and two things. */
function splitCondition(word: string): string[] {
  const match = /^(!?[a-z]+)=(.*)$/i.exec(word);
  return match === null ? [word] : [match[1] ?? '', match[2] ?? ''];
}

/** Null: cannot be told here. */
function conditionHolds(name: string, value: string, subject: MatchSubject): boolean | null {
  switch (name) {
    case 'all':
      return true;
    case 'host':
      return matchesHostList(subject.hostName(), value);
    case 'originalhost':
      return matchesHostList(subject.alias, value);
    case 'user':
      return matchesPatternList(subject.user(), value);
    case 'localuser':
      return matchesPatternList(subject.localUser, value);
    default:
      return null;
  }
}
