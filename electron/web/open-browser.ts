/** Shows an address in the person's browser, where there is one to show it in. */
import { spawn } from 'node:child_process';

/** @returns false where this machine has no way that could work; a failing program says nothing */
export function openBrowser(address: string, environment: NodeJS.ProcessEnv = process.env): boolean {
  const command = browserCommand(process.platform, environment);
  if (command === undefined) return false;
  const [program, ...options] = command;
  const child = spawn(program, [...options, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return true;
}

export function browserCommand(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open'];
  // Not `start`: its shell would read the address.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  const hasDisplay = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
  return hasDisplay ? ['xdg-open'] : undefined;
}
