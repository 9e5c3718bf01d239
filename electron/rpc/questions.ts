/**
 * Questions that a job asks in the middle of its work: they leave on its stream and their answers come in by a call
 * of their own. A question ends with its job: when the caller goes, nobody can answer it any more. Secrets pass
 * through and are kept nowhere.
 */
import { randomUUID } from 'node:crypto';
import type { Answer, Question, RemoteEvent } from '#shared/contract/collect.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { HostKeyQuestion, Prompter, SecretQuestion } from '#electron/jobs/collect/types.ts';

interface OpenQuestion {
  readonly question: Question;
  settle(answer: Answer['answer']): void;
}

export class Questions {
  readonly #open = new Map<string, OpenQuestion>();

  /** Asks on the stream of one job, until `signal` ends it. */
  prompter(emit: (event: RemoteEvent) => void, signal: AbortSignal): Prompter {
    return {
      hostKey: async (question) => {
        const answer = await this.#ask(withId(question), emit, signal);
        return typeof answer === 'string' ? answer : null;
      },
      secret: async (question) => {
        const answer = await this.#ask(withId(question), emit, signal);
        return Array.isArray(answer) ? answer : null;
      },
    };
  }

  /** @throws input.bad-option for a question that is not open, or an answer of another form than it asks for */
  answer({ id, answer }: Answer): void {
    const open = this.#open.get(id);
    if (open === undefined)
      throw new AppError('input.bad-option', 'This question is not open any more.', { id });
    if (!fits(open.question, answer)) {
      throw new AppError('input.bad-option', 'This is no answer to the question that was asked.', { id });
    }
    open.settle(answer);
  }

  #ask(
    question: Question,
    emit: (event: RemoteEvent) => void,
    signal: AbortSignal,
  ): Promise<Answer['answer']> {
    if (signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (answer: Answer['answer']): void => {
        this.#open.delete(question.id);
        signal.removeEventListener('abort', onAbort);
        resolve(answer);
      };
      const onAbort = (): void => settle(null);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#open.set(question.id, { question, settle });
      emit({ event: 'question', question });
    });
  }
}

function withId(question: HostKeyQuestion | SecretQuestion): Question {
  const id = randomUUID();
  if (question.kind === 'host-key') return { ...question, id };
  return { ...question, id, prompts: question.prompts.map((prompt) => ({ ...prompt })) };
}

function fits(question: Question, answer: Answer['answer']): boolean {
  if (answer === null) return true;
  if (question.kind === 'host-key') return typeof answer === 'string';
  return Array.isArray(answer) && answer.length === question.prompts.length;
}
