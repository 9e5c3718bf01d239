/** What a dump costs its target, watched from outside: memory of our processes there. */
import { readFileSync } from 'node:fs';
import type { Lab } from '#test/lab/lab.ts';

export interface RemoteCost {
  /** Most of all our processes together at one moment: shared pages counted once (PSS). */
  pssBytes: number;
  /** Largest single process. */
  rssBytes: number;
}

/** Watches until it is stopped. Our processes: those with the session's mark, and what they start. */
export function watchRemoteCost(lab: Lab, node: string): () => RemoteCost {
  const cost = { pssBytes: 0, rssBytes: 0 };
  const { proc } = lab.node(node);
  const timer = setInterval(() => {
    const rows = lab.processes(node);
    const ours = new Set(rows.filter(({ cmdline }) => cmdline.includes('memcase-')).map(({ pid }) => pid));
    for (const { pid, ppid } of rows) if (ours.has(ppid)) ours.add(pid);
    let pss = 0;
    for (const pid of ours) {
      try {
        const rollup = readFileSync(`${proc}/${pid}/smaps_rollup`, 'latin1');
        const read = (field: string) =>
          Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) * 1024;
        pss += read('Pss');
        cost.rssBytes = Math.max(cost.rssBytes, read('Rss'));
      } catch {
        // It ended meanwhile.
      }
    }
    cost.pssBytes = Math.max(cost.pssBytes, pss);
  }, 20);
  return () => {
    clearInterval(timer);
    return cost;
  };
}
