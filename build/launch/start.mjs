/**
 * `npm start`: the desktop window where Electron is here or can be fetched, else the same window in a browser.
 * Runs under the project's own Node, which npm's scripts find first.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { electronPackage, findElectron } from './find-electron.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A machine without a network says so at once; one that answers gets the time that a download takes. */
const REACH_TIMEOUT_MS = 3_000;
const FETCH_TIMEOUT_MS = 180_000;

await start(process.argv.slice(2));

/** @param {string[]} argv */
async function start(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { web: { type: 'boolean' }, port: { type: 'string' }, 'no-open': { type: 'boolean' } },
  });
  buildPage();
  const electron = values.web ? undefined : (findElectron() ?? (await fetchElectron()));
  if (electron !== undefined) return startDesktop(electron, positionals);
  if (!values.web) {
    console.log('Electron is not here and cannot be fetched: serving the same window on loopback');
  }
  return startBrowser(positionals[0], Number(values.port ?? 0), !values['no-open']);
}

function buildPage() {
  if (existsSync(join(root, 'dist/renderer/index.html'))) return;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  spawnSync(process.execPath, [vite, 'build', 'renderer', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
}

/** Tries once. @returns {Promise<string | undefined>} */
async function fetchElectron() {
  const mirror =
    process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? 'https://github.com/';
  if (!existsSync(join(electronPackage, 'install.js')) || !(await answers(mirror))) return undefined;
  console.log('Fetching Electron, once (about 120 MB) …');
  spawnSync(process.execPath, [join(electronPackage, 'install.js')], {
    stdio: 'ignore',
    timeout: FETCH_TIMEOUT_MS,
  });
  return findElectron();
}

/** @param {string} address */
async function answers(address) {
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} electron
 * @param {string[]} cases
 */
async function startDesktop(electron, cases) {
  /** @type {string} Not literals here and below: this file is checked without the program. */
  const bundler = '../desktop/bundle.ts';
  const { bundleDesktop } = await import(bundler);
  await bundleDesktop();
  const environment = { ...process.env };
  delete environment['ELECTRON_RUN_AS_NODE'];
  const child = spawn(electron, [root, ...cases], { stdio: 'inherit', env: environment });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

/**
 * @param {string | undefined} casePath
 * @param {number} port
 * @param {boolean} openBrowser
 */
async function startBrowser(casePath, port, openBrowser) {
  const [web, platform] = ['../../electron/web.ts', '../../electron/platform/local-platform.ts'];
  const { startWeb } = await import(web);
  const { createLocalPlatform } = await import(platform);
  try {
    const host = await startWeb({ platform: createLocalPlatform('web'), casePath, port, openBrowser });
    console.log(`${host.url}\nOpen it in a browser on this machine; it works once. Ctrl-C ends Memcase.`);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void host.close());
  } catch (error) {
    console.error(`memcase: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
