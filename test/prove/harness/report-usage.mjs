// Preloaded into a contestant: tells at its end, on descriptor 3, what it took.
import { readFileSync, writeSync } from 'node:fs';

process.on('exit', () => {
  const usage = process.resourceUsage();
  const cpuMs = (usage.userCPUTime + usage.systemCPUTime) / 1000;
  writeSync(3, JSON.stringify({ cpuMs, rssBytes: largestResident(usage.maxRSS) * 1024 }));
});

/**
 * In KiB. On Linux from VmHWM: ru_maxrss starts at what the parent had, because exec hands it down
 * (fs/exec.c, exec_mmap).
 *
 * @param {number} maxRss
 */
function largestResident(maxRss) {
  if (process.platform !== 'linux') return maxRss;
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return line === null ? maxRss : Number(line[1]);
}
