/** The first pass: every item of every source is looked at; nothing is stored. */
import type { ImportRequest } from '#shared/contract/imports.ts';
import type { ImportLimits } from '../limits.ts';
import { throwIfAborted } from '../cancel.ts';
import type { CancelSignal, Job } from '../types.ts';
import { inspectItem } from './inspect-item.ts';
import { unreadableItem } from './directory.ts';
import { NameCounter, refusal } from './items.ts';
import type { EvidenceItem, Refusal } from './items.ts';
import type { Notices } from './notices.ts';
import { capturesOf, manifestRowOf } from './plan.ts';
import type { SeenItem } from './plan.ts';
import { arrivalsOf, nameOfSource } from './sources.ts';

export interface Survey {
  readonly seen: readonly SeenItem[];
  readonly refused: readonly Refusal[];
}

export async function* surveySources(
  request: Pick<ImportRequest, 'sources' | 'dump'>,
  notices: Notices,
  signal: CancelSignal,
  limits: ImportLimits,
): Job<Survey> {
  const seen: SeenItem[] = [];
  const refused: Refusal[] = [];
  const empty: { readonly source: number; readonly name: string }[] = [];
  for (const [source, given] of request.sources.entries()) {
    const before = seen.length + refused.length;
    const names = new NameCounter();
    let index = 0;
    for await (const arrival of arrivalsOf(given, request.dump !== undefined, limits)) {
      throwIfAborted(signal);
      if (arrival.kind === 'refusal') refused.push(arrival);
      else if (arrival.kind === 'passed-over') {
        notices.leaveOut('not-a-file', arrival.name);
      } else {
        const outcome = await look(arrival, request.dump, limits, signal);
        const nth = names.next(arrival.name);
        if (outcome?.kind === 'refusal') refused.push(outcome);
        else if (outcome === undefined) empty.push({ source, name: arrival.name });
        else seen.push({ ...outcome.item, source, index, nth });
        index += 1;
      }
      yield { phase: 'look', done: seen.length, unit: 'items', subject: arrival.name };
    }
    if (seen.length + refused.length === before) {
      const name = nameOfSource(given);
      refused.push(refusal(name, 'input.empty', `${name} holds nothing that can be imported.`));
    }
  }
  // Only now all manifests are known: kernel threads have an empty cmdline, and a capture says so.
  const captures = capturesOf(seen);
  for (const item of empty)
    notices.leaveOut('empty', item.name, { expected: manifestRowOf(item, captures) !== undefined });
  return { seen, refused };
}

type Look = Refusal | { readonly kind: 'seen'; readonly item: Omit<SeenItem, 'source' | 'index' | 'nth'> };

/** @returns undefined where an empty file of a directory or archive is passed over */
async function look(
  item: EvidenceItem,
  dump: ImportRequest['dump'],
  limits: ImportLimits,
  signal: CancelSignal,
): Promise<Look | undefined> {
  const { name, modified, reopen } = item;
  try {
    const inspection = await inspectItem(item, dump, limits, signal);
    if (!inspection.empty) return { kind: 'seen', item: { name, modified, reopen, inspection } };
    return item.named ? refusal(name, 'input.empty', `${name} is empty.`) : undefined;
  } catch (error) {
    throwIfAborted(signal);
    return unreadableItem(name, error);
  }
}
