/** Shell prompts in a pasted session: who, where, and the command behind it. */
import type { ArtifactKind } from '#shared/domain/evidence.ts';

export interface PromptLine {
  readonly hostname: string | null;
  readonly command: string;
}

/** Words that begin a command; a bare `# ` or `$ ` counts as a prompt only before one of them (`# 3. Title`). */
const COMMANDS = new Set(
  `cat ps pmap ss netstat grep egrep zgrep awk head tail less more dmesg journalctl for while sudo su free top uptime
  date hostname uname ls cd echo gdb strings pidof pgrep kill vi vim sort find sed cp mv rm df mount sysctl exit
  nsenter docker kubectl busybox vmstat slabtop numastat cut tr xargs time watch sh bash adb ssh`.split(
    /\s+/,
  ),
);

const HOST = String.raw`(?<host>[\w.-]{1,64})`;

/** In the order of trial; each with the prompt that it is for. */
const forms: readonly { readonly form: RegExp; readonly needsCommandWord: boolean }[] = [
  // root@appliance:~# cat /proc/meminfo        user@host:/var/log$ ps aux        root@host:~ %
  {
    form: new RegExp(String.raw`^[\w.-]{1,64}@${HOST}[: ]?[^#$%>]{0,200}[#$%>]\s{0,4}(?<command>.*)$`),
    needsCommandWord: false,
  },
  // [root@appliance ~]# pmap -x 1234
  {
    form: new RegExp(String.raw`^\[[\w.-]{1,64}@${HOST}[ :][^\]]{0,200}\]\s?[#$%>]\s{0,4}(?<command>.*)$`),
    needsCommandWord: false,
  },
  // TS3.0.24.4474 ~ # cat /proc/meminfo        host:~ # ps        bash-4.2# ps
  {
    form: new RegExp(String.raw`^${HOST}[: ]\s?[~/][^#$%>]{0,200}?\s?[#$]\s{1,4}(?<command>.*)$`),
    needsCommandWord: false,
  },
  { form: /^(?:ba|da|a)?sh-\d[\w.]{0,8}[#$]\s{0,4}(?<command>.*)$/, needsCommandWord: false },
  // (gdb) dump memory …
  { form: /^\((?<command>gdb\)\s.*)$/, needsCommandWord: false },
  // appliance# show memory        <appliance> display
  { form: new RegExp(String.raw`^<?${HOST}[#>]\s?(?<command>.*)$`), needsCommandWord: true },
  // / # ps        ~ $ ps        # ps        $ ps
  { form: /^\s{0,8}(?:[~/]\S{0,200}\s)?[#$]\s{1,4}(?<command>.*)$/, needsCommandWord: true },
];

/** Undefined where the line is no prompt. */
export function readPrompt(text: string): PromptLine | undefined {
  if (text.length > 4096 || !/[#$%>)]/.test(text)) return undefined;
  for (const { form, needsCommandWord } of forms) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    const command = (groups['command'] ?? '').replace('gdb)', '(gdb)').trim();
    if (needsCommandWord && !startsWithCommand(command)) continue;
    return { hostname: groups['host'] ?? null, command };
  }
  return undefined;
}

function startsWithCommand(command: string): boolean {
  const word = /^\S+/.exec(command)?.[0] ?? '';
  return COMMANDS.has(word.slice(word.lastIndexOf('/') + 1));
}

export interface CommandMeaning {
  readonly kind: ArtifactKind | null;
  readonly pid: number | null;
}

const KIND_OF_FILE: Readonly<Record<string, ArtifactKind>> = {
  smaps: 'smaps',
  smaps_rollup: 'smaps-rollup',
  maps: 'maps',
  status: 'status',
  cmdline: 'cmdline',
};

const KIND_OF_COMMAND: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/\/proc\/meminfo\b/, 'meminfo'],
  [/\/proc\/vmstat\b/, 'vmstat'],
  [/\/proc\/net\/tcp6?\b/, 'sockets'],
  [/(?:^|[\s|;/])pmap\s/, 'pmap'],
  [/(?:^|[\s|;/])(?:ss|netstat)(?:\s|$)/, 'sockets'],
  [/(?:^|[\s|;/])ps(?:\s|$)/, 'ps'],
  [/(?:^|[\s|;/])(?:dmesg|journalctl)(?:\s|$)|\/var\/log\//, 'dmesg'],
];

/** What a command prints, as far as its words say; the pid only where it names exactly one. */
export function meaningOf(command: string): CommandMeaning {
  const files = [...command.matchAll(/\/proc\/(\d{1,10})\/(\w+)/g)];
  const pids = new Set(files.map((match) => Number(match[1])));
  const file = files.map((match) => KIND_OF_FILE[match[2]!]).find((kind) => kind !== undefined);
  const kind = file ?? KIND_OF_COMMAND.find(([form]) => form.test(command))?.[1] ?? null;
  if (kind === 'pmap') for (const word of pmapPids(command)) pids.add(word);
  return { kind, pid: pids.size === 1 ? [...pids][0]! : null };
}

// pmap -x 1234 | sort
function pmapPids(command: string): number[] {
  const words = /pmap\s([^|;&>]{0,400})/.exec(command)?.[1] ?? '';
  return words
    .split(/\s+/)
    .filter((word) => /^\d{1,10}$/.test(word))
    .map(Number);
}
