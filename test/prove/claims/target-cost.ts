/** R5 and R6: what the default dump costs the process that is read, beside gdb and beside reading everything. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GiB, MiB } from '#shared/units/bytes.ts';
import { createCaseFile, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { DumpShell } from '#electron/dumps/dump-shell.ts';
import { PieceFetcher, memMethod } from '#electron/dumps/piece-fetcher.ts';
import { MEM_PIECE_BYTES } from '#electron/dumps/preflight.ts';
import { openRoute } from '#electron/ssh/open-route.ts';
import { startLab, type Lab, type Workload } from '#test/lab/lab.ts';
import { whyNoLab } from '#test/lab/setup.ts';
import { runDumpJob } from '#test/support/dumps/dump-runs.ts';
import { watchRemoteCost, type RemoteCost } from '#test/support/dumps/remote-cost.ts';
import type { Claim, Context, Cost, Row } from '../harness/claim.ts';
import { MissingPeer, measured, requireCommand } from '../harness/measure.ts';
import { provePlatform } from '../harness/platform.ts';

const TARGET = 'suspect';
const MOST_PSS = 5 * MiB;

interface Key {
  readonly region_start: string;
  readonly region_bytes: number;
  readonly sparse_start: string;
  readonly sparse_bytes: number;
  readonly sparse_present_pages: number;
}

/** @throws MissingPeer where this machine can have no lab */
async function startTarget(args: readonly string[]): Promise<{ lab: Lab; beating: Workload; key: Key }> {
  const why = whyNoLab();
  if (why !== undefined) throw new MissingPeer(`a machine for the lab: ${why}`);
  const lab = await startLab({ bastions: 1, targets: [{ name: TARGET }] });
  const beating = await lab.start(TARGET, 'heartbeat', args);
  return { lab, beating, key: await beating.key<Key>(120_000) };
}

export const targetCostClaim: Claim = {
  id: 'R5',
  promise:
    'a default dump of 1 GiB: the process waits at most 20 ms longer than without one, 5 MB of memory and 0 bytes of disk there, bytes as gdb has them',
  sabotage: 'the first byte of the process is taken for another when the answer is made',
  peers: { gdb: 'gdb', sshd: 'openssh-server' },
  async prepare(context) {
    requireCommand('gdb');
    const mib = context.scale === 'tiny' ? 24 : GiB / MiB;
    const { lab, beating, key } = await startTarget([`region=${mib}`]);
    let baseline = 0;
    let cost: RemoteCost = { pssBytes: 0, rssBytes: 0 };
    const dump = () => dumpIntoCase(context, lab, beating.pid, BigInt(key.region_start), key.region_bytes);
    const wholeDump = (): Row => ({
      name: 'the whole dump',
      ours: { name: 'memcase dump over two hops into a case', run: () => measured(dump) },
      peer: {
        name: 'gdb dump memory to tmpfs, on the target',
        run: async () => {
          let rssBytes = 0;
          const taken = await measured(async () => ({ rssBytes } = await gdbDump(lab, beating.pid, key)));
          return { wallMs: taken.wallMs, rssBytes };
        },
      },
      limits: {},
      bytes: key.region_bytes,
    });
    return {
      close: () => void lab.stop(),
      inputs: [`${mib} MiB of a process that wakes up every millisecond, over a jump host, into a case file`],
      async answers() {
        const before = JSON.stringify(lab.written(TARGET));
        await lab.signal(TARGET, beating.pid, 'STOP');
        const stopWatching = watchRemoteCost(lab, TARGET);
        const sha256 = await dump();
        cost = stopWatching();
        const byGdb = await gdbDump(lab, beating.pid, key);
        await lab.signal(TARGET, beating.pid, 'CONT');
        baseline = await longestGap(beating, 5000);
        context.note(
          `largest process ${(cost.rssBytes / MiB).toFixed(1)} MiB resident; longest wait without a dump ${baseline.toFixed(1)} ms`,
        );
        return [
          {
            what: 'sha256 of a frozen process',
            ours: context.sabotage ? sha256.replace(/^./, 'x') : sha256,
            expected: byGdb.sha256,
            source: 'gdb dump memory',
          },
          {
            what: 'files on the disk of the target',
            ours: JSON.stringify(lab.written(TARGET)),
            expected: before,
            source: 'before',
          },
          {
            what: 'memory of all our processes there, at most 5 MB',
            ours: cost.pssBytes <= MOST_PSS ? 'yes' : `${cost.pssBytes} bytes`,
            expected: 'yes',
            source: 'PSS, every 20 ms',
          },
        ];
      },
      rows: () => [
        {
          name: 'longest time that the process waited, evidence and storing included',
          ours: { name: 'memcase dump', run: () => gapOf(beating, dump) },
          peer: { name: 'gdb dump memory', run: () => gapOf(beating, () => gdbDump(lab, beating.pid, key)) },
          limits: { wallMs: baseline + 20 },
        },
        ...(context.scale === 'tiny' ? [] : [wholeDump()]),
      ],
    };
  },
};

export const sparseClaim: Claim = {
  id: 'R6',
  promise: 'reading a sparse region of 1 GiB makes the page tables of the process grow by at most 16 kB',
  sabotage: 'the page table is not looked at: every page is read',
  answersOnly: true,
  peers: { sshd: 'openssh-server' },
  async prepare(context) {
    const mib = context.scale === 'tiny' ? 64 : GiB / MiB;
    const { lab, beating, key } = await startTarget([`sparse=${mib}`, 'stride=4096']);
    const tables = () => kilobytes(lab, beating.pid, 'VmPTE');
    const read = (usePageTable: boolean) => readByShell(lab, beating.pid, key, usePageTable);
    return {
      close: () => void lab.stop(),
      inputs: [`${mib} MiB of which ${key.sparse_present_pages} pages exist`],
      async answers() {
        const before = { tables: tables(), rss: kilobytes(lab, beating.pid, 'VmRSS') };
        const taken = await read(!context.sabotage);
        const grown = tables() - before.tables;
        const rss = kilobytes(lab, beating.pid, 'VmRSS') - before.rss;
        context.note(`page tables grew by ${grown} kB, resident memory by ${rss} kB`);
        return [
          {
            what: 'page tables grew by at most 16 kB',
            ours: grown <= 16 ? 'yes' : `${grown} kB`,
            expected: 'yes',
            source: '/proc/PID/status',
          },
          {
            what: 'pages that were read',
            ours: String(taken.present),
            expected: String(key.sparse_present_pages),
            source: 'the process',
          },
          {
            what: 'sha256',
            ours: taken.sha256,
            expected: sparseHash(key),
            source: 'the rule that the process filled it by',
          },
        ];
      },
      rows: () => [
        {
          name: 'time for the sparse region',
          ours: { name: 'present pages only', run: () => measured(() => read(true)) },
          limits: { wallMs: 60_000 },
          bytes: key.sparse_bytes,
        },
      ],
    };
  },
};

async function dumpIntoCase(
  context: Context,
  lab: Lab,
  pid: number,
  start: bigint,
  bytes: number,
): Promise<string> {
  const platform = provePlatform(context.inputs);
  const path = join(context.inputs, 'target-cost.memcase');
  rmSync(path, { force: true });
  createCaseFile(path, { title: 'cost' }, platform).close();
  const file = openCaseForWriting(path, platform);
  try {
    const run = { file, platform, connect: openRoute, route: lab.route(TARGET), pid, start, bytes };
    return (await runDumpJob(run)).dumps[0]?.artifact.sha256 ?? '';
  } finally {
    file.close();
    rmSync(path, { force: true });
  }
}

/** On the target, to its tmpfs; the file is hashed here. */
async function gdbDump(lab: Lab, pid: number, key: Key): Promise<{ sha256: string; rssBytes: number }> {
  const end = `0x${(BigInt(key.region_start) + BigInt(key.region_bytes)).toString(16)}`;
  const command = `dump binary memory /dev/shm/gdb.dump ${key.region_start} ${end}`;
  let rssBytes = 0;
  const watch = setInterval(() => {
    const pages = lab.processes(TARGET).find(({ comm }) => comm === 'gdb')?.rssPages ?? 0;
    rssBytes = Math.max(rssBytes, pages * 4096);
  }, 20);
  const { code, stderr } = await lab.exec(TARGET, [
    ...['sh', '-c', 'cd / && HOME=/root exec gdb -nx -batch -p "$1" -ex "$2"'],
    ...['gdb', String(pid), command],
  ]);
  clearInterval(watch);
  if (code !== 0) throw new Error(`gdb: ${stderr}`);
  const { stdout } = await lab.exec(TARGET, ['sha256sum', '/dev/shm/gdb.dump']);
  await lab.exec(TARGET, ['rm', '/dev/shm/gdb.dump']);
  return { sha256: stdout.slice(0, 64), rssBytes };
}

async function gapOf(beating: Workload, work: () => Promise<unknown>): Promise<Cost> {
  const from = process.hrtime.bigint();
  await work();
  return { wallMs: beating.longestGapMs(from) };
}

async function longestGap(beating: Workload, ms: number): Promise<number> {
  const from = process.hrtime.bigint();
  await new Promise((resolve) => setTimeout(resolve, ms));
  return beating.longestGapMs(from);
}

async function readByShell(lab: Lab, pid: number, key: Key, usePageTable: boolean) {
  const connection = await openRoute(lab.route(TARGET), {
    prompter: { hostKey: () => Promise.resolve(null), secret: () => Promise.resolve(null) },
    signal: new AbortController().signal,
  });
  const shell = await DumpShell.open((command) => connection.exec(command));
  await shell.pin(pid, 4096);
  const start = BigInt(key.sparse_start);
  const region = {
    pid,
    start,
    end: start + BigInt(key.sparse_bytes),
    pageBytes: 4096,
    pieceBytes: MEM_PIECE_BYTES,
  };
  const ordinals = Array.from({ length: key.sparse_bytes / MEM_PIECE_BYTES }, (_, ordinal) => ordinal);
  const hash = createHash('sha256');
  let present = 0;
  for await (const piece of new PieceFetcher(shell, region, memMethod, usePageTable).fetch(ordinals)) {
    hash.update(piece.bytes);
    for (const code of piece.states) if (code === 1 || code === 2) present += 1;
  }
  await shell.end();
  connection.close();
  return { sha256: hash.digest('hex'), present };
}

/** Of a process on the target; the machine's own view of it. */
function kilobytes(lab: Lab, pid: number, field: string): number {
  const status = readFileSync(`${lab.node(TARGET).proc}/${pid}/status`, 'latin1');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
}

/** Each 8-byte word of every 4096th page is its offset times 0x9e3779b97f4a7c15 (test/lab/workloads/heartbeat.c). */
function sparseHash({ sparse_bytes: bytes }: Key): string {
  const hash = createHash('sha256');
  const zeros = Buffer.alloc(4096 * 4095);
  for (let page = 0; page < bytes; page += 4096 * 4096) {
    const content = Buffer.alloc(4096);
    for (let at = 0; at < 4096; at += 8) {
      content.writeBigUInt64LE(BigInt.asUintN(64, BigInt(page + at) * 0x9e3779b97f4a7c15n), at);
    }
    hash.update(content).update(zeros);
  }
  return hash.digest('hex');
}
