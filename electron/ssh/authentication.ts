/** Logging in: what is tried in which order (OpenSSH's: keys, keyboard-interactive, password), and who is asked. */
import type { AnyAuthMethod, AuthenticationType, NextAuthHandler, Prompt } from 'ssh2';
import { AppError } from '#shared/errors/app-error.ts';
import { deferKey } from './deferred-key.ts';
import type { Identity } from './identities.ts';
import { MAX_ATTEMPTS } from './settings.ts';
import type { SecretQuestion } from './types.ts';

/** What the server said to the last attempt. */
export interface AuthReply {
  readonly methods: readonly string[];
  /** The attempt was right, and more is wanted. */
  readonly partial: boolean;
}

export interface AuthContext {
  readonly username: string;
  /** `user@host`, for questions. */
  readonly subject: string;
  readonly identities: AsyncIterator<Identity>;
  /** Null: the person cancelled. */
  readonly ask: (question: Omit<SecretQuestion, 'hop'>) => Promise<readonly string[] | null>;
  /** A failure inside a callback of ssh2, where nothing can be thrown. */
  readonly fail: (error: unknown) => void;
}

export type AuthAttempts = AsyncGenerator<AnyAuthMethod, false, AuthReply>;

const methods = ['publickey', 'keyboard-interactive', 'password'] as const;
/** A server's text is shown, not at any length. */
const MAX_TEXT = 2000;

/** Yields attempts and takes replies; ends when nothing is left to try. */
export async function* authAttempts(context: AuthContext): AuthAttempts {
  let reply = yield { type: 'none', username: context.username };
  const ways: Record<(typeof methods)[number], AuthAttempts> = {
    publickey: keyAttempts(context),
    'keyboard-interactive': keyboardAttempts(context),
    password: passwordAttempts(context),
  };
  const exhausted = new Set<string>();
  for (;;) {
    const method = methods.find((name) => reply.methods.includes(name) && !exhausted.has(name));
    if (method === undefined) return false;
    const next = await ways[method].next(reply);
    if (next.done === true) exhausted.add(method);
    else reply = yield next.value;
  }
}

async function* keyAttempts({ username, identities }: AuthContext): AuthAttempts {
  for (;;) {
    const { value: identity, done } = await identities.next();
    if (done === true) return false;
    const deferred = deferKey(identity.publicKey);
    yield { type: 'publickey', username, key: deferred.key };
    if (deferred.isDue() && (await deferred.sign(identity))) {
      yield { type: 'publickey', username, key: deferred.key };
    }
  }
}

async function* passwordAttempts({ username, subject, ask }: AuthContext): AuthAttempts {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const prompts = [{ text: 'Password', echo: false }];
    const answers = await ask({ kind: 'password', subject, title: '', instruction: '', prompts, attempt });
    yield { type: 'password', username, password: answersOrCancel(answers)[0] ?? '' };
  }
  return false;
}

async function* keyboardAttempts({ username, subject, ask, fail }: AuthContext): AuthAttempts {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const answer = async (title: string, instruction: string, wanted: readonly Prompt[]) => {
      const prompts = wanted.map(({ prompt, echo }) => ({
        text: prompt.slice(0, MAX_TEXT),
        echo: echo === true,
      }));
      const texts = { title: title.slice(0, MAX_TEXT), instruction: instruction.slice(0, MAX_TEXT) };
      const answers = answersOrCancel(
        await ask({ kind: 'keyboard-interactive', subject, ...texts, prompts, attempt }),
      );
      return prompts.map((_, index) => answers[index] ?? '');
    };
    yield {
      type: 'keyboard-interactive',
      username,
      prompt: (title, instruction, _language, prompts, finish) => {
        answer(title, instruction, prompts).then(finish, fail);
      },
    };
  }
  return false;
}

function answersOrCancel(answers: readonly string[] | null): readonly string[] {
  if (answers === null) throw new AppError('job.cancelled', 'cancelled at a question');
  return answers;
}

/** ssh2's form of the same: asks for one attempt after the other. */
export function createAuthHandler(
  attempts: AuthAttempts,
  context: AuthContext,
  began: (method: string) => void,
) {
  return (
    left: readonly AuthenticationType[] | null,
    partial: boolean | null,
    next: NextAuthHandler,
  ): void => {
    const reply = { methods: left ?? [...methods], partial: partial === true };
    const step = async () => {
      try {
        const { value } = await attempts.next(reply);
        if (value !== false) began(value.type);
        // The types leave out that `false` ends it.
        (next as (method: unknown) => void)(value);
      } catch (error) {
        context.fail(error);
      }
    };
    void step();
  };
}
