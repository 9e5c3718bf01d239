/** Progress on one line of stderr, rewritten in place; nothing where stderr is no terminal. */
import type { Progress } from '#shared/contract/cases.ts';
import { formatBytes, formatCount, formatShare } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { fitToWidth } from './display-width.ts';

const CLEAR_LINE = '\r\u001b[2K';

const phases: Readonly<Record<string, string>> = {
  look: 'looking at',
  collect: 'collecting',
  dump: 'dumping',
  search: 'searching',
  store: 'storing',
  parse: 'reading',
  verify: 'checking',
  render: 'printing',
};

export interface ProgressLine {
  show(progress: Progress): void;
  /** Any other state, in words. */
  say(text: string): void;
  clear(): void;
}

export function createProgressLine(): ProgressLine {
  const { stderr } = process;
  if (stderr.isTTY !== true) return { show: () => undefined, say: () => undefined, clear: () => undefined };
  const write = (text: string): void =>
    void stderr.write(CLEAR_LINE + fitToWidth(toPrintable(text), (stderr.columns ?? 80) - 1));
  return {
    show: (progress) => write(progressText(progress)),
    say: write,
    clear: () => void stderr.write(CLEAR_LINE),
  };
}

/** `storing proc/1234/smaps 41.2 %`. */
export function progressText({ phase, done, total, unit, subject }: Progress): string {
  const amount = unit === 'bytes' ? formatBytes(done) : formatCount(done);
  const far = total === undefined || total === 0 ? amount : formatShare(Math.min(1, done / total));
  return toPrintable([phases[phase] ?? phase, subject, far].filter((part) => part !== undefined).join(' '));
}

/** Runs a job of the client to its result and shows how far it is. */
export async function followJob<Result>(
  job: AsyncIterator<Progress, Result, void>,
  line: ProgressLine,
): Promise<Result> {
  try {
    for (;;) {
      const step = await job.next();
      if (step.done === true) return step.value;
      line.show(step.value);
    }
  } finally {
    line.clear();
  }
}
