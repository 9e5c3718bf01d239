/** `memcase collect` and `memcase dump` of a desk against targets of a lab. */
import type { CollectResult } from '#shared/contract/collect.ts';
import type { DumpResult } from '#shared/contract/dumps.ts';
import type { Lab } from '#test/lab/lab.ts';
import type { Desk, Ended } from './cli/memcase.ts';

export interface Outcome<Result> extends Ended {
  /** What `--json` printed; undefined where nothing was. */
  readonly result: Result | undefined;
}

export interface LabDesk {
  collect(target: string, ...more: string[]): Promise<Outcome<CollectResult>>;
  dump(target: string, process: string | number, ...more: string[]): Promise<Outcome<DumpResult>>;
}

/** A case for each target: several commands at once must not wait for one another. */
export function createLabDesk(lab: Lab, desk: Desk): LabDesk {
  const made = new Set<string>();
  const run = async <Result>(
    command: string,
    target: string,
    more: readonly string[],
  ): Promise<Outcome<Result>> => {
    const file = caseOf(target);
    if (!made.has(file)) {
      made.add(file);
      await desk.run(['new', file]);
    }
    const ended = await desk.run([
      command,
      file,
      '-F',
      lab.configFile,
      '--target',
      target,
      '--name',
      target.replace(/.*@/, ''),
      '--json',
      ...more,
    ]);
    return { ...ended, result: ended.out === '' ? undefined : (JSON.parse(ended.out) as Result) };
  };
  return {
    collect: (target, ...more) => run('collect', target, more),
    dump: (target, process, ...more) => run('dump', target, ['--process', String(process), ...more]),
  };
}

/** `root` and other users of one target have a case each. */
export const caseOf = (target: string) => `${target.replace('@', '-at-')}.memcase`;

/** `ITEM CODE`, sorted. */
export function gapsOf({ result }: Outcome<CollectResult>): string[] {
  return (result?.gaps ?? []).map(({ item, code }) => `${item} ${code}`).sort();
}
