/** S9: servers and shells that mean harm: each run ends in time and in bounded memory, and says what was wrong. */
import { KiB, MiB } from '#shared/units/bytes.ts';
import { hostileTargets } from '#test/support/collect/hostile-targets.ts';
import { MOST_GROWTH, MOST_MS, runHostile, wordOf, type Started } from '#test/support/hostile/run-hostile.ts';
import { startHostileShell } from '#test/support/hostile/shell-targets.ts';
import { hostileSsh, startHostileServers, type HostileServers } from '#test/support/hostile/ssh-targets.ts';
import { requireCommands } from '#test/support/ssh/install-packages.ts';
import type { Answer, Claim, Context } from '../harness/claim.ts';
import { measured } from '../harness/measure.ts';

/** Login comes before what `MOST_MS` is for. */
const LOGIN_MS = 2000;
/** Silence and drops: what only our limits of time end. */
const sabotaged = ['output by drops', 'is silent within an item'];
const quick = [
  'endless greeting without a line end',
  'packet of four gigabytes',
  'ignored messages without an end',
  'algorithms of commas',
  'refuses every login',
  'never answers a command',
  'opens channels towards us without an end',
  'endless output',
  'endless output on stderr',
  'marks with the true nonce that nobody sends',
  'an endless item',
  'an item of forged ends',
  'an item with marks of another nonce',
  'cuts within an item',
  'answers nothing any more within an item',
  'honest',
];

interface Case {
  readonly name: string;
  readonly expected: readonly string[];
  readonly start: () => Promise<Started>;
  readonly mostMs: number;
}

export const hostileClaim: Claim = {
  id: 'S9',
  promise: `${Object.keys(hostileSsh).length - 1} hostile SSH servers and ${hostileTargets.length} hostile shells: each run ends within ${(MOST_MS + LOGIN_MS) / 1000} s and ${MOST_GROWTH / MiB} MiB, and says what was wrong`,
  sabotage: 'our limits of time are hours',
  peers: {},
  answersOnly: true,
  async prepare(context) {
    requireCommands({ 'ssh-keygen': 'openssh-client' });
    const servers = await startHostileServers();
    const cases = casesOf(servers, context);
    return {
      close: () => servers.close(),
      inputs: [
        `${cases.length} behaviours, one after the other; SSH servers in a process of their own on loopback`,
      ],
      answers: () => judgeAll(cases, context),
      rows: () => [
        {
          name: 'an endless item over SSH, to the verdict (printed, not judged)',
          ours: {
            name: 'collect',
            run: () => measured(() => runHostile(() => servers.connect('an endless item'))),
          },
          limits: {},
        },
      ],
    };
  },
};

function casesOf(servers: HostileServers, { scale, sabotage }: Context): Case[] {
  const names = sabotage ? sabotaged : scale === 'tiny' ? quick : Object.keys(hostileSsh);
  const overSsh = names.map((name) => ({
    name: `ssh: ${name}`,
    expected: hostileSsh[name]!,
    start: () => servers.connect(name),
    mostMs: MOST_MS + LOGIN_MS,
  }));
  // npm test has all shells in a test of their own.
  if (sabotage || scale === 'tiny') return overSsh;
  const shells = hostileTargets.map(({ name, expected, body }) => ({
    name: `sh: ${name}`,
    expected,
    start: () => startHostileShell(body),
    mostMs: MOST_MS,
  }));
  return [...overSsh, ...shells];
}

async function judgeAll(cases: readonly Case[], { sabotage, note }: Context): Promise<Answer[]> {
  const unsaid: string[] = [];
  const late: string[] = [];
  const large: string[] = [];
  let longestMs = 0;
  let mostBytes = 0;
  for (const { name, expected, start, mostMs } of cases) {
    const { said, tookMs, growthBytes } = await runHostile(start, { deaf: sabotage });
    note(
      `${name}: ${said.join(', ') || 'nothing wrong'}, ${Math.round(tookMs)} ms, ${Math.round(growthBytes / KiB)} KiB`,
    );
    if (wordOf(said, expected) === null) unsaid.push(`${name}: ${said.join()} for ${expected.join()}`);
    if (tookMs > mostMs) late.push(`${name}: ${Math.round(tookMs)} ms`);
    if (growthBytes > MOST_GROWTH) large.push(`${name}: ${Math.round(growthBytes / MiB)} MiB`);
    longestMs = Math.max(longestMs, tookMs);
    mostBytes = Math.max(mostBytes, growthBytes);
  }
  note(
    `${cases.length} behaviours: longest ${Math.round(longestMs)} ms, most ${Math.round(mostBytes / MiB)} MiB`,
  );
  const answer = (what: string, list: readonly string[]): Answer => ({
    what,
    ours: list.join('; '),
    expected: '',
    source: 'the promise',
  });
  return [
    answer('behaviours that were not told', unsaid),
    answer('runs that took too long', late),
    answer('runs that took too much memory', large),
  ];
}
