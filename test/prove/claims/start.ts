/** START: what a person waits for `npx memcase --help`, and which part of it is npx itself. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '../harness/claim.ts';
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

export const startClaim: Claim = {
  id: 'START',
  promise: 'cold memcase --help in at most 300 ms beyond what npx takes to start an empty command',
  sabotage: 'the launcher ends at once and prints nothing',
  peers: {},
  async prepare(context) {
    const npx = requireCommand('npx');
    const empty = emptyCheckout(context.inputs);
    const help = () => (context.sabotage ? runNode(['--eval', '0']) : runNode([launcher, '--help']));
    const whole = () => runChild(npx, ['memcase', '--help'], { cwd: projectRoot });
    return {
      inputs: ['a checkout after npm install; the compile cache is what an earlier start left'],
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
        if (context.scale === 'tiny') return [answer];
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
        {
          name: 'ours: the launcher under the own Node, as npx starts it',
          ours: { name: 'node memcase.mjs --help', run: async () => (await help()).cost },
          limits: { wallMs: 300 },
        },
        ...(context.scale === 'tiny'
          ? []
          : [
              {
                name: 'all that a person waits (300 ms were aimed at), beside npx with a command that does nothing',
                ours: { name: 'npx memcase --help', run: async () => (await whole()).cost },
                peer: {
                  name: 'npx empty, in a project that holds nothing else',
                  run: async () => (await runChild(npx, ['empty'], { cwd: empty })).cost,
                },
                limits: {},
              },
            ]),
      ],
    };
  },
};

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
