/** `memcase dump` as a job for claims and tests: one region of one process into a case of its own. */
import type { DumpResult } from '#shared/contract/dumps.ts';
import type { RemoteEvent } from '#shared/contract/collect.ts';
import type { RouteSpec } from '#shared/domain/route.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import { dumpMemory } from '#electron/jobs/dump/dump-memory.ts';
import type { DumpMethod } from '#electron/dumps/preflight.ts';
import type { Platform } from '#electron/platform/platform.ts';
import type { Connect } from '#electron/ssh/types.ts';

export interface DumpRun {
  readonly file: WritableCase;
  readonly platform: Platform;
  readonly connect: Connect;
  readonly route: RouteSpec;
  readonly pid: number;
  readonly start: bigint;
  readonly bytes: number;
  readonly method?: DumpMethod;
  readonly onEvent?: (event: RemoteEvent) => void;
}

export function runDumpJob(run: DumpRun): Promise<DumpResult> {
  const range = {
    start: `0x${run.start.toString(16)}`,
    end: `0x${(run.start + BigInt(run.bytes)).toString(16)}`,
  };
  const request = {
    route: run.route,
    process: String(run.pid),
    selection: { kind: 'range' as const, ranges: [range] },
    method: run.method ?? ('mem' as const),
    whole: false,
    target: 'suspect',
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
