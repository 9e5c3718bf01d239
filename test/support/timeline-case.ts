/** A case with many snapshots of two targets: one grows until it stops, and one sample of it is a spike. */
import { createCaseFile } from '#electron/casefile/case-file.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { addSnapshot } from './window-case.ts';

/** Text of evidence that plotly, a browser or a terminal would read as more than text. */
export const HOSTILE_NAME = '<b>b<img src=x onerror=alert(1)>';
/** MiB of memory that is not available, where nothing else is said. */
const BASE = 600;
export const SPIKE_KB = 900 * 1024;

export function usedKb(target: 'a' | 'b', minute: number, spikeAt: number): number {
  if (target === 'b') return (BASE + (minute % 7)) * 1024;
  return minute === spikeAt ? SPIKE_KB : (BASE + 50 + Math.min(200, minute * 4)) * 1024;
}

export async function createTimelineCase(path: string, platform: Platform, snapshots: number): Promise<void> {
  const file = createCaseFile(path, { title: 'Two over time' }, platform);
  try {
    for (let minute = 0; minute < snapshots; minute += 1) {
      for (const [target, side] of [
        ['gw-a', 'a'],
        ['gw-b', 'b'],
      ] as const) {
        const used = usedKb(side, minute, 70);
        await addSnapshot(file, target, minute, [
          { name: 'meminfo', command: 'cat /proc/meminfo', text: meminfo(used) },
          { name: 'ps.txt', command: 'ps -eo pid,rss,args', text: ps(used) },
        ]);
      }
    }
  } finally {
    file.close();
  }
}

function meminfo(used: number): string {
  const total = 2 * 1024 * 1024;
  const rows = {
    MemTotal: total,
    MemFree: total - used - 100_000,
    MemAvailable: total - used,
    Buffers: 1000,
    Cached: 90_000,
    AnonPages: used - 200_000,
    Slab: 60_000 + (used % 777),
    SwapFree: 0,
  };
  return Object.entries(rows)
    .map(([field, value]) => `${`${field}:`.padEnd(16)}${String(value).padStart(8)} kB\n`)
    .join('');
}

function ps(used: number): string {
  const rows = [
    [1, 4000, '/sbin/init'],
    [100, used - 400_000, '/usr/sbin/fwlog -c /etc/fwlog.conf'],
    [101, 20_000 + Math.floor(used / 10), `/opt/${HOSTILE_NAME}`],
  ];
  return (
    [
      '  PID   RSS COMMAND',
      ...rows.map(([pid, rss, command]) => `${String(pid).padStart(5)} ${String(rss)} ${command}`),
    ].join('\n') + '\n'
  );
}
