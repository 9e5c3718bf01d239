/** Small pieces of evidence, written as the kernel and procps print them. */

export const meminfo = (availableKb: number): string =>
  [
    'MemTotal:        2048000 kB',
    'MemFree:          500000 kB',
    `MemAvailable:   ${String(availableKb).padStart(8)} kB`,
    'Buffers:           10000 kB',
    'Cached:           200000 kB',
    'Active:           900000 kB',
    'Inactive:         300000 kB',
    'Active(anon):     800000 kB',
    'Inactive(anon):   100000 kB',
    'Active(file):     100000 kB',
    'Inactive(file):   200000 kB',
    'AnonPages:        890000 kB',
    'Shmem:              4000 kB',
    'SUnreclaim:        20000 kB',
    '',
  ].join('\n');

export const ps = (...rows: readonly (readonly [pid: number, rssKb: number, command: string])[]): string =>
  [
    '  PID   RSS COMMAND',
    ...rows.map(([pid, rss, command]) => `${String(pid).padStart(5)} ${String(rss).padStart(5)} ${command}`),
    '',
  ].join('\n');

/** One VMA of smaps (fs/proc/task_mmu.c), fields that matter here. */
export const smapsBlock = (range: string, sizeKb: number, rssKb: number, path = ''): string =>
  [
    `${range} rw-p 00000000 00:00 0 ${path}`.trimEnd(),
    `Size:           ${String(sizeKb).padStart(8)} kB`,
    'KernelPageSize:        4 kB',
    'MMUPageSize:           4 kB',
    `Rss:            ${String(rssKb).padStart(8)} kB`,
    `Pss:            ${String(rssKb).padStart(8)} kB`,
    'Shared_Clean:          0 kB',
    'Shared_Dirty:          0 kB',
    'Private_Clean:         0 kB',
    `Private_Dirty:  ${String(rssKb).padStart(8)} kB`,
    `Referenced:     ${String(rssKb).padStart(8)} kB`,
    `Anonymous:      ${String(rssKb).padStart(8)} kB`,
    'AnonHugePages:         0 kB',
    'Swap:                  0 kB',
    'VmFlags: rd wr mr mw me ac sd',
    '',
  ].join('\n');
