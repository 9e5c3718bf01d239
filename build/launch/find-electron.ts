/** Electron's executable, without asking its package: `require('electron')` would start a download. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const electronPackage = fileURLToPath(new URL('../../node_modules/electron', import.meta.url));

/** Where the environment says (ELECTRON_OVERRIDE_DIST_PATH), else where an install puts it; undefined if nowhere. */
export function findElectron(
  environment: NodeJS.ProcessEnv = process.env,
  directory = electronPackage,
): string | undefined {
  const pathFile = join(directory, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : executableName();
  return [environment['ELECTRON_OVERRIDE_DIST_PATH'], join(directory, 'dist')]
    .filter((candidate) => candidate !== undefined && candidate !== '')
    .map((candidate) => join(candidate ?? '', name))
    .find((path) => existsSync(path));
}

function executableName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
