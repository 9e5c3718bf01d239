/** Where things of this program are, from the source tree and from the built one alike. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolve } from 'node:path';

/** Two folders up, from `electron/platform` as from `dist/desktop`. */
export const programDirectory = resolve(import.meta.dirname, '../..');

export const pageDirectory = resolve(import.meta.dirname, '../../dist/renderer');

/** As package.json says, which lies in the program's folder when installed as well. */
export function readAppVersion(): string {
  const { version } = JSON.parse(readFileSync(join(programDirectory, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
