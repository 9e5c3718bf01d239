/** Command lines that cannot be right, in the words of the command line: they name the option and how to get help. */
import type { Command, CommanderError } from 'commander';
import { AppError } from '#shared/errors/app-error.ts';

/** An empty value is nearly always a shell variable that was not set. @throws input.bad-option */
export function refuseEmptyValues(command: Command): void {
  for (const option of command.options) {
    if (command.getOptionValue(option.attributeName()) === '') throw emptyValue(option.long ?? option.flags);
  }
  for (const [index, value] of command.args.entries()) {
    // The last argument may stand for many.
    const argument = command.registeredArguments[index] ?? command.registeredArguments.at(-1);
    if (value === '') throw emptyValue(`<${argument?.name() ?? 'argument'}>`);
  }
}

function emptyValue(option: string): AppError {
  return new AppError('input.bad-option', `${option} was given without a value.`, { option });
}

/** What commander says of arguments, without its label and with the way to the right ones. */
export function usageSentence(program: Command, argv: readonly string[], error: CommanderError): string {
  const words = argv.filter((word) => !word.startsWith('-'));
  if (error.code === 'commander.help')
    return `${words.join(' ')}: there is no such command; see memcase --help`;
  const named = program.commands.find((command) => command.name() === words[0])?.name();
  const sentence = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return `${sentence}; see memcase ${named === undefined ? '' : `${named} `}--help`;
}

/** Fields of requests that are options of another name. */
const optionNames: Readonly<Record<string, string>> = { path: '<case>' };

/** A value that the contract refuses is one that somebody typed. */
export function ofOption(error: AppError): AppError {
  const { path, issue } = error.data;
  if (error.code !== 'rpc.invalid-request' || typeof path !== 'string' || path === '') return error;
  const field = path.split('.')[0] ?? path;
  const option = optionNames[field] ?? `--${field}`;
  const why = String(issue).replace(/: expected string to have/, ': it must have');
  return new AppError('input.bad-option', `${option} cannot be used. ${why}.`, { option }, error);
}
