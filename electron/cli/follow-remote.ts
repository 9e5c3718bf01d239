/** Runs a live job of the client to its result: hops and progress on one line, questions on the terminal. */
import type { MemcaseClient } from '#shared/contract/client.ts';
import type { RemoteEvent } from '#shared/contract/collect.ts';
import type { HopFacts } from '#shared/domain/route.ts';
import { formatCount } from '#shared/units/format.ts';
import { answerQuestion } from './answer-question.ts';
import { timeCell } from './cells.ts';
import type { CommandContext } from './context.ts';
import { openTerminal } from './terminal-prompt.ts';

type Job<Result> = AsyncIterator<RemoteEvent, Result, void>;

export interface Followed<Result> {
  readonly result: Result;
  /** Snapshots that were kept although something cut them short. */
  readonly partial: number;
}

export async function followRemote<Result>(
  job: Job<Result>,
  client: MemcaseClient,
  context: CommandContext,
  hopCount: number,
  /** Gets the ids of the snapshots that were announced. */
  announced = new Set<number>(),
): Promise<Followed<Result>> {
  const terminal = openTerminal();
  let partial = 0;
  let kept = 0;
  try {
    for (;;) {
      const step = await job.next();
      if (step.done === true) return { result: step.value, partial };
      const event = step.value;
      if (event.event === 'question') {
        context.progress.clear();
        const answer = await answerQuestion(event.question, hopCount, terminal);
        await client.collect.answer({ id: event.question.id, answer });
      } else if (event.event === 'snapshot') {
        kept += 1;
        announced.add(event.snapshot.id);
        if (event.isPartial) partial += 1;
        context.progress.clear();
        context.out.notice(snapshotSentence(event));
      } else if (event.event === 'notice') {
        context.progress.clear();
        context.out.notice(event.text);
      } else if (event.event === 'hop') {
        context.progress.say(hopSentence(event.hop, hopCount));
      } else context.progress.show(event.progress);
    }
  } catch (error) {
    context.progress.clear();
    if (context.signal.aborted && kept > 0) {
      context.out.notice(
        `${kept === 1 ? 'one snapshot is' : `${formatCount(kept)} snapshots are`} kept, and what had arrived of another`,
      );
    }
    throw error;
  } finally {
    context.progress.clear();
  }
}

export function snapshotSentence({
  snapshot,
  isPartial,
  gaps,
}: Pick<Extract<RemoteEvent, { event: 'snapshot' }>, 'snapshot' | 'isPartial' | 'gaps'>): string {
  const { targetName, ordinal, takenAt, artifactCount } = snapshot;
  const missing = gaps === 0 ? '' : `, ${formatCount(gaps)} ${gaps === 1 ? 'gap' : 'gaps'}`;
  const cut = isPartial ? ', cut short' : '';
  return `kept ${targetName}@${ordinal} of ${timeCell(takenAt)}: ${formatCount(artifactCount)} ${artifactCount === 1 ? 'artifact' : 'artifacts'}${missing}${cut}`;
}

const states: Readonly<Record<HopFacts['state'], string>> = {
  waiting: 'waiting for the hop before it',
  connecting: 'connecting',
  'checking-key': 'checking its key',
  authenticating: 'logging in',
  ready: 'connected',
  failed: 'failed',
  closed: 'closed',
};

export function hopSentence({ index, user, host, port, state, elapsedMs }: HopFacts, count: number): string {
  const place = `${user === '' ? '' : `${user}@`}${host}${port === 22 ? '' : `:${port}`}`;
  return `hop ${index + 1} of ${count} ${place}: ${states[state]} (${Math.round(elapsedMs)} ms)`;
}
