/**
 * Bundles the desktop launcher into dist/desktop: main.js and backend.js (ESM), preload.cjs (a sandboxed preload
 * must be CommonJS). One build each, so that every entry is one file and its places (`../..`) hold.
 */
import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Stay outside: Electron itself, and packages with files or binaries of their own. */
const external = [
  'electron',
  /^node:/,
  'better-sqlite3',
  'ssh2',
  '@myriaddreamin/typst-ts-node-compiler',
  'hyparquet-writer',
  '@expo-google-fonts/noto-sans-sc',
];

/** Files that a module reads from beside itself. */
const assets = ['electron/report-pdf/template.typ'];

interface Entry {
  readonly name: string;
  readonly format: 'es' | 'cjs';
  readonly file: string;
}

const entries: readonly Entry[] = [
  { name: 'main', format: 'es', file: 'main.js' },
  { name: 'backend', format: 'es', file: 'backend.js' },
  { name: 'jobs/inspect/dump-worker', format: 'es', file: 'dump-worker.js' },
  { name: 'jobs/inspect/search-worker', format: 'es', file: 'search-worker.js' },
  { name: 'preload', format: 'cjs', file: 'preload.cjs' },
];

export async function bundleDesktop(outDir = 'dist/desktop'): Promise<void> {
  for (const { name, format, file } of entries) {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true },
      build: {
        ssr: `electron/${name}.ts`,
        outDir,
        emptyOutDir: false,
        target: 'node24',
        minify: false,
        rolldownOptions: { external, output: { format, entryFileNames: file, codeSplitting: false } },
      },
    });
  }
  for (const asset of assets) copyFileSync(join(root, asset), join(root, outDir, basename(asset)));
}

if (import.meta.main) await bundleDesktop();
