/** Which case a person meant who double-clicked a file or typed a command. */
import { resolve } from 'node:path';
import type { Dialog } from 'electron';

/** The first argument that names a case file, as an absolute path; switches of Chromium are passed over. */
export function caseFromArguments(argv: readonly string[], workingDirectory: string): string | undefined {
  const named = argv.slice(1).find((argument) => !argument.startsWith('-') && argument.endsWith('.memcase'));
  return named === undefined ? undefined : resolve(workingDirectory, named);
}

/** Asks with the system's own dialog; undefined where the person thinks better of it. */
export async function askForCase(dialog: Pick<Dialog, 'showOpenDialog'>): Promise<string | undefined> {
  const filters = [{ name: 'Memcase', extensions: ['memcase'] }];
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openFile'], filters });
  return filePaths[0];
}
