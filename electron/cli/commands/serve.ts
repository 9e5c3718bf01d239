/** `memcase serve [CASE] [--port N]` and `memcase open [CASE]`: the window in a browser, on loopback. */
import { resolve } from 'node:path';
import type { CommandContext, RunningWeb } from '../context.ts';
import { namingCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parsePort } from '../option-values.ts';

export interface ServeOptions {
  readonly port?: string;
  readonly json?: boolean;
}

export async function runServe(
  context: CommandContext,
  path: string | undefined,
  options: ServeOptions,
  openBrowser: boolean,
): Promise<ExitCode> {
  const port = options.port === undefined ? undefined : parsePort('--port', options.port);
  const casePath = path === undefined ? undefined : resolve(path);
  const web = await namingCase(path, () =>
    context.loaders.startWeb({ platform: context.platform(), casePath, port, openBrowser }),
  );
  if (options.json === true) context.out.json('serve', { url: web.url, port: web.port });
  else context.out.lines([`Memcase: ${web.url}`, 'The address works once, in one browser. Ctrl-C ends it.']);
  await ended(web, context.signal);
  // Ctrl-C and SIGTERM are how it is meant to end.
  return exitCodes.ok;
}

async function ended(web: RunningWeb, signal: AbortSignal): Promise<void> {
  const stop = () => void web.close();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  await web.closed;
}
