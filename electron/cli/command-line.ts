/** From arguments to an exit code: runs the command, turns what it throws into one line on stderr. */
import { isAppError } from '#shared/errors/app-error.ts';
import type { Platform } from '#electron/platform/platform.ts';
import type { CommandContext, Loaders } from './context.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { createOutput } from './output.ts';
import type { Output } from './output.ts';
import { createProgram, isCommanderError } from './program.ts';
import { createProgressLine } from './progress-line.ts';
import { ofOption, usageSentence } from './usage-errors.ts';

export interface Launch {
  readonly version: string;
  readonly signal: AbortSignal;
  readonly platform: () => Platform;
  readonly loaders: Loaders;
}

/** Never throws. `argv` is without the program and the script. */
export async function runCommandLine(argv: readonly string[], launch: Launch): Promise<ExitCode> {
  const out = createOutput();
  const { signal, platform, loaders } = launch;
  const context: CommandContext = { out, progress: createProgressLine(), signal, platform, loaders };
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(context, launch.version, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    const failure = await out.failure();
    if (failure === undefined) return exitCode;
    out.notice(`The result could not be written to standard output (${failure}). [report.write-failed]`);
    return exitCodes.output;
  } catch (error) {
    if (!isCommanderError(error)) return report(error, out, platform);
    // Help and version end by an exception too; they have been printed.
    if (error.exitCode === 0) return exitCodes.ok;
    out.notice(`${usageSentence(program, argv, error)} [input.bad-option]`);
    return exitCodes.usage;
  }
}

function report(thrown: unknown, out: Output, platform: () => Platform): ExitCode {
  const error = isAppError(thrown) ? ofOption(thrown) : thrown;
  if (isAppError(error)) {
    out.notice(`${error.message} [${error.code}]`);
    return exitCodeOf(error.code);
  }
  const text = error instanceof Error ? error.message : String(error);
  platform().log('error', 'the command failed', { error: error instanceof Error ? error.stack : text });
  out.notice(`a defect of this program: ${text} [internal]`);
  return exitCodes.internal;
}
