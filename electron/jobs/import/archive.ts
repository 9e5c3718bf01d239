/**
 * Members of archives, streamed and never written to disk. Compressed files are archives of one member.
 * Names are data; links, devices and directories are passed over.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { AppError } from '#shared/errors/app-error.ts';
import type { ImportLimits } from '../limits.ts';
import { packingOf } from './archive-format.ts';
import { PeekedStream, counted } from './byte-stream.ts';
import { displayName, refusal } from './items.ts';
import type { Arrival, Budget, EvidenceItem } from './items.ts';

const HEADER_BYTES = 512;
/** Old tar formats have no magic; the checksum was looked at already. Not in the package's types. */
const readAnyFormat: object = { allowUnknownFormat: true };

interface TarMember extends AsyncIterable<Uint8Array> {
  readonly header: Header;
}

/** The item itself, or the members that it holds. */
export async function* unpack(
  item: EvidenceItem,
  budget: Budget,
  limits: ImportLimits,
  depth = 0,
): AsyncGenerator<Arrival> {
  const stream = await PeekedStream.of(item.bytes, HEADER_BYTES);
  try {
    const packing = packingOf(stream.head);
    if (packing === undefined) yield plain(item, stream, budget);
    else if (packing === 'xz' || packing === 'bzip2' || packing === 'zip')
      yield unreadable(item.name, packing);
    else if (depth >= limits.archiveDepth) yield tooDeep(item.name, limits);
    else if (packing === 'tar') yield* membersOf(item.name, stream, budget, limits, depth + 1);
    else yield* decompressed(item, stream, packing, budget, limits, depth);
  } finally {
    await stream.release();
  }
}

function plain(item: EvidenceItem, bytes: PeekedStream, budget: Budget): EvidenceItem {
  budget.addItem();
  return { ...item, bytes };
}

async function* decompressed(
  item: EvidenceItem,
  bytes: AsyncIterable<Uint8Array>,
  packing: 'gzip' | 'zstd',
  budget: Budget,
  limits: ImportLimits,
  depth: number,
): AsyncGenerator<Arrival> {
  const unpacked = counted(throughDecompressor(item.name, bytes, packing), (length) =>
    budget.addUnpacked(length),
  );
  const name = item.name.replace(/\.(?:gz|zst)$/i, '').replace(/\.tgz$/i, '.tar');
  const stream = await PeekedStream.of(unpacked, HEADER_BYTES);
  // A compressed tar is one archive, not two.
  if (packingOf(stream.head) === 'tar') yield* membersOf(item.name, stream, budget, limits, depth + 1);
  else
    yield* unpack({ ...item, name, bytes: stream, sizeBytes: null, reopen: null }, budget, limits, depth + 1);
}

async function* throughDecompressor(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  packing: 'gzip' | 'zstd',
): AsyncGenerator<Uint8Array> {
  const decompressor = packing === 'gzip' ? createGunzip() : createZstdDecompress();
  const feeding = pipeline(Readable.from(bytes), decompressor).catch(() => undefined);
  try {
    for await (const chunk of decompressor) yield chunk as Uint8Array;
  } catch (error) {
    throw damaged(name, error);
  } finally {
    decompressor.destroy();
    await feeding;
  }
}

async function* membersOf(
  archive: string,
  bytes: AsyncIterable<Uint8Array>,
  budget: Budget,
  limits: ImportLimits,
  depth: number,
): AsyncGenerator<Arrival> {
  const reader = extract(readAnyFormat);
  let failure: unknown;
  const feeding = pipeline(Readable.from(bytes), reader).catch((error: unknown) => {
    failure = error;
  });
  try {
    for await (const entry of reader) yield* memberOf(entry as TarMember, budget, limits, depth);
    await feeding;
    if (failure !== undefined) throw damaged(archive, failure);
  } catch (error) {
    throw damaged(archive, failure ?? error);
  } finally {
    reader.destroy();
    await feeding;
  }
}

async function* memberOf(
  entry: TarMember,
  budget: Budget,
  limits: ImportLimits,
  depth: number,
): AsyncGenerator<Arrival> {
  const { header } = entry;
  const name = displayName(header.name);
  const stream = await PeekedStream.of(entry, 0);
  if (header.type === 'directory') budget.addItem();
  else if (isSparse(header))
    yield refusal(name, 'input.bad-archive', `${name} is stored sparse; pack it without --sparse.`);
  else if (header.type !== 'file' && header.type !== 'contiguous-file') yield { kind: 'passed-over', name };
  else {
    const at = header.mtime.getTime();
    const item: EvidenceItem = {
      kind: 'item',
      name,
      modified: at > 0 ? { at, source: 'archive' } : null,
      named: false,
      sizeBytes: null,
      bytes: stream,
      reopen: null,
    };
    yield* unpackOrRefuse(item, budget, limits, depth);
  }
  await stream.drain();
}

/** A damaged archive inside a sound one costs itself only. */
async function* unpackOrRefuse(
  item: EvidenceItem,
  budget: Budget,
  limits: ImportLimits,
  depth: number,
): AsyncGenerator<Arrival> {
  try {
    yield* unpack(item, budget, limits, depth);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'input.bad-archive') throw error;
    yield refusal(item.name, error.code, error.message);
  }
}

/** GNU's sparse members hold a map before their bytes, which would be taken for evidence. */
function isSparse({ pax }: Header): boolean {
  return Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.'));
}

function unreadable(name: string, packing: 'xz' | 'bzip2' | 'zip'): Arrival {
  const command = { xz: 'xz -d', bzip2: 'bzip2 -d', zip: 'unzip' }[packing];
  return refusal(
    name,
    'input.bad-archive',
    `${name} is packed with ${packing}; unpack it first (${command}).`,
  );
}

function tooDeep(name: string, limits: ImportLimits): Arrival {
  return refusal(
    name,
    'input.bad-archive',
    `${name} is an archive more than ${limits.archiveDepth} archives deep.`,
  );
}

function damaged(name: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    'input.bad-archive',
    `${displayName(name)} is damaged or cut off (${why}).`,
    { name },
    cause,
  );
}
