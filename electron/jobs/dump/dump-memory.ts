/**
 * Memory of a live process into the case. What arrived is kept whatever ends it: a further run with the same choice
 * goes on where this one stopped, as long as the process is the same one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  DumpPlan,
  DumpPlanRequest,
  DumpRequest,
  DumpResult,
  TakenDump,
} from '#shared/contract/dumps.ts';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { Region } from '#shared/domain/memory.ts';
import { canonicalSelection } from './selection-key.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import { createPlan } from '#electron/collectors/plan.ts';
import { createNonce } from '#electron/dumps/dump-shell.ts';
import type { DumpShell } from '#electron/dumps/dump-shell.ts';
import { findProcess } from '#electron/dumps/find-process.ts';
import type { FoundProcess } from '#electron/dumps/find-process.ts';
import { PieceFetcher, memMethod } from '#electron/dumps/piece-fetcher.ts';
import type { ReadMethod } from '#electron/dumps/piece-fetcher.ts';
import { gdbMethod, slicesMethod } from '#electron/dumps/read-methods.ts';
import type { StopLog } from '#electron/dumps/read-methods.ts';
import { selectRegions } from '#electron/dumps/select-regions.ts';
import type { Selected } from '#electron/dumps/select-regions.ts';
import type { GuardSettings } from '#electron/dumps/session-script.ts';
import { readFacts } from '#electron/dumps/target-facts.ts';
import type { TargetFacts } from '#electron/dumps/target-facts.ts';
import { takeSnapshot } from '../collect/take-snapshot.ts';
import type { LiveParts, LivePorts } from '../collect/types.ts';
import { deriveSnapshots } from '../derive/derive-snapshots.ts';
import { limitSeconds, pieceBytesOf, preflight, readRegions, requireNone } from './preflight-target.ts';
import type { Preflight } from './preflight-target.ts';
import { StagedRegion, parseStagedDetail } from './staged-region.ts';
import { TargetLink, cancelled } from './target-link.ts';

/** Waits before the link is tried again; an attempt that brought something in starts from the first. */
const RETRY_MS = [100, 1000, 3000, 8000];

/** Looks only. @throws ssh.*, collect.*, input.*, dump.no-such-region, job.cancelled */
export async function planDump(
  request: DumpPlanRequest,
  ports: LivePorts,
  parts: LiveParts,
): Promise<DumpPlan> {
  const link = new TargetLink(request.route, ports, parts);
  const stop = () => link.close();
  ports.signal.addEventListener('abort', stop, { once: true });
  try {
    const shell = await link.openShell();
    const process = await findProcess(shell, request.process);
    const facts = await readFacts(shell, process.pid);
    const regions = await readRegions(shell, process.pid);
    const selected = selectRegions(regions, request.selection, facts.pageBytes);
    const { plan } = preflight(request, process, facts, selected);
    await link.endShell();
    return plan;
  } catch (error) {
    throw ports.signal.aborted ? cancelled() : error;
  } finally {
    ports.signal.removeEventListener('abort', stop);
    link.close();
  }
}

/** @throws dump.*, ssh.*, collect.*, input.*, casefile.*, job.cancelled */
export function dumpMemory(
  file: WritableCase,
  request: Omit<DumpRequest, 'case'>,
  ports: LivePorts,
  parts: LiveParts,
): Promise<DumpResult> {
  return new DumpJob(file, request, ports, parts).run();
}

class DumpJob {
  readonly #file: WritableCase;
  readonly #request: Omit<DumpRequest, 'case'>;
  readonly #ports: LivePorts;
  readonly #parts: LiveParts;
  readonly #link: TargetLink;
  readonly #stops: StopLog = { count: 0, longestMs: 0 };
  readonly #taken: TakenDump[] = [];
  readonly #guardSaid: string[] = [];
  #snapshot: number | null = null;
  #reconnects = 0;
  #resentBytes = 0;
  #doneBytes = 0;
  #directory: string | null = null;

  constructor(file: WritableCase, request: Omit<DumpRequest, 'case'>, ports: LivePorts, parts: LiveParts) {
    this.#file = file;
    this.#request = request;
    this.#ports = ports;
    this.#parts = parts;
    this.#link = new TargetLink(request.route, ports, parts);
  }

  async run(): Promise<DumpResult> {
    const { signal } = this.#ports;
    const stop = () => this.#link.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const begun = await this.#begin();
      for (const region of begun.regions) await this.#dump(region, begun.preflight);
      return this.#result(begun.preflight.plan);
    } catch (error) {
      throw signal.aborted ? this.#cancelled() : error;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#link.close();
      await this.#derive();
    }
  }

  /** Who is meant, what is asked, whether it may be done; and where an earlier run left off. */
  async #begin(): Promise<{ preflight: Preflight; regions: StagedRegion[] }> {
    const shell = await this.#link.openShell();
    const process = await findProcess(shell, this.#request.process);
    await this.#endStale(process);
    const facts = await readFacts(shell, process.pid);
    const earlier = this.#earlier(process);
    const [first] = earlier;
    if (first !== undefined) {
      const kept = earlier.reduce((sum, region) => sum + region.arrivedBytes, 0);
      this.#ports.emit({
        event: 'notice',
        text: `Going on with an earlier dump: ${kept} bytes are here already.`,
      });
      const selected = earlier.map(({ start, end, detail: { region } }) => ({ start, end, region }));
      const found = preflight(this.#request, process, facts, selected);
      requireNone(found.refusals);
      this.#directory = first.detail.directory ?? this.#newDirectory(facts);
      return { preflight: found, regions: earlier };
    }
    return this.#beginAnew(process, facts, shell);
  }

  async #beginAnew(
    process: FoundProcess,
    facts: TargetFacts,
    shell: DumpShell,
  ): Promise<{ preflight: Preflight; regions: StagedRegion[] }> {
    const { target } = this.#request;
    // Refused without a byte in the case, as far as that is known already.
    requireNone(preflight(this.#request, process, facts, []).refusals);
    selectRegions(await readRegions(shell, process.pid), this.#request.selection, facts.pageBytes);
    const plan = createPlan('standard', [String(process.pid)]);
    const taken = await takeSnapshot(
      await this.#link.connection(),
      this.#file,
      { target, plan, missed: [] },
      // A dump writes from its start to its end, so the turn is its own already.
      { ...this.#ports, inTurn: (work) => work() },
      this.#parts,
    );
    const snapshot = taken.imported.snapshots[0];
    if (snapshot === undefined) throw new AppError('collect.nothing', 'No snapshot was taken.');
    this.#snapshot = snapshot.id;
    const name = `${snapshot.targetName}@${snapshot.ordinal}`;
    this.#ports.emit({
      event: 'notice',
      text: `kept ${name}, with the regions of ${process.name} as they are now`,
    });
    const regions = this.#regionsOf(snapshot.id, process);
    const selected = selectRegions(regions, this.#request.selection, facts.pageBytes);
    const found = preflight(this.#request, process, facts, selected);
    requireNone(found.refusals);
    this.#directory = this.#newDirectory(facts);
    return {
      preflight: found,
      regions: selected.map((one) => this.#stage(one, process, facts, snapshot.id)),
    };
  }

  #newDirectory({ tmpfs }: TargetFacts): string | null {
    if (this.#request.method === 'mem' || tmpfs === null) return null;
    return `${tmpfs.path}/memcase-${createNonce()}`;
  }

  #regionsOf(snapshot: number, process: FoundProcess): readonly Region[] {
    const reader = this.#file.snapshotReader(snapshot);
    const found = reader.processes().find(({ pid }) => pid === process.pid);
    const regions = found === undefined ? [] : reader.regions(found.id);
    if (regions.length > 0) return regions;
    throw new AppError('dump.no-such-region', `Process ${process.pid} shows no regions.`, {
      pid: process.pid,
    });
  }

  #stage({ start, end, region }: Selected, process: FoundProcess, facts: TargetFacts, snapshotId: number) {
    const sizeBytes = Number(end - start);
    const { target, method, whole, selection } = this.#request;
    const detail = {
      target,
      pid: process.pid,
      process: process.name,
      startTicks: process.startTicks,
      method,
      isWhole: whole,
      selection: canonicalSelection(selection),
      pageBytes: facts.pageBytes,
      region,
      directory: this.#directory,
    };
    const pieceBytes = pieceBytesOf(this.#request, sizeBytes);
    const staged = this.#file.stageDump({ snapshotId, sizeBytes, pieceBytes, detail });
    return new StagedRegion(this.#file, staged, detail);
  }

  /** Dumps of this choice that an earlier run began with the same process. */
  #earlier(process: FoundProcess): StagedRegion[] {
    const { target, method, whole, selection } = this.#request;
    return this.#staged().filter(
      ({ detail }) =>
        detail.target === target &&
        detail.pid === process.pid &&
        detail.startTicks === process.startTicks &&
        detail.method === method &&
        detail.isWhole === whole &&
        detail.selection === canonicalSelection(selection),
    );
  }

  #staged(): StagedRegion[] {
    return this.#file.stagedDumps().flatMap((staged) => {
      const detail = parseStagedDetail(staged.detail);
      return detail === undefined ? [] : [new StagedRegion(this.#file, staged, detail)];
    });
  }

  /** What was begun with a process that had this number before: no more of it will come. */
  async #endStale({ pid, startTicks }: FoundProcess): Promise<void> {
    for (const region of this.#staged()) {
      const { detail } = region;
      if (detail.target !== this.#request.target || detail.pid !== pid || detail.startTicks === startTicks)
        continue;
      await this.#finish(region);
    }
  }

  async #dump(region: StagedRegion, found: Preflight): Promise<void> {
    for (let attempt = 0; ;) {
      const before = region.arrivedBytes;
      try {
        await this.#fetch(region, found);
        await this.#endGuard();
        this.#taken.push(await this.#finish(region));
        return;
      } catch (error) {
        region.flush();
        if (this.#ports.signal.aborted || !isAppError(error)) throw error;
        if (error.code === 'dump.process-changed') await this.#giveUp(region, error);
        attempt = region.arrivedBytes > before ? 0 : attempt + 1;
        const wait = RETRY_MS[attempt];
        if (!isPassing(error) || wait === undefined) throw this.#partial(region, error);
        this.#ports.emit({ event: 'notice', text: `${error.message} Trying again.` });
        await sleep(wait, undefined, { signal: this.#ports.signal }).catch(() => undefined);
        this.#reconnects += 1;
      }
    }
  }

  async #fetch(region: StagedRegion, { process, facts }: Preflight): Promise<void> {
    const missing = region.missing;
    if (missing.length === 0) return;
    const shell = await this.#openPinned(process, facts);
    const { start, end, staged } = region;
    const { pid } = process;
    const { pageBytes } = facts;
    const place = { pid, start, end, pageBytes, pieceBytes: staged.pieceBytes };
    const fetcher = new PieceFetcher(shell, place, this.#method(), facts.canReadPageTable);
    let received = shell.receivedBytes;
    try {
      for await (const piece of fetcher.fetch(missing)) {
        const isEmpty = !Number.isFinite(piece.from);
        const time = (seconds: number) => (isEmpty ? 0 : facts.bootedAt + seconds * 1000);
        const record = { from: time(piece.from), to: time(piece.to), states: piece.states };
        region.add(piece.ordinal, piece.bytes, record, isEmpty);
        received = shell.receivedBytes;
        this.#tell(region, piece.bytes.length);
      }
      region.flush();
    } catch (error) {
      this.#resentBytes += shell.receivedBytes - received;
      throw error;
    }
  }

  /** A shell that knows the process by its start time and executable. @throws dump.process-changed */
  async #openPinned({ pid, startTicks }: FoundProcess, { pageBytes }: TargetFacts): Promise<DumpShell> {
    const limit = limitSeconds(this.#request.whole ? 60_000 : 1000);
    const directory = this.#directory;
    const guard: GuardSettings | undefined =
      directory === null ? undefined : { pid, startTicks, directory, limitSeconds: limit };
    const shell = await this.#link.openShell(guard);
    const found = await shell.pin(pid, pageBytes);
    if (found.startTicks !== startTicks) {
      throw new AppError(
        'dump.process-changed',
        `Process ${pid} is not the one that was asked for any more.`,
        { pid },
      );
    }
    if (directory !== null) await this.#readGuardLog(shell, directory);
    return shell;
  }

  /** What the guard of a connection that broke had to do. */
  async #readGuardLog(shell: DumpShell, directory: string): Promise<void> {
    const { bytes } = await shell.text(
      `[ ! -f ${directory}.log ] || { cat ${directory}.log; rm -f ${directory}.log; }`,
      65_536,
    );
    const lines = bytes
      .toString('latin1')
      .split('\n')
      .filter((line) => line !== '');
    this.#guardSaid.push(...lines);
    for (const line of lines)
      this.#ports.emit({ event: 'notice', text: `The guard on the target says: ${line}` });
  }

  /** Its last words; where the link broke just before them, they lie in its log. */
  async #endGuard(): Promise<void> {
    const report = await this.#link.endShell();
    this.#guardSaid.push(...report);
    const directory = this.#directory;
    if (directory === null || report.length > 0) return;
    try {
      const shell = await this.#link.openShell();
      const gone = `n=0; while [ -d ${directory} ] && [ $n -lt 8 ]; do sleep 1; n=$((n + 1)); done`;
      await shell.text(gone, 1024);
      await this.#readGuardLog(shell, directory);
      await this.#link.endShell();
    } catch (error) {
      this.#ports.emit({
        event: 'notice',
        text: `The guard's log may lie at ${directory}.log: ${String(error)}`,
      });
    }
  }

  #method(): ReadMethod {
    const { method, whole } = this.#request;
    if (method === 'slices') return slicesMethod(this.#stops);
    return method === 'gdb' ? gdbMethod(this.#stops, whole) : memMethod;
  }

  #tell(region: StagedRegion, bytes: number): void {
    this.#doneBytes += bytes;
    this.#ports.emit({
      event: 'progress',
      progress: {
        phase: 'dump',
        done: region.arrivedBytes,
        total: region.staged.sizeBytes,
        unit: 'bytes',
        subject: `${region.detail.region.start}-${region.detail.region.end}`,
      },
    });
  }

  async #finish(region: StagedRegion): Promise<TakenDump> {
    const { pid, pageBytes, method } = region.detail;
    const command =
      method === 'gdb'
        ? `gdb -nx -batch -p ${pid} (dump binary memory)`
        : `dd if=/proc/${pid}/mem ibs=${pageBytes} (${method}, present pages)`;
    const taken = await region.finish(command, this.#parts.platform.now(), () => this.#ports.signal.aborted);
    const { target, startTicks } = region.detail;
    this.#file.record('dump', {
      target,
      pid,
      startTicks,
      method,
      artifact: taken.artifact.id,
      pageMap: taken.pageMap.id,
      isComplete: taken.isComplete,
      tornMs: taken.tornMs,
    });
    return taken;
  }

  /** The process is gone: what arrived becomes a partial dump, since no more will come. */
  async #giveUp(region: StagedRegion, cause: AppError): Promise<never> {
    if (region.arrivedBytes === 0) region.drop();
    else this.#taken.push(await this.#finish(region));
    const kept = region.arrivedBytes;
    const words = kept === 0 ? 'Nothing was kept.' : 'What had arrived is kept as a partial dump.';
    throw new AppError('dump.process-changed', `${cause.message} ${words}`, { arrivedBytes: kept }, cause);
  }

  #partial(region: StagedRegion, cause: AppError): AppError {
    const { arrivedBytes, staged } = region;
    if (arrivedBytes === 0 || !isPassing(cause)) return cause;
    return new AppError(
      'dump.partial',
      `${cause.message} ${arrivedBytes} of ${staged.sizeBytes} bytes are kept; run it again to go on.`,
      { arrivedBytes, sizeBytes: staged.sizeBytes, cause: cause.code },
      cause,
    );
  }

  #cancelled(): AppError {
    const arrived = this.#doneBytes;
    const words =
      arrived === 0 ? 'Nothing had arrived.' : `${arrived} bytes are kept; run it again to go on.`;
    return new AppError('job.cancelled', `Cancelled. ${words}`, { arrivedBytes: arrived });
  }

  /** The snapshot has more artifacts now than its tables know of. */
  async #derive(): Promise<void> {
    try {
      const job = deriveSnapshots(this.#file, this.#file.staleSnapshots(), { aborted: false });
      while ((await job.next()).done !== true);
    } catch (error) {
      this.#parts.platform.log('warn', 'tables were not derived after a dump', { error: String(error) });
    }
  }

  #result(plan: DumpPlan): DumpResult {
    return {
      target: this.#request.target,
      plan,
      hops: [...this.#link.hops],
      snapshot: this.#snapshot,
      dumps: this.#taken,
      receivedBytes: this.#link.receivedBytes,
      resentBytes: this.#resentBytes,
      reconnects: this.#reconnects,
      stops: { ...this.#stops },
      guard: [...new Set(this.#guardSaid)],
    };
  }
}

/** Failures of the way that may be over at the next attempt. */
function isPassing({ code }: AppError): boolean {
  return [
    'ssh.unreachable',
    'ssh.timeout',
    'ssh.disconnected',
    'ssh.forward-refused',
    'ssh.exec-refused',
    'collect.no-shell',
  ].includes(code);
}
