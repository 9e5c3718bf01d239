/**
 * Who may import whom, as data. A room is a folder (or one launcher file) with one purpose; what its row does
 * not name it may not import: neither a room, nor a package, nor a builtin of Node. `lint-layers.ts` makes
 * oxlint rules of it, `source-checks.ts` looks at what oxlint cannot see.
 */

export interface Room {
  /** Folder from the root, or a file with its extension. `renderer/views/*` makes a room of each folder. */
  readonly path: string;
  /** Rooms that it may import, by path; `renderer/views/*` means every view. */
  readonly rooms: readonly string[];
  /** Packages that it may import; `@scope/*` means all of a scope. */
  readonly packages?: readonly string[];
  /** `node:…` modules too. */
  readonly node?: boolean;
}

const nouns = ['shared/domain', 'shared/units', 'shared/errors', 'shared/util'];
const allShared = [
  ...nouns,
  'shared/i18n',
  'shared/parsers',
  'shared/analysis',
  'shared/mechanisms',
  'shared/report',
  'shared/contract',
];
/** What a launcher or a page may know: the nouns, the words and the contract, never the analysis itself. */
const surface = [...nouns, 'shared/i18n', 'shared/contract'];

const shared: readonly Room[] = [
  { path: 'shared/units', rooms: [] },
  { path: 'shared/util', rooms: [] },
  { path: 'shared/errors', rooms: ['shared/units'] },
  { path: 'shared/domain', rooms: ['shared/units', 'shared/errors'] },
  { path: 'shared/i18n', rooms: ['shared/units', 'shared/errors', 'shared/domain'] },
  { path: 'shared/parsers', rooms: nouns },
  { path: 'shared/mechanisms', rooms: [...nouns, 'shared/i18n'] },
  { path: 'shared/analysis', rooms: [...nouns, 'shared/i18n'] },
  { path: 'shared/report', rooms: [...nouns, 'shared/i18n', 'shared/analysis', 'shared/mechanisms'] },
  {
    path: 'shared/contract',
    rooms: ['shared/domain', 'shared/units', 'shared/errors'],
    packages: ['zod', '@orpc/contract'],
  },
];

const store = ['electron/platform', 'electron/ssh', 'electron/casefile'];
const services = [
  ...store,
  'electron/collectors',
  'electron/dumps',
  'electron/report-pdf',
  'electron/table-files',
  'electron/jobs',
];

const electron: readonly Room[] = [
  { path: 'electron/platform', rooms: allShared, node: true },
  { path: 'electron/ssh', rooms: [...allShared, 'electron/platform'], packages: ['ssh2'], node: true },
  {
    path: 'electron/casefile',
    rooms: [...allShared, 'electron/platform'],
    packages: ['better-sqlite3'],
    node: true,
  },
  { path: 'electron/collectors', rooms: [...allShared, ...store], node: true },
  { path: 'electron/dumps', rooms: [...allShared, ...store], node: true },
  {
    path: 'electron/report-pdf',
    rooms: [...allShared, 'electron/platform', 'electron/casefile'],
    packages: ['@myriaddreamin/typst-ts-node-compiler', '@expo-google-fonts/noto-sans-sc'],
    node: true,
  },
  {
    path: 'electron/table-files',
    rooms: [...allShared, 'electron/platform'],
    packages: ['hyparquet-writer'],
    node: true,
  },
  {
    path: 'electron/jobs',
    rooms: [...allShared, ...services],
    packages: ['tar-stream'],
    node: true,
  },
  {
    path: 'electron/rpc',
    rooms: [...allShared, 'electron/platform', 'electron/casefile', 'electron/jobs'],
    packages: ['@orpc/server', '@orpc/client'],
    node: true,
  },
  {
    path: 'electron/app.ts',
    rooms: [...allShared, ...services, 'electron/rpc'],
    packages: ['@orpc/server', '@orpc/client'],
    node: true,
  },
  {
    path: 'electron/desktop',
    rooms: [...surface, 'electron/platform'],
    packages: ['electron', '@orpc/server'],
    node: true,
  },
  {
    path: 'electron/web',
    rooms: [...surface, 'electron/platform'],
    packages: ['ws', '@orpc/server'],
    node: true,
  },
  { path: 'electron/cli', rooms: [...surface, 'electron/platform'], packages: ['commander'], node: true },
  {
    path: 'electron/main.ts',
    rooms: [...surface, 'electron/platform', 'electron/desktop'],
    packages: ['electron'],
    node: true,
  },
  { path: 'electron/preload.ts', rooms: ['electron/desktop'], packages: ['electron'] },
  {
    path: 'electron/backend.ts',
    rooms: [...surface, 'electron/platform', 'electron/app.ts', 'electron/desktop'],
    packages: ['@orpc/server'],
    node: true,
  },
  {
    path: 'electron/web.ts',
    rooms: [...surface, 'electron/platform', 'electron/app.ts', 'electron/web'],
    node: true,
  },
  {
    path: 'electron/cli.ts',
    rooms: [...surface, 'electron/platform', 'electron/app.ts', 'electron/cli', 'electron/web.ts'],
    packages: ['commander'],
    node: true,
  },
];

const page = ['react', 'react-dom'];
const kit = ['@blueprintjs/core', '@blueprintjs/icons'];
const queries = ['@tanstack/react-query'];

const renderer: readonly Room[] = [
  { path: 'renderer/styles', rooms: [], packages: [...kit, '@fontsource/*', '@fontsource-variable/*'] },
  {
    path: 'renderer/components',
    rooms: surface,
    packages: [...page, ...kit],
  },
  { path: 'renderer/charts', rooms: surface, packages: [...page, 'plotly.js-strict-dist-min'] },
  { path: 'renderer/state', rooms: surface, packages: [...page, 'zustand'] },
  { path: 'renderer/rpc', rooms: surface, packages: [...page, ...queries, '@orpc/client', '@orpc/contract'] },
  {
    path: 'renderer/views/*',
    rooms: [...surface, 'renderer/components', 'renderer/charts', 'renderer/state', 'renderer/rpc'],
    packages: [...page, ...kit, ...queries],
  },
  {
    path: 'renderer/app',
    rooms: [
      ...surface,
      'renderer/views/*',
      'renderer/components',
      'renderer/charts',
      'renderer/state',
      'renderer/rpc',
      'renderer/styles',
    ],
    packages: [...page, ...kit, ...queries],
  },
  {
    path: 'renderer/main.tsx',
    rooms: ['renderer/app', 'renderer/state', 'renderer/rpc', 'renderer/styles'],
    packages: [...page, ...kit, ...queries],
  },
];

export const rooms: readonly Room[] = [...shared, ...electron, ...renderer];

/** Files at the top of a world that belong to no room. */
export const roomless: readonly string[] = ['renderer/vite.config.ts', 'renderer/env.d.ts'];

/**
 * Entries from which a package must not be reached on any way: `require('electron')` outside Electron starts
 * a download, and services must run without it.
 */
export const unreachable: readonly { readonly from: string; readonly package: string }[] = [
  { from: 'electron/web.ts', package: 'electron' },
  { from: 'electron/cli.ts', package: 'electron' },
  { from: 'electron/backend.ts', package: 'electron' },
];

/** @returns the room that a file belongs to, or undefined where nobody classified it. */
export function roomOf(file: string): Room | undefined {
  return rooms.find((room) => {
    if (isFileRoom(room)) return room.path === file;
    if (!room.path.endsWith('/*')) return file.startsWith(`${room.path}/`);
    const parent = room.path.slice(0, -1);
    return file.startsWith(parent) && file.slice(parent.length).includes('/');
  });
}

export function isFileRoom(room: Room): boolean {
  return /\.tsx?$/.test(room.path);
}
