/** `memcase dump` as a job for claims and tests: one process into a case of its own. */
import type { DumpResult, DumpSelection } from '#shared/contract/dumps.ts';
import type { RemoteEvent } from '#shared/contract/collect.ts';
import type { RouteSpec } from '#shared/domain/route.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import { dumpMemory } from '#electron/jobs/dump/dump-memory.ts';
import type { DumpMethod } from '#electron/dumps/preflight.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { openRoute } from '#electron/ssh/open-route.ts';
import type { Connect } from '#electron/ssh/types.ts';
import type { Lab, Workload } from '#test/lab/lab.ts';

interface Run {
  readonly file: WritableCase;
  readonly platform: Platform;
  readonly connect: Connect;
  readonly route: RouteSpec;
  readonly pid: number;
  readonly method?: DumpMethod;
  readonly onEvent?: (event: RemoteEvent) => void;
}

/** One range. */
export function runDumpJob(
  run: Run & { readonly start: bigint; readonly bytes: number },
): Promise<DumpResult> {
  const range = {
    start: `0x${run.start.toString(16)}`,
    end: `0x${(run.start + BigInt(run.bytes)).toString(16)}`,
  };
  return dump(run, { kind: 'range', ranges: [range] });
}

/** Stopped meanwhile, so that a page map and what lies in its pages are of one moment. */
export async function dumpFrozen(
  lab: Lab,
  { file, platform }: Pick<Run, 'file' | 'platform'>,
  process: Workload,
  selection: DumpSelection,
): Promise<void> {
  await process.signal('STOP');
  const route = lab.route('suspect', 'root');
  await dump({ file, platform, connect: openRoute, route, pid: process.pid }, selection);
  await process.signal('CONT');
}

function dump(run: Run, selection: DumpSelection): Promise<DumpResult> {
  const request = {
    ...{ route: run.route, process: String(run.pid), selection },
    ...{ method: run.method ?? ('mem' as const), whole: false, target: 'suspect' },
  };
  const ports = {
    prompter: { hostKey: () => Promise.resolve(null), secret: () => Promise.resolve(null) },
    emit: run.onEvent ?? (() => undefined),
    signal: new AbortController().signal,
  };
  return dumpMemory(run.file, request, ports, {
    connect: run.connect,
    platform: run.platform,
    appVersion: '0',
  });
}
