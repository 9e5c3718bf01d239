/** The command line launcher: an in-process client of the same contract as the window. */
import { runCommandLine } from '#electron/cli/command-line.ts';
import { exitCodes } from '#electron/cli/exit-codes.ts';
import { createLocalPlatform } from '#electron/platform/local-platform.ts';
import { readAppVersion } from '#electron/platform/places.ts';

const interrupted = new AbortController();

// The first Ctrl-C ends the work in order, the second at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(exitCodes.cancelled);
    interrupted.abort();
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  version: readAppVersion(),
  signal: interrupted.signal,
  platform: () => createLocalPlatform('cli'),
  loaders: {
    createApp: async (platform) => (await import('#electron/app.ts')).createApp(platform),
    startWeb: async (options) => (await import('#electron/web.ts')).startWeb(options),
  },
});
