/** Evidence of an appliance as text, as a person would capture it; every number follows from the parameters. */

export interface ApplianceSpec {
  /** kB that each daemon's queue holds beyond its idle state. */
  readonly backlogKb: number;
  /** Region lines of the first daemon beside its arenas; for tables of any length. */
  readonly extraRegions?: number;
}

interface Daemon {
  readonly pid: number;
  readonly name: string;
  readonly share: number;
}

export interface EvidenceText {
  readonly name: string;
  readonly text: string;
  readonly command: string;
  readonly pid?: number;
}

const daemons: readonly Daemon[] = [
  { pid: 2101, name: 'fwlog', share: 0.5 },
  { pid: 2102, name: 'logsd', share: 0.3 },
  { pid: 2103, name: 'auditd', share: 0.2 },
];
const others = [
  ['/usr/sbin/ad_appd --worker', 3, 184_320],
  ['/usr/sbin/cloudd', 4, 43_156],
  ['/usr/sbin/sshd -D', 1, 7_440],
  ['/usr/lib/systemd/systemd-journald', 1, 21_308],
  ['/sbin/init', 1, 11_204],
] as const;

const IDLE_KB = 18_500;
const row = (field: string, kb: number) => `${`${field}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`;

function daemonKb({ share }: Daemon, { backlogKb }: ApplianceSpec): number {
  return IDLE_KB + Math.round((backlogKb * share) / 4) * 4;
}

export function meminfoText(spec: ApplianceSpec): string {
  const anonymous =
    daemons.reduce((sum, daemon) => sum + daemonKb(daemon, spec), 0) +
    others.reduce((sum, [, count, kb]) => sum + count * kb, 0);
  const fields: Record<string, number> = {
    MemTotal: 4_028_388,
    MemFree: 2_480_000 - anonymous + 900_000,
    MemAvailable: 2_480_000 - anonymous + 1_210_000,
    Buffers: 38_204,
    Cached: 402_900,
    SwapCached: 0,
    Active: anonymous + 90_000,
    Inactive: 330_000,
    'Active(anon)': anonymous,
    'Inactive(anon)': 0,
    AnonPages: anonymous + 4_112,
    Mapped: 98_320,
    Shmem: 21_600,
    Slab: 141_300,
    SReclaimable: 62_100,
    SUnreclaim: 79_200 + Math.round(spec.backlogKb / 100),
    KernelStack: 4_912,
    PageTables: 9_840 + Math.round(spec.backlogKb / 512),
    Percpu: 2_560,
    Hugetlb: 0,
  };
  const sizes = Object.entries(fields)
    .map(([field, kb]) => row(field, kb))
    .join('');
  return `${sizes}HugePages_Total:       0\nHugePages_Free:        0\nHugepagesize:       2048 kB\n`;
}

export function psText(spec: ApplianceSpec): string {
  let pid = 800;
  const line = (id: number, kb: number, command: string) =>
    `root      ${String(id).padStart(6)}  0.3  1.0 ${String(kb * 4).padStart(8)} ${String(kb).padStart(8)} ?        Ssl  09:00   0:42 ${command}\n`;
  const idle = others.flatMap(([command, count, kb]) =>
    Array.from({ length: count }, (_, index) => line((pid += 1), kb + index * 12, command)),
  );
  const busy = daemons.map((daemon) =>
    line(daemon.pid, daemonKb(daemon, spec) + 4_200, `/usr/sbin/${daemon.name} -c /etc/${daemon.name}.conf`),
  );
  return `USER         PID %CPU %MEM      VSZ      RSS TTY      STAT START   TIME COMMAND\n${[...idle, ...busy].join('')}`;
}

interface Vma {
  readonly start: bigint;
  readonly kb: number;
  readonly rssKb: number;
  readonly mode: string;
  readonly label: string;
}

const ARENA_KB = 65_536;

/** Arenas of 64 MiB (a used and a reserved part), thread stacks, the heap and two files. */
function vmas(daemon: Daemon, spec: ApplianceSpec): Vma[] {
  const list: Vma[] = [
    { start: 0x55d0_0000_0000n, kb: 220, rssKb: 180, mode: 'r-xp', label: `/usr/sbin/${daemon.name}` },
    { start: 0x55d0_0200_0000n, kb: 4_096, rssKb: 3_900, mode: 'rw-p', label: '[heap]' },
  ];
  const total = daemonKb(daemon, spec) - 4_200;
  const arenas = Math.max(1, Math.ceil(total / 60_000));
  for (let index = 0; index < arenas; index += 1) {
    const start = 0x7f63_8000_0000n + BigInt(index) * 0x0400_0000n;
    const used = Math.round(total / arenas / 4) * 4 + 132;
    list.push({ start, kb: used, rssKb: used - 132, mode: 'rw-p', label: '' });
    list.push({
      start: start + BigInt(used) * 1024n,
      kb: ARENA_KB - used,
      rssKb: 0,
      mode: '---p',
      label: '',
    });
  }
  for (let index = 0; index < (spec.extraRegions ?? 0); index += 1) {
    const start = 0x7f70_0000_0000n + BigInt(index) * 0x2_0000n;
    list.push({ start, kb: 64, rssKb: 4 * (index % 16), mode: 'rw-p', label: `/var/lib/cache/${index}.db` });
  }
  list.push({
    start: 0x7fa0_0000_0000n,
    kb: 1_640,
    rssKb: 920,
    mode: 'r-xp',
    label: '/usr/lib/x86_64-linux-gnu/libc.so.6',
  });
  list.push({ start: 0x7ffc_0000_0000n, kb: 132, rssKb: 20, mode: 'rw-p', label: '[stack]' });
  return list;
}

/** As /proc/PID/smaps prints it, the fields that matter here. */
export function smapsText(daemon: Daemon, spec: ApplianceSpec): string {
  const hex = (address: bigint) => address.toString(16).padStart(12, '0');
  return vmas(daemon, spec)
    .map(({ start, kb, rssKb, mode, label }) => {
      const anonymous = label.startsWith('/') ? 0 : rssKb;
      const head = `${hex(start)}-${hex(start + BigInt(kb) * 1024n)} ${mode} 00000000 ${label.startsWith('/') ? '08:01 4711' : '00:00 0'}`;
      const fields = [
        row('Size', kb),
        row('Rss', rssKb),
        row('Pss', rssKb),
        row('Private_Dirty', anonymous),
        row('Anonymous', anonymous),
        row('Swap', 0),
      ];
      return `${label === '' ? head : `${head.padEnd(73)}${label}`}\n${fields.join('')}`;
    })
    .join('');
}

/** Lines of a pmap with the damage of a scanned page: each is flagged, none is lost. */
export const damagedPmap = [
  '2103:   /usr/sbin/auditd',
  'Address           Kbytes     RSS   Dirty Mode  Mapping',
  '00007f6380000000     440     156     156 ΓW    l anon l',
  '00007f638006e000   65096       Θ       Θ -----   [ anon ]',
  '',
].join('\n');

export function applianceEvidence(spec: ApplianceSpec): EvidenceText[] {
  return [
    { name: 'meminfo', command: 'cat /proc/meminfo', text: meminfoText(spec) },
    { name: 'ps', command: 'ps aux', text: psText(spec) },
    ...daemons.map((daemon) => ({
      name: `smaps-${daemon.pid}`,
      command: `cat /proc/${daemon.pid}/smaps`,
      text: smapsText(daemon, spec),
      pid: daemon.pid,
    })),
  ];
}
