/** What a live job is given besides its request. */
import type { RemoteEvent } from '#shared/contract/collect.ts';
import type { Connect, Prompter } from '#electron/ssh/types.ts';
import type { Platform } from '#electron/platform/platform.ts';

export type { HostKeyQuestion, Prompter, SecretQuestion } from '#electron/ssh/types.ts';

/** How it speaks with whoever started it. */
export interface LivePorts {
  readonly prompter: Prompter;
  readonly emit: (event: RemoteEvent) => void;
  /** Ends it; what was finished is kept. */
  readonly signal: AbortSignal;
}

/** Runs work that writes when no other job of the case does. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A collection takes its turn for storing, not for the hours between its rounds. */
export interface CollectPorts extends LivePorts {
  readonly inTurn: InTurn;
}

/** What it works with; app.ts gives it. */
export interface LiveParts {
  readonly connect: Connect;
  readonly platform: Pick<Platform, 'now' | 'log' | 'tempDir'>;
  readonly appVersion: string;
}
