/** One region on its way into the case: what of it is there, what is missing, and what it becomes. */
import { AppError } from '#shared/errors/app-error.ts';
import type { TakenDump } from '#shared/contract/dumps.ts';
import type { DumpRegion } from '#shared/contract/dumps.ts';
import type { PageMap, ReadInterval } from '#shared/domain/page-map.ts';
import { parseAddress, toAddressText } from '#shared/units/address.ts';
import type { Address } from '#shared/units/address.ts';
import { bytesByState, formatPageMap, tornWindowMs } from '#shared/parsers/page-map.ts';
import type { StagedDump, WritableCase } from '#electron/casefile/types.ts';
import type { DumpMethod } from '#electron/dumps/preflight.ts';
import { formatPieceRecord, parsePieceRecord } from '#electron/dumps/piece-record.ts';
import type { PieceRecord } from '#electron/dumps/piece-record.ts';
import { runsOf } from '#electron/dumps/page-table.ts';

/** What is needed to go on with a dump in another run; kept as JSON. */
export interface StagedDetail {
  readonly target: string;
  readonly pid: number;
  readonly process: string;
  readonly startTicks: string;
  readonly method: DumpMethod;
  readonly isWhole: boolean;
  /** The request's choice, as JSON: the same choice goes on. */
  readonly selection: string;
  readonly pageBytes: number;
  readonly region: DumpRegion;
  /** Directory of the guard on the target, where there is one; its log lies beside it. */
  readonly directory: string | null;
}

/** Pieces without any page wait for others, but not too many. */
const MOST_WAITING = 64;

export class StagedRegion {
  readonly #file: WritableCase;
  readonly staged: StagedDump;
  readonly detail: StagedDetail;
  readonly #records = new Map<number, PieceRecord>();
  #waiting: { ordinal: number; bytes: Uint8Array; record: PieceRecord }[] = [];
  /** Bytes of the region that an earlier run brought in. */
  readonly resumedBytes: number;

  constructor(file: WritableCase, staged: StagedDump, detail: StagedDetail) {
    this.#file = file;
    this.staged = staged;
    this.detail = detail;
    for (const { ordinal, detail: text } of file.stagedPieces(staged.id)) {
      const record = parsePieceRecord(text, this.#pagesOf(ordinal));
      if (record === undefined) throw new AppError('casefile.corrupt', `Piece ${ordinal} of a staged dump.`);
      this.#records.set(ordinal, record);
    }
    this.resumedBytes = this.arrivedBytes;
  }

  get start(): Address {
    return parseAddress(this.detail.region.start) ?? 0n;
  }

  get end(): Address {
    return parseAddress(this.detail.region.end) ?? 0n;
  }

  /** Of the region's length, absent pages included. */
  get arrivedBytes(): number {
    let bytes = 0;
    for (const record of this.#records.values()) bytes += record.states.length * this.detail.pageBytes;
    return bytes;
  }

  get missing(): number[] {
    const { sizeBytes, pieceBytes } = this.staged;
    const all = Array.from({ length: Math.ceil(sizeBytes / pieceBytes) }, (_, ordinal) => ordinal);
    return all.filter((ordinal) => !this.#records.has(ordinal));
  }

  /** On disk when it returns, unless nothing is in it. */
  add(ordinal: number, bytes: Uint8Array, record: PieceRecord, isEmpty: boolean): void {
    this.#waiting.push({ ordinal, bytes, record });
    if (!isEmpty || this.#waiting.length >= MOST_WAITING) this.flush();
  }

  flush(): void {
    if (this.#waiting.length === 0) return;
    const pieces = this.#waiting.map(({ ordinal, bytes, record }) => ({
      ordinal,
      bytes,
      detail: formatPieceRecord(record),
    }));
    this.#file.addDumpPieces(this.staged.id, pieces);
    for (const { ordinal, record } of this.#waiting) this.#records.set(ordinal, record);
    this.#waiting = [];
  }

  /** Nothing of it arrived, or it is not wanted any more. */
  drop(): void {
    this.#file.dropStagedDump(this.staged.id);
  }

  /** Makes the artifacts: the bytes, and what is known of each page. @throws job.cancelled, casefile.* */
  async finish(command: string, now: number, cancelled: () => boolean): Promise<TakenDump> {
    this.flush();
    const { pid, process, region, pageBytes } = this.detail;
    const { snapshotId } = this.staged;
    const reads = this.#reads();
    const capturedAt = reads.reduce((latest, { to }) => Math.max(latest, to), 0) || now;
    const isComplete = this.missing.length === 0;
    const name = `${process}-${pid}-${region.start}-${region.end}${isComplete ? '' : '.partial'}.bin`;
    const common = { snapshotId, pid, command, baseAddress: toAddressText(this.start), capturedAt };
    const artifact = await this.#file.finishDump(
      this.staged.id,
      { ...common, kind: 'dump', name, encoding: 'binary' },
      cancelled,
    );
    const map: PageMap = {
      start: this.start,
      end: this.end,
      pageBytes,
      pid,
      startTicks: this.detail.startTicks,
      method: this.detail.method,
      dumpSha256: artifact.sha256,
      isComplete,
      runs: runsOf(this.#states(), this.start, pageBytes),
      reads,
    };
    const { artifact: pageMap } = await this.#file.addArtifact(
      { ...common, kind: 'page-map', name: `${name}.pages`, encoding: 'utf-8' },
      [Buffer.from(formatPageMap(map))],
    );
    return {
      artifact,
      pageMap,
      region,
      isComplete,
      bytesByState: bytesByState(map.runs),
      tornMs: tornWindowMs(map),
      resumedBytes: this.resumedBytes,
    };
  }

  #pagesOf(ordinal: number): number {
    const { sizeBytes, pieceBytes } = this.staged;
    return Math.min(pieceBytes, sizeBytes - ordinal * pieceBytes) / this.detail.pageBytes;
  }

  /** Of the whole region; what did not arrive is `not-fetched`, which is 0. */
  #states(): Uint8Array {
    const states = new Uint8Array(this.staged.sizeBytes / this.detail.pageBytes);
    const pages = this.staged.pieceBytes / this.detail.pageBytes;
    for (const [ordinal, record] of this.#records) states.set(record.states, ordinal * pages);
    return states;
  }

  #reads(): ReadInterval[] {
    const { pieceBytes } = this.staged;
    return [...this.#records]
      .toSorted(([x], [y]) => x - y)
      .filter(([, { from }]) => from > 0)
      .map(([ordinal, { from, to, states }]) => {
        const start = this.start + BigInt(ordinal) * BigInt(pieceBytes);
        return { start, end: start + BigInt(states.length * this.detail.pageBytes), from, to };
      });
  }
}

/** @returns undefined for what another version of this program may have written */
export function parseStagedDetail(detail: Readonly<Record<string, unknown>>): StagedDetail | undefined {
  const { target, pid, startTicks, region, pageBytes } = detail as Partial<StagedDetail>;
  const isOurs =
    typeof target === 'string' &&
    typeof pid === 'number' &&
    typeof startTicks === 'string' &&
    typeof pageBytes === 'number' &&
    typeof region === 'object' &&
    region !== null;
  return isOurs ? (detail as unknown as StagedDetail) : undefined;
}
