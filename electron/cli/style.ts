/** Emphasis on a terminal; plain text everywhere else (a pipe, NO_COLOR, a dumb terminal). */

export interface Style {
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly more: (text: string) => string;
  readonly less: (text: string) => string;
}

const plain = (text: string): string => text;

function paint(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`;
}

export function createStyle(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const { NO_COLOR: noColour, TERM: terminal } = environment;
  if (!isTerminal || (noColour !== undefined && noColour !== '') || terminal === 'dumb') {
    return { strong: plain, dim: plain, more: plain, less: plain };
  }
  return { strong: paint(1), dim: paint(2), more: paint(31), less: paint(36) };
}
