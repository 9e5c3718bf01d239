/** The header of a process listing: which column holds what. Sources: ps(1) of procps, busybox procps/ps.c. */

export const psFields = [
  'pid',
  'parentPid',
  'user',
  'state',
  'threads',
  'start',
  'rss',
  'vsz',
  'pss',
  'swap',
  'command',
  'thread-id',
  'other',
] as const;
export type PsField = (typeof psFields)[number];

export interface PsColumn {
  readonly field: PsField;
  /** Offset of the header word in its line; text columns are left-aligned below it. */
  readonly at: number;
}

export interface PsHeader {
  readonly columns: readonly PsColumn[];
  /** busybox's state may hold a blank (`S <`), and its sizes a suffix (`1.2g`). */
  readonly busybox: boolean;
}

const MAX_HEADER = 1024;

const FIELD_OF_WORD: Readonly<Record<string, PsField>> = {
  PID: 'pid',
  PPID: 'parentPid',
  USER: 'user',
  UID: 'user',
  EUSER: 'user',
  RUSER: 'user',
  UNAME: 'user',
  S: 'state',
  STAT: 'state',
  STATE: 'state',
  NLWP: 'threads',
  THCNT: 'threads',
  START: 'start',
  STIME: 'start',
  STARTED: 'start',
  LSTART: 'start',
  RSS: 'rss',
  RSZ: 'rss',
  RSSIZE: 'rss',
  VSZ: 'vsz',
  VSIZE: 'vsz',
  PSS: 'pss',
  SWAP: 'swap',
  COMMAND: 'command',
  CMD: 'command',
  COMM: 'command',
  ARGS: 'command',
  UCMD: 'command',
  LWP: 'thread-id',
  TID: 'thread-id',
  SPID: 'thread-id',
};

/** Words that make a line a header only beside one of the above. */
const OTHER_WORDS = new Set(
  `%CPU %MEM TTY TT TIME TIME+ C F PRI NI SZ ADDR WCHAN CLS CP PSR RTPRIO POL ELAPSED ELAPSE PGID PGRP SID SESS TPGID
  GROUP GID EGROUP RGROUP CPU MEM %VSZ DRS TRS SIZE MAJFL MINFL MAJFLT MINFLT FLAGS ETIME LABEL CGROUP USS
  NS PIDNS MNTNS OOM OOMADJ OOMSCADJ VMSIZE BLOCKED CAUGHT IGNORED PENDING UNIT SLICE LUID SCH`.split(/\s+/),
);

/** The columns, or undefined where the line is no header. `ps aux` names args COMMAND, `ps -o comm` too. */
export function readPsHeader(line: string): PsHeader | undefined {
  if (line.length > MAX_HEADER) return undefined;
  const words = [...line.matchAll(/\S+/g)];
  if (words.length < 2) return undefined;
  const columns: PsColumn[] = [];
  for (const match of words) {
    const word = match[0].toUpperCase();
    const field = FIELD_OF_WORD[word] ?? (OTHER_WORDS.has(word) ? 'other' : undefined);
    if (field === undefined) return undefined;
    columns.push({ field, at: match.index });
  }
  const names = words.map((match) => match[0]).join(' ');
  const hasPid = columns.some(({ field }) => field === 'pid');
  const isUpper = names === names.toUpperCase() && columns.some(({ field }) => field === 'command');
  // Old busybox prints `PID  Uid     VmSize Stat Command`; prose that happens to be such words names no pid.
  if (!hasPid && !isUpper) return undefined;
  return { columns, busybox: /^PID USER (?:VSZ STAT|TIME|VSZ STAT TIME) COMMAND$/.test(names) };
}

function columnsOf(fields: readonly PsField[]): PsHeader {
  return { columns: fields.map((field) => ({ field, at: 0 })), busybox: false };
}

/** Listings that lost their header to grep: known by the form of their rows. */
export const headerlessListings: readonly { readonly form: RegExp; readonly header: PsHeader }[] = [
  {
    // root      1234  0.0  0.3 123456  7890 ?        Ssl  Nov21   0:01 /usr/sbin/fwlog -d
    form: /^\S+\s+\d+\s+\d+(?:\.\d+)?\s+\d+(?:\.\d+)?\s+\d+\s+\d+\s+\S+\s+[RSDZTtXIW][<NLsl+W]*\s+\S+\s+\d+:\d\d\s+\S/,
    header: columnsOf([
      'user',
      'pid',
      'other',
      'other',
      'vsz',
      'rss',
      'other',
      'state',
      'start',
      'other',
      'command',
    ]),
  },
  {
    // root      1234     1  0 Nov21 ?        00:00:01 /usr/sbin/fwlog -d
    form: /^\S+\s+\d+\s+\d+\s+\d+\s+\S+\s+\S+\s+(?:\d+-)?\d\d:\d\d:\d\d\s+\S/,
    header: columnsOf(['user', 'pid', 'parentPid', 'other', 'start', 'other', 'other', 'command']),
  },
];
