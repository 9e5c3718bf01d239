/**
 * Kernel messages from dmesg, journalctl or /var/log/messages: lines that speak of the OOM killer. Forms of
 * kernels 2.6.32 to 6.x (mm/oom_kill.c), told apart by their words, never by a version: distributions backport.
 * The text is kept, times are as printed: `dmesg -T` drifts and comes in the user's language.
 */
import type { ParsedArtifact, ParsedLogEvent } from '#shared/domain/parsed.ts';
import { fromKernelKb } from '#shared/units/bytes.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { hasKernelPrefix, splitKernelLine } from './kernel-line.ts';
import { ProblemLog } from './problem-log.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export const kernelLogFormat: ArtifactFormat = { kind: 'dmesg', roleOf, parse: parseKernelLog };

const OOM_WORDS =
  /invoked oom-killer|Out of memory|Killed? process \d|oom_reaper:|oom-kill:constraint|memory\.oom\.group|killed as a result of limit|page allocation (?:failure|stalls)/;

function roleOf(text: string): LineRole | null {
  if (hasKernelPrefix(text)) return 'row';
  return OOM_WORDS.test(text) && /pid|process|gfp_mask|constraint|\d+kB|limit of/.test(text) ? 'row' : null;
}

/** The lines that speak of memory running out, in order. Other lines say nothing here and are no problem. */
export function parseKernelLog(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const events: ParsedLogEvent[] = [];
  forEachLine(source, problems, (text, line) => {
    if (!OOM_WORDS.test(text)) return;
    const { time, message } = splitKernelLine(text);
    events.push({ ...readMessage(message), timeText: time, text, line });
  });
  return parsedArtifact('dmesg', { events, problems: problems.list() });
}

type Message = Pick<ParsedLogEvent, 'kind' | 'pid' | 'processName' | 'anonRssBytes'>;

/** Names hold at most 15 characters, but any: blanks, brackets, colons. */
const MESSAGES: readonly {
  readonly kind: ParsedLogEvent['kind'];
  readonly mark: string;
  readonly form: RegExp;
}[] = [
  // Killed process 2345 (fwlog), UID 0, total-vm:…   |   Killed process 2345, UID 0, (fwlog) total-vm:…
  {
    kind: 'oom-killed',
    mark: 'Killed process ',
    form: /^Killed process (?<pid>\d{1,10}),?(?: UID \d{1,10},)? \((?<name>.{1,64}?)\),?(?: UID \d{1,10},)? total-vm/,
  },
  {
    kind: 'oom-killed',
    mark: 'Killed process ',
    form: /^Killed process (?<pid>\d{1,10}),?(?: \((?<name>.{1,64}?)\))?/,
  },
  // oom_reaper: reaped process 2345 (fwlog), now anon-rss:0kB, …
  {
    kind: 'oom-reaped',
    mark: 'oom_reaper: reaped process ',
    form: /^oom_reaper: reaped process (?<pid>\d{1,10}) \((?<name>.{1,64}?)\), now/,
  },
  // Out of memory: Kill process 2345 (fwlog) score 512 or sacrifice child: the line before `Killed process`
  {
    kind: 'other',
    mark: 'Kill process ',
    form: /^Kill process (?<pid>\d{1,10}) \((?<name>.{1,64}?)\) score/,
  },
  // oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),…,task=fwlog,pid=2345,uid=0
  { kind: 'other', mark: ',task=', form: /^,task=(?<name>.{1,64}?),pid=(?<pid>\d{1,10}),uid=/ },
];

function readMessage(message: string): Message {
  const invoked = message.indexOf(' invoked oom-killer');
  if (invoked >= 0) {
    // Who asked for memory; not the victim.
    return {
      kind: 'oom-invoked',
      ...(invoked > 0 && invoked <= 64 ? { processName: message.slice(0, invoked) } : {}),
    };
  }
  for (const { kind, mark, form } of MESSAGES) {
    const at = message.indexOf(mark);
    const groups = at < 0 ? undefined : form.exec(message.slice(at, at + 512))?.groups;
    if (groups !== undefined)
      return { kind, ...readGroups(groups), ...(kind === 'oom-killed' ? readAnonRss(message) : {}) };
  }
  return { kind: 'other' };
}

function readGroups(
  groups: Readonly<Record<string, string | undefined>>,
): Pick<Message, 'pid' | 'processName'> {
  const { pid, name } = groups;
  return {
    ...(pid === undefined ? {} : { pid: Number(pid) }),
    ...(name === undefined ? {} : { processName: name }),
  };
}

function readAnonRss(message: string): Pick<Message, 'anonRssBytes'> {
  const kilobytes = /\banon-rss:(\d{1,13})kB/.exec(message)?.[1];
  return kilobytes === undefined ? {} : { anonRssBytes: fromKernelKb(Number(kilobytes)) };
}
