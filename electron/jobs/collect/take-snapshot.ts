/** One snapshot over an open connection: the batch, its manifest, and the same way into the case as an import. */
import type { ImportResult } from '#shared/contract/imports.ts';
import type { ClockOffset } from '#shared/domain/route.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { ErrorCode } from '#shared/errors/codes.ts';
import { gapsOf } from '#shared/parsers/capture-gaps.ts';
import type { Gap } from '#shared/parsers/capture-gaps.ts';
import { parseManifest } from '#shared/parsers/capture-manifest.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import { bestReading } from '#electron/collectors/clock.ts';
import { endingOf, manifestText } from '#electron/collectors/manifest-text.ts';
import type { Plan } from '#electron/collectors/plan.ts';
import { runBatch } from '#electron/collectors/run-batch.ts';
import type { BatchOutcome } from '#electron/collectors/run-batch.ts';
import type { BatchLimits } from '#electron/collectors/batch-limits.ts';
import { createSpool } from '#electron/collectors/spool.ts';
import type { Connection } from '#electron/ssh/types.ts';
import { importEvidence } from '../import/import-evidence.ts';
import type { CollectPorts, LiveParts, LivePorts } from './types.ts';

/** A target's shell; its own start-up files may speak before our script does. */
const SHELL = 'sh -s';
const PROGRESS_MS = 100;

export interface TakeOptions {
  readonly target: string;
  readonly plan: Plan;
  readonly missed: readonly { readonly at: EpochMs; readonly why: string }[];
  readonly limits?: Partial<BatchLimits>;
}

export interface TakenSnapshot {
  readonly imported: ImportResult;
  readonly gaps: readonly Gap[];
  readonly clock: ClockOffset | null;
  /** `whole`, or the flag that ended it early; what came is kept all the same. */
  readonly ending: ReturnType<typeof endingOf>;
}

/**
 * What arrived is stored, also where the run was cancelled or the link broke. @throws collect.no-shell,
 * collect.nothing, collect.forged, collect.over-budget, ssh.*, job.cancelled where nothing arrived; casefile.*
 */
export async function takeSnapshot(
  connection: Connection,
  file: WritableCase,
  options: TakeOptions,
  ports: CollectPorts,
  parts: LiveParts,
): Promise<TakenSnapshot> {
  const { plan, target, missed } = options;
  const { now, tempDir } = parts.platform;
  const spool = createSpool(tempDir);
  try {
    const outcome = await runBatch(await connection.exec(SHELL), plan, {
      sink: spool,
      now,
      signal: ports.signal,
      lost: connection.lost,
      onItem: createProgress(ports),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    if (!outcome.items.some(({ bytes }) => bytes > 0)) throw nothing(outcome);
    const by = `memcase ${parts.appVersion}`;
    const text = manifestText(outcome, { target, plan, hops: connection.hops, by, missed });
    await spool.writeManifest(text);
    const manifest = parseManifest(text);
    return {
      imported: await ports.inTurn(() => store(file, target, spool.folder, ports, parts)),
      gaps: manifest === undefined ? [] : gapsOf(manifest),
      clock: toOffset(outcome),
      ending: endingOf(outcome.flags),
    };
  } finally {
    await spool.remove();
  }
}

function createProgress({ emit }: LivePorts) {
  let done = 0;
  let saidAt = -Infinity;
  return ({ path }: { readonly path: string }): void => {
    done += 1;
    if (performance.now() - saidAt < PROGRESS_MS) return;
    saidAt = performance.now();
    emit({ event: 'progress', progress: { phase: 'collect', done, unit: 'items', subject: path } });
  };
}

/** Not cancelled by Ctrl-C: what came over the wire is worth the second that storing takes. */
async function store(
  file: WritableCase,
  target: string,
  folder: string,
  { emit }: LivePorts,
  { platform }: LiveParts,
): Promise<ImportResult> {
  const request = { target, sources: [{ path: folder }] };
  const job = importEvidence(file, request, { aborted: false }, platform);
  for (;;) {
    const step = await job.next();
    if (step.done === true) return { ...step.value, warnings: step.value.warnings.filter(isNews) };
    if (step.value.phase !== 'look') emit({ event: 'progress', progress: step.value });
  }
}

/** Failed commands and texts without a parser are known here, and told as gaps. */
function isNews(warning: string): boolean {
  return !/^[\d,]+ files? (?:from a command that failed|kept as text|kept, but not read)/.test(warning);
}

function toOffset({ before }: BatchOutcome): ClockOffset | null {
  const reading = bestReading(before);
  if (reading === null) return null;
  const { measuredAt, offsetMs, boundMs } = reading;
  return { measuredAt, offsetMs, boundMs };
}

const endings: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  cancelled: ['job.cancelled', 'Cancelled before anything had arrived.'],
  forged: ['collect.forged', 'The target broke the protocol before anything had arrived.'],
  'over-budget': ['collect.over-budget', 'The target sent more than anybody asked for, and nothing of use.'],
  timeout: ['collect.over-budget', 'The target sent nothing within the time that it had.'],
  disconnected: ['ssh.disconnected', 'The connection ended before anything had arrived.'],
};

function nothing(outcome: BatchOutcome): AppError {
  const said = outcome.items.find(({ stderr }) => stderr !== '')?.stderr ?? outcome.stderr;
  const first = said.split('\n')[0]?.slice(0, 200) ?? '';
  const [code, message] = endings[endingOf(outcome.flags)] ?? [
    'collect.nothing',
    'The target gave nothing of what was asked',
  ];
  return new AppError(
    code,
    code === 'collect.nothing' ? `${message}${first === '' ? '' : `: ${first}`}.` : message,
  );
}
