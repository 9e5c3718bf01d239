/** START: what a person waits for `npx memcase --help`, and which part of it is npx itself. */
import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Claim, Row } from '../harness/claim.ts';
import { projectRoot, requireCommand, runChild, runNode, type Finished } from '../harness/measure.ts';

const launcher = join(projectRoot, 'build/launch/memcase.mjs');
const commands = [
  'new',
  'import',
  'show',
  'diff',
  'explain',
  'report',
  'verify',
  'reparse',
  'serve',
  'open',
  'demo',
];

const WANTED_MS = 300;
const dropCaches = '/proc/sys/vm/drop_caches';

export const startClaim: Claim = {
  id: 'START',
  promise: `npx memcase --help in at most ${WANTED_MS} ms, all in all`,
  sabotage: 'the launcher ends at once and prints nothing',
  peers: {},
  async prepare(context) {
    const npx = requireCommand('npx');
    const empty = emptyCheckout(context.inputs);
    const help = () => (context.sabotage ? runNode(['--eval', '0']) : runNode([launcher, '--help']));
    const whole = () => runChild(npx, ['memcase', '--help'], { cwd: projectRoot, env: ofAShell() });
    const alone = () => runChild(npx, ['empty'], { cwd: empty, env: ofAShell() });
    const full = context.scale === 'full';
    return {
      inputs: [
        'a checkout after npm install; the compile cache is what an earlier start left',
        'npx runs as in a shell: under the Node that PATH gives without npm run',
      ],
      async answers() {
        const listed = (finished: Finished) =>
          commands.filter((name) => new RegExp(`^  ${name} `, 'm').test(finished.stdout)).join(' ');
        const expected = commands.join(' ');
        const direct = await help();
        const answer = {
          what: 'commands that the help names',
          ours: listed(direct),
          expected,
          source: 'README',
        };
        if (!full) return [answer];
        return [
          answer,
          {
            what: 'the same through npx',
            ours: direct.stdout,
            expected: (await whole()).stdout,
            source: 'npx',
          },
        ];
      },
      rows: () => [
        ...(full ? [wholeRow('the whole, as a person waits', whole, alone)] : []),
        {
          name: 'ours alone: the launcher under the own Node, as npx starts it, beside that Node with nothing to do',
          ours: { name: 'node memcase.mjs --help', run: async () => (await help()).cost },
          peer: { name: 'node --eval 0', run: async () => (await runNode(['--eval', '0'])).cost },
          limits: {},
        },
        ...(full && canDropCaches()
          ? [wholeRow('the whole, with nothing of it in the page cache', cold(whole), cold(alone))]
          : []),
      ],
    };
  },
};

/** Beside npx alone, which is the least that any command behind it takes. */
function wholeRow(name: string, whole: () => Promise<Finished>, alone: () => Promise<Finished>): Row {
  return {
    name: `${name}, beside npx with a command that does nothing`,
    ours: { name: 'npx memcase --help', run: async () => (await whole()).cost },
    peer: {
      name: 'npx empty, in a project that holds nothing else',
      run: async () => (await alone()).cost,
    },
    limits: { wallMs: WANTED_MS },
  };
}

/** `npm run` puts another Node before the one of the shell, and its own settings into the environment. */
function ofAShell(): NodeJS.ProcessEnv {
  const npmOwn = Object.keys(process.env).filter((name) => /^npm_/i.test(name));
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return {
    ...Object.fromEntries(npmOwn.map((name) => [name, undefined])),
    PATH: folders
      .filter((folder) => !/node_modules[\\/]\.bin[\\/]?$|node-gyp-bin$/.test(folder))
      .join(delimiter),
  };
}

function canDropCaches(): boolean {
  try {
    accessSync(dropCaches, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** proc_sys_vm(5): 3 drops page cache, dentries and inodes that are clean. */
function cold(run: () => Promise<Finished>): () => Promise<Finished> {
  return () => {
    writeFileSync(dropCaches, '3');
    return run();
  };
}

/** A project whose only content is a command that ends at once. */
function emptyCheckout(inputs: string): string {
  const folder = join(inputs, 'empty-checkout');
  const bin = join(folder, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"empty-checkout","version":"1.0.0"}\n');
  writeFileSync(join(bin, 'empty'), '#!/bin/sh\nexit 0\n');
  chmodSync(join(bin, 'empty'), 0o755);
  return folder;
}
