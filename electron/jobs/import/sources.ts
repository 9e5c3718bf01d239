/** What the user gave (paths, bytes) as one stream of items. Can be asked for again: import reads twice. */
import { realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isAppError } from '#shared/errors/app-error.ts';
import type { ImportRequest } from '#shared/contract/imports.ts';
import type { ImportLimits } from '../limits.ts';
import { unpack } from './archive.ts';
import { fileItem, unreadableItem, walkDirectory } from './directory.ts';
import { Budget, displayName, refusal } from './items.ts';
import type { Arrival, EvidenceItem } from './items.ts';

export type ImportSource = ImportRequest['sources'][number];

/** What the user would call it. */
export function nameOfSource(source: ImportSource): string {
  return 'path' in source ? displayName(source.path) : displayName(source.name);
}

/**
 * All items of one source, archives taken apart unless `raw`. Whatever breaks off ends as a refusal; what
 * came before it stays good.
 */
export async function* arrivalsOf(
  source: ImportSource,
  raw: boolean,
  limits: ImportLimits,
): AsyncGenerator<Arrival> {
  const budget = new Budget(nameOfSource(source), limits);
  try {
    for await (const arrival of 'path' in source ? ofPath(source.path, raw, limits) : ofBytes(source)) {
      if (arrival.kind !== 'item') yield arrival;
      else if (raw) yield arrival;
      else yield* unpackOrRefuse(arrival, budget, limits);
    }
  } catch (error) {
    yield unreadableItem(nameOfSource(source), error);
  }
}

async function* unpackOrRefuse(
  item: EvidenceItem,
  budget: Budget,
  limits: ImportLimits,
): AsyncGenerator<Arrival> {
  try {
    yield* unpack(item, budget, limits);
  } catch (error) {
    // One damaged archive does not stop its neighbours; a bound that is reached stops all.
    if (isAppError(error) && error.code === 'input.too-large') throw error;
    yield unreadableItem(item.name, error);
  }
}

async function* ofPath(path: string, raw: boolean, limits: ImportLimits): AsyncGenerator<Arrival> {
  const real = await realpath(path);
  const info = await stat(real);
  if (!info.isDirectory()) yield await fileItem(real, nameOfFile(path), true);
  else if (raw) {
    yield refusal(path, 'input.bad-option', `${displayName(path)} is a directory; --dump takes files.`);
  } else yield* walkDirectory(real, limits);
}

async function* ofBytes(source: { name: string; bytes: Uint8Array }): AsyncGenerator<Arrival> {
  const reopen = async function* (): AsyncGenerator<Uint8Array> {
    yield source.bytes;
  };
  yield {
    kind: 'item',
    name: displayName(source.name),
    modified: null,
    named: true,
    sizeBytes: source.bytes.length,
    bytes: reopen(),
    reopen,
  };
}

/** The file's own name, with the process directory above it where there is one: `1234/smaps`. */
function nameOfFile(path: string): string {
  const [parent, file] = path.split('/').slice(-2);
  return file !== undefined && /^\d{1,7}$/.test(parent ?? '') ? `${parent}/${file}` : basename(path);
}
