/**
 * Seeds one breach per rule in a small tree of its own and expects each to be reported by name. A checker that
 * checks nothing would pass every real tree, so the clean files and the number of checked files count as well.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rooms } from '#build/checks/layers.ts';
import { checkSources } from '#build/checks/source-checks.ts';
import { readSources } from '#build/checks/source-files.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** One file per breach: what stands in it, and the rule that must name it. */
const lintBreaches: Record<string, { text: string; rule: string }> = {
  'shared/units/up.ts': { text: `export * from '#shared/domain/x.ts';`, rule: 'layers: shared/units' },
  'shared/errors/up.ts': { text: `export * from '#shared/domain/x.ts';`, rule: 'layers: shared/errors' },
  'shared/util/up.ts': { text: `export * from '#shared/units/x.ts';`, rule: 'layers: shared/util' },
  'shared/domain/up.ts': { text: `export * from '#shared/parsers/x.ts';`, rule: 'layers: shared/domain' },
  'shared/i18n/up.ts': { text: `export * from '#shared/report/x.ts';`, rule: 'layers: shared/i18n' },
  'shared/parsers/side.ts': {
    text: `export * from '#shared/analysis/x.ts';`,
    rule: 'layers: shared/parsers',
  },
  'shared/parsers/node.ts': {
    text: `export { readFile } from 'node:fs/promises';`,
    rule: 'layers: shared/parsers',
  },
  'shared/mechanisms/up.ts': {
    text: `export * from '#shared/report/x.ts';`,
    rule: 'layers: shared/mechanisms',
  },
  'shared/analysis/side.ts': {
    text: `export * from '#electron/casefile/x.ts';`,
    rule: 'layers: shared/analysis',
  },
  'shared/report/up.ts': { text: `export * from '#shared/contract/x.ts';`, rule: 'layers: shared/report' },
  'shared/contract/report.ts': {
    text: `export * from '#shared/report/x.ts';`,
    rule: 'layers: shared/contract',
  },
  'shared/contract/server.ts': { text: `export * from '@orpc/server';`, rule: 'layers: shared/contract' },
  'shared/contract/lookalike.ts': { text: `export * from 'other/zod';`, rule: 'layers: shared/contract' },
  'electron/platform/up.ts': {
    text: `export * from '#electron/casefile/x.ts';`,
    rule: 'layers: electron/platform',
  },
  'electron/ssh/up.ts': { text: `export * from '#electron/rpc/x.ts';`, rule: 'layers: electron/ssh' },
  'electron/casefile/side.ts': {
    text: `export * from '#electron/ssh/x.ts';`,
    rule: 'layers: electron/casefile',
  },
  'electron/casefile/queries/escape.ts': {
    text: `export * from '../../rpc/x.ts';`,
    rule: 'layers: electron/casefile',
  },
  'electron/casefile/queries/detour.ts': {
    text: `export * from './sub/../../../rpc/x.ts';`,
    rule: 'layers: electron/casefile',
  },
  'electron/collectors/electron.ts': {
    text: `export const x = () => import('electron');`,
    rule: 'layers: electron/collectors',
  },
  'electron/dumps/up.ts': { text: `export * from '#electron/jobs/x.ts';`, rule: 'layers: electron/dumps' },
  'electron/report-pdf/sqlite.ts': {
    text: `export * from 'better-sqlite3';`,
    rule: 'layers: electron/report-pdf',
  },
  'electron/table-files/jobs.ts': {
    text: `export * from '#electron/jobs/x.ts';`,
    rule: 'layers: electron/table-files',
  },
  'electron/jobs/sqlite.ts': {
    text: `import type Database from 'better-sqlite3';\nexport type X = Database.Database;`,
    rule: 'layers: electron/jobs',
  },
  'electron/rpc/ssh.ts': { text: `export * from '#electron/ssh/x.ts';`, rule: 'layers: electron/rpc' },
  'electron/desktop/up.ts': { text: `export * from '#electron/app.ts';`, rule: 'layers: electron/desktop' },
  'electron/web/side.ts': {
    text: `export * from '#electron/desktop/x.ts';`,
    rule: 'layers: electron/web may',
  },
  'electron/cli/typst.ts': {
    text: `export * from '@myriaddreamin/typst-ts-node-compiler';`,
    rule: 'layers: electron/cli may',
  },
  'electron/cli/analysis.ts': {
    text: `export * from '#shared/analysis/x.ts';`,
    rule: 'layers: electron/cli may',
  },
  'electron/app.ts': { text: `export * from '#electron/web/x.ts';`, rule: 'layers: electron/app.ts' },
  'electron/main.ts': { text: `export * from '#electron/app.ts';`, rule: 'layers: electron/main.ts' },
  'electron/preload.ts': { text: `export * from 'node:fs';`, rule: 'layers: electron/preload.ts' },
  'electron/backend.ts': { text: `export * from 'electron';`, rule: 'layers: electron/backend.ts' },
  'electron/web.ts': { text: `export * from './desktop/x.ts';`, rule: 'layers: electron/web.ts' },
  'electron/cli.ts': { text: `export * from '#build/checks/run.ts';`, rule: 'layers: electron/cli.ts' },
  'renderer/styles/up.ts': {
    text: `export * from '#renderer/state/x.ts';`,
    rule: 'layers: renderer/styles',
  },
  'renderer/components/rpc.ts': {
    text: `export * from '#renderer/rpc/x.ts';`,
    rule: 'layers: renderer/components',
  },
  'renderer/charts/side.ts': {
    text: `export * from '#renderer/components/x.ts';`,
    rule: 'layers: renderer/charts',
  },
  'renderer/state/side.ts': { text: `export * from '#renderer/rpc/x.ts';`, rule: 'layers: renderer/state' },
  'renderer/rpc/casefile.ts': {
    text: `import type { X } from '#electron/casefile/x.ts';\nexport type Y = X;`,
    rule: 'layers: renderer/rpc',
  },
  'renderer/views/regions/other-view.ts': {
    text: `export * from '../processes/x.ts';`,
    rule: 'layers: renderer/views/*',
  },
  'renderer/views/regions/alias.ts': {
    text: `export * from '#renderer/views/processes/x.ts';`,
    rule: 'layers: renderer/views/*',
  },
  'renderer/views/regions/analysis.ts': {
    text: `export * from '#shared/analysis/x.ts';`,
    rule: 'layers: renderer/views/*',
  },
  'renderer/app/node.ts': { text: `export * from 'node:fs';`, rule: 'layers: renderer/app' },
  'renderer/main.tsx': { text: `export * from '#test/support/x.ts';`, rule: 'layers: renderer/main.tsx' },
  'shared/unheard-of/x.ts': {
    text: `export * from '#shared/units/x.ts';`,
    rule: 'layers: this file belongs to no room',
  },
  'shared/domain/package.ts': { text: `export * from 'left-pad';`, rule: 'layers: shared/domain' },
  'shared/domain/inline.ts': {
    text: `export type X = import('./x.ts').X;`,
    rule: 'consistent-type-imports',
  },
  'shared/domain/cycle-a.ts': {
    text: `import { b } from './cycle-b.ts';\nexport const a = () => b;`,
    rule: 'no-cycle',
  },
  'shared/analysis/now.ts': {
    text: `export const now = () => Date.now();`,
    rule: 'pure: shared/ has no clock',
  },
  'shared/analysis/random.ts': {
    text: `export const x = () => Math.random();`,
    rule: 'pure: shared/ has no randomness',
  },
  'shared/analysis/any.ts': { text: `export const x = (y: any) => String(y);`, rule: 'no-explicit-any' },
  'electron/jobs/floating.ts': {
    text: `const run = async () => 1;\nexport function start() {\n  run();\n}`,
    rule: 'no-floating-promises',
  },
  'electron/jobs/print.ts': { text: `console.log('x');`, rule: 'no-console' },
};

/** Files without a breach: each uses what its room may use. */
const clean: Record<string, string> = {
  'shared/domain/x.ts': `export type { Problem as X } from '#shared/errors/problem.ts';`,
  'shared/domain/cycle-b.ts': `import { a } from './cycle-a.ts';\nexport const b = () => a;`,
  'shared/contract/clean.ts': `export { z } from 'zod';\nexport * from '#shared/units/bytes.ts';`,
  'electron/casefile/queries/clean.ts': `export * from '../types.ts';\nexport * from './rows.ts';`,
  'electron/cli/clean.ts': `console.log('x');`,
  'renderer/components/Clean.tsx': `export const Clean = () => <b>clean</b>;`,
};

/** What only the own check sees. */
const sourceBreaches: Record<string, { text: string; rule: RegExp }> = {
  'shared/unheard-of/y.ts': { text: 'export const y = 1;', rule: /^shared\/unheard-of\/y\.ts: no-room/ },
  'electron/cli.ts': {
    text: `export * from '#electron/cli/way.ts';`,
    rule: /^electron\/cli\.ts: unreachable: reaches electron: electron\/cli\.ts → electron\/cli\/way\.ts → electron\/jobs\/deep\.ts → electron$/,
  },
  'shared/analysis/clock.ts': {
    text: '\nexport const now = () => new Date();',
    rule: /^shared\/analysis\/clock\.ts:2: pure/,
  },
  'electron/jobs/todo.ts': { text: '// TODO: later', rule: /^electron\/jobs\/todo\.ts:1: todo/ },
  'shared/parsers/long.ts': { text: '//\n'.repeat(501), rule: /^shared\/parsers\/long\.ts: size: 501 lines/ },
};
const sourceClean: Record<string, string> = {
  'electron/cli/way.ts': `export const way = () => import('../jobs/deep.ts');`,
  'electron/jobs/deep.ts': `export const e = () => import('electron');`,
  'electron/web.ts': `import type { App } from 'electron';\nexport type X = App;`,
  'shared/analysis/date.ts': 'export const text = (at: number) => new Date(at).toISOString(); // TODO(#12)',
  'shared/parsers/full.ts': '//\n'.repeat(500),
};

async function plant(files: Record<string, string>): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'memcase-layers-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  return tree;
}

const texts = (breaches: Record<string, { text: string }>) =>
  Object.fromEntries(Object.entries(breaches).map(([path, { text }]) => [path, text]));

describe('oxlint with the layer table', () => {
  let tree: string;
  let reports: { file: string; text: string }[];
  let checked: number;

  beforeAll(async () => {
    tree = await plant({ ...texts(lintBreaches), ...clean });
    for (const name of ['oxlint.config.ts', 'package.json', 'tsconfig.base.json', 'tsconfig.json']) {
      await cp(join(root, name), join(tree, name));
    }
    for (const world of ['shared', 'electron', 'renderer', 'build']) {
      await cp(join(root, world, 'tsconfig.json'), join(tree, world, 'tsconfig.json'));
    }
    await cp(join(root, 'build/checks'), join(tree, 'build/checks'), { recursive: true });
    await symlink(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');

    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
    const args = [oxlint, '--format', 'json', 'shared', 'electron', 'renderer'];
    const options = { cwd: tree, maxBuffer: 1 << 26 };
    const stdout = await promisify(execFile)(process.execPath, args, options).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    const result = JSON.parse(stdout) as {
      number_of_files: number;
      diagnostics: { filename: string; code?: string; message: string; help?: string }[];
    };
    checked = result.number_of_files;
    reports = result.diagnostics.map(({ filename, code, message, help }) => ({
      file: filename.replaceAll('\\', '/'),
      text: [code, message, help].join(' '),
    }));
  }, 60_000);
  afterAll(() => rm(tree, { recursive: true, force: true }));

  it.each(Object.entries(lintBreaches))('reports %s', (file, { rule }) => {
    const found = reports.filter((report) => report.file === file).map((report) => report.text);
    expect(found.filter((text) => text.includes(rule))).not.toEqual([]);
  });

  it('reports nothing else', () => {
    const innocent = Object.keys(clean).filter((file) => file !== 'shared/domain/cycle-b.ts');
    expect(reports.filter((report) => innocent.includes(report.file))).toEqual([]);
  });

  it('checks every file and has a breach for every room', () => {
    expect(checked).toBe(Object.keys(lintBreaches).length + Object.keys(clean).length);
    const seeded = Object.values(lintBreaches).map(({ rule }) => rule);
    const without = rooms.filter(
      (room) => !seeded.some((rule) => `layers: ${room.path} may`.startsWith(rule)),
    );
    expect(without.map((room) => room.path)).toEqual([]);
  });
});

describe('the own source check', () => {
  it('reports each seeded breach by name and nothing else', async () => {
    const tree = await plant({ ...texts(sourceBreaches), ...sourceClean });
    try {
      const files = readSources(tree);
      const found = checkSources(files, '2026-11-22');
      expect(files).toHaveLength(Object.keys(sourceBreaches).length + Object.keys(sourceClean).length);
      for (const { rule } of Object.values(sourceBreaches))
        expect(found).toContainEqual(expect.stringMatching(rule));
      expect(found).toHaveLength(Object.keys(sourceBreaches).length);
    } finally {
      await rm(tree, { recursive: true, force: true });
    }
  });

  it('passes the tree as it is, having looked at it', () => {
    const files = readSources(root);
    expect(files.length).toBeGreaterThan(20);
    expect(checkSources(files, new Date().toISOString().slice(0, 10))).toEqual([]);
  });
});
