/** Everything that is looked at before a byte of memory is read; the plan that a person is shown. */
import { AppError } from '#shared/errors/app-error.ts';
import type { DumpPlan, DumpPlanRequest } from '#shared/contract/dumps.ts';
import type { Region } from '#shared/domain/memory.ts';
import { classifyRegions } from '#shared/analysis/classify-regions.ts';
import { parseArtifact } from '#shared/parsers/registry.ts';
import type { DumpShell } from '#electron/dumps/dump-shell.ts';
import type { FoundProcess } from '#electron/dumps/find-process.ts';
import { MEM_PIECE_BYTES, SLICE_BYTES, estimate, judge, warningsOf } from '#electron/dumps/preflight.ts';
import type { Refusal } from '#electron/dumps/preflight.ts';
import type { Selected } from '#electron/dumps/select-regions.ts';
import { sessionScript, shellCommand } from '#electron/dumps/session-script.ts';
import { factCommands } from '#electron/dumps/target-facts.ts';
import type { TargetFacts } from '#electron/dumps/target-facts.ts';
import { decodeUtf8 } from '../text-encoding.ts';

/** Stands where each run has random bits of its own. */
const NO_NONCE = '0'.repeat(24);

export interface Preflight {
  readonly process: FoundProcess;
  readonly facts: TargetFacts;
  readonly selected: readonly Selected[];
  readonly plan: DumpPlan;
  readonly refusals: readonly Refusal[];
}

/** The regions of a process as they are now, without keeping the evidence. @throws dump.no-such-region */
export async function readRegions(shell: DumpShell, pid: number): Promise<Region[]> {
  for (const kind of ['smaps', 'maps'] as const) {
    const { bytes } = await shell.text(`cat /proc/${pid}/${kind}`);
    const { mappings } = parseArtifact(kind, { bytes, decode: decodeUtf8, firstLine: 1 });
    if (mappings.length > 0) return classifyRegions(mappings);
  }
  throw new AppError(
    'dump.no-such-region',
    `Process ${pid} shows no regions: a kernel thread, or not ours.`,
    {
      pid,
    },
  );
}

export function preflight(
  request: DumpPlanRequest,
  process: FoundProcess,
  facts: TargetFacts,
  selected: readonly Selected[],
): Preflight {
  const { method } = request;
  const demand = {
    method,
    isWhole: request.whole,
    regions: selected.map(({ region }) => region),
  };
  const refusals = judge(demand, facts);
  const guard =
    method === 'mem'
      ? undefined
      : {
          pid: process.pid,
          startTicks: process.startTicks,
          directory: `${facts.tmpfs?.path ?? '/dev/shm'}/memcase-${NO_NONCE}`,
          limitSeconds: limitSeconds(estimate(demand).longestStopMs),
        };
  const { pid, name, commandLine, startTicks } = process;
  return {
    process,
    facts,
    selected,
    refusals,
    plan: {
      process: { pid, name, commandLine, startTicks },
      method,
      regions: selected.map(({ region }) => region),
      estimate: estimate(demand),
      target: {
        memAvailableBytes: facts.memAvailableBytes,
        swapFreeBytes: facts.swapFreeBytes,
        loadOneMinute: facts.loadOneMinute,
        memoryPressure: facts.memoryPressure,
        oomScore: facts.oomScore,
        uid: facts.uid,
        yamaScope: facts.yamaScope,
        tracerPid: facts.tracerPid,
        watchdogMs: facts.watchdogMs,
        tmpfs: facts.tmpfs,
        pageBytes: facts.pageBytes,
      },
      refusals: refusals.map(({ code, reason, text }) => ({ code, reason, text })),
      warnings: warningsOf(demand, facts),
      commands: [
        shellCommand(NO_NONCE),
        ...factCommands(pid),
        ...readCommands(request, pid, facts.pageBytes),
      ],
      script: sessionScript({ nonce: NO_NONCE, guard }),
    },
  };
}

/** Ten times what is expected, and time for a busy machine. */
export function limitSeconds(longestStopMs: number): number {
  return Math.min(120, Math.max(5, Math.ceil((longestStopMs * 10) / 1000)));
}

export function pieceBytesOf({ method, whole }: DumpPlanRequest, sizeBytes: number): number {
  if (method === 'mem') return MEM_PIECE_BYTES;
  if (!whole) return SLICE_BYTES;
  return Math.ceil(sizeBytes / SLICE_BYTES) * SLICE_BYTES;
}

function readCommands({ method }: DumpPlanRequest, pid: number, pageBytes: number): string[] {
  const table = `dd if=/proc/${pid}/pagemap ibs=4096 obs=65536 skip=… count=… conv=noerror,sync`;
  const pages = `dd if=/proc/${pid}/mem ibs=${pageBytes} obs=65536 skip=… count=… conv=noerror,sync`;
  if (method === 'mem') return [table, pages];
  if (method === 'slices') return [table, `kill -s STOP ${pid}`, pages, `kill -s CONT ${pid}`];
  return [
    table,
    `gdb -nx -batch -iex 'set auto-load off' -iex 'set auto-solib-add off' -p ${pid} -x …`,
    'dump binary memory … 0x… 0x…',
  ];
}

/** @throws the first of the refusals */
export function requireNone(refusals: readonly Refusal[]): void {
  const [first] = refusals;
  if (first === undefined) return;
  throw new AppError(first.code, refusals.map(({ text }) => text).join(' '), { reason: first.reason });
}
