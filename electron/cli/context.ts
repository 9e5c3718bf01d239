/** What every command gets: the client, where to speak, and the signal of Ctrl-C. */
import type { MemcaseClient } from '#shared/contract/client.ts';
import type { CaseSummary } from '#shared/contract/cases.ts';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { Platform } from '#electron/platform/platform.ts';
import type { Output } from './output.ts';
import type { ProgressLine } from './progress-line.ts';

/** The parts of app.ts that commands use. */
export interface CliApp {
  readonly client: MemcaseClient;
  /** Ends all jobs and closes all cases. */
  close(): Promise<void>;
}

export interface RunningWeb {
  readonly url: string;
  readonly port: number;
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** Given by the launcher, loaded only by the command that needs it: `--help` must not wait for SQLite. */
export interface Loaders {
  createApp(platform: Platform): Promise<CliApp>;
  startWeb(options: {
    platform: Platform;
    casePath?: string | undefined;
    port?: number | undefined;
    openBrowser?: boolean | undefined;
  }): Promise<RunningWeb>;
}

export interface CommandContext {
  readonly out: Output;
  readonly progress: ProgressLine;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly platform: () => Platform;
  readonly loaders: Loaders;
}

export interface CommandCase {
  readonly client: MemcaseClient;
  /** Handle for the calls of the client. */
  readonly handle: string;
  readonly summary: CaseSummary;
}

/** Runs a command with a client; the app is closed behind it, whatever happens. */
export async function withApp<Result>(
  context: CommandContext,
  work: (client: MemcaseClient) => Promise<Result>,
): Promise<Result> {
  const app = await context.loaders.createApp(context.platform());
  try {
    return await work(app.client);
  } finally {
    await app.close();
  }
}

/** Runs a command on an open case. */
export function withCase<Result>(
  context: CommandContext,
  path: string,
  mode: 'read' | 'write',
  work: (open: CommandCase) => Promise<Result>,
): Promise<Result> {
  return withApp(context, async (client) => {
    const summary = await namingCase(path, () =>
      client.cases.open({ path, mode }, { signal: context.signal }),
    );
    return work({ client, handle: summary.handle, summary });
  });
}

/** Errors of a case file say which one, as it was given. */
export async function namingCase<Result>(
  path: string | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (path === undefined || !isAppError(error) || !error.code.startsWith('casefile.')) throw error;
    if (error.message.includes(path)) throw error;
    throw new AppError(error.code, `${path}: ${error.message}`, error.data, error);
  }
}
