/**
 * `quick`: where the memory of the machine is, and who has it. Cheap enough to be asked every ten seconds: the
 * kernel sums the regions of each process itself (smaps_rollup).
 */
import { MiB } from '#shared/units/bytes.ts';
import { commandItem, fileItem } from './item.ts';
import type { RecipeItem } from './item.ts';

const log = { bytes: 16 * MiB, ms: 20_000 };

/** Values of control groups as `path:value` lines; no program is started for them. Fails where there are none. */
function groupFiles(globs: readonly string[]): string {
  return `none=1; for file in ${globs.join(' ')}; do [ -r "$file" ] && while read -r line; do echo "$file:$line"; none=0; done < "$file"; done; [ $none = 0 ]`;
}

/** What must be of one moment: the sums first, then what they are made of, then the sums again. */
export const sums: readonly RecipeItem[] = [
  fileItem('/proc/meminfo', 'the sums that the ledger explains'),
  fileItem('/proc/{pid}/smaps_rollup', 'memory of each process, shared pages split fairly (PSS)'),
  {
    ...fileItem('/proc/meminfo', 'how far the sums moved meanwhile'),
    name: 'cmd/meminfo-after',
  },
];

/** A service of a user's session lies five deep, a container of Kubernetes four. */
const levels = ['', '*/', '*/*/', '*/*/*/', '*/*/*/*/', '*/*/*/*/*/'];
const groups1 = levels.flatMap((level) =>
  ['usage_in_bytes', 'limit_in_bytes', 'max_usage_in_bytes', 'failcnt'].map(
    (name) => `/sys/fs/cgroup/memory/${level}memory.${name}`,
  ),
);
const groups2 = levels.flatMap((level) =>
  ['current', 'max', 'high', 'peak', 'swap.current', 'events'].map(
    (name) => `/sys/fs/cgroup/${level}memory.${name}`,
  ),
);

const syslogs = ['messages', 'kern.log'].map((name) =>
  commandItem(name, `tail -n 20000 /var/log/${name}`, 'the kernel log as syslog kept it', [], log),
);

export const machine: readonly RecipeItem[] = [
  fileItem('/proc/vmstat', 'reclaim, swap and OOM counters'),
  fileItem('/proc/uptime', 'age of the machine'),
  commandItem('btime', 'grep btime /proc/stat', 'time of the last boot'),
  fileItem('/proc/sys/kernel/random/boot_id', 'tells one boot from the next'),
  fileItem('/proc/sys/kernel/osrelease', 'kernel version'),
  fileItem('/proc/version', 'kernel build'),
  fileItem('/proc/loadavg', 'load'),
  fileItem('/proc/zoneinfo', 'free pages and watermarks per zone'),
  fileItem('/proc/buddyinfo', 'fragmentation of free memory'),
  fileItem('/proc/slabinfo', 'kernel caches'),
  fileItem('/proc/swaps', 'swap devices'),
  fileItem('/proc/net/sockstat', 'memory of sockets'),
  fileItem('/proc/sysvipc/shm', 'shared memory segments'),
  fileItem('/proc/pressure/memory', 'how long tasks waited for memory'),
  commandItem('cgroup2-memory', groupFiles(groups2), 'use and limits of control groups (version 2)', [
    commandItem('cgroup1-memory', groupFiles(groups1), 'use and limits of control groups (version 1)'),
  ]),
  commandItem('df', 'df -k /dev/shm /run /tmp', 'files that live in memory'),
  commandItem(
    'ps',
    'ps -ww -eo pid,ppid,user,vsz,rss,stat,lstart,args',
    'all processes with owner and start time',
    [commandItem('ps-plain', 'ps w', 'all processes, where ps knows no columns')],
  ),
  commandItem(
    'proc-stat',
    `for file in /proc/[0-9]*/stat; do { IFS= read -r line < "$file"; } 2>/dev/null && printf '%s\\n' "$line"; done; true`,
    'start time of each process: its identity',
  ),
  commandItem('ss', 'ss -tanpm', 'connections with their queues, buffers and owners', [
    commandItem('netstat', 'netstat -tanp', 'connections with their queues and owners', [
      fileItem('/proc/net/tcp', 'connections with their queues'),
      fileItem('/proc/net/tcp6', 'connections with their queues (IPv6)'),
      commandItem(
        'socket-owners',
        `ls -l /proc/[0-9]*/fd 2>/dev/null | grep -e '^/proc/' -e 'socket:'`,
        'which process holds which connection',
      ),
    ]),
  ]),
  commandItem(
    'dmesg',
    'dmesg',
    'OOM kills in the words of the kernel',
    [
      commandItem(
        'journal-k',
        'journalctl -k -b --no-pager -o short-iso -n 20000',
        'the kernel log where dmesg is refused',
        syslogs,
        log,
      ),
    ],
    log,
  ),
];

export const identity: readonly RecipeItem[] = [
  fileItem('/proc/{pid}/status', 'name, owner, threads, peak and swap of each process'),
  fileItem('/proc/{pid}/cmdline', 'command line of each process'),
];
