/** P2 and P3: looking for text and for expressions in a dump, beside GNU grep and ripgrep. All read the file themselves. */
import { readFileSync } from 'node:fs';
import { indexOf, toLatin1 } from '#electron/jobs/inspect/compile-search.ts';
import { searchMemory, type SearchStep } from '#shared/analysis/search/search-memory.ts';
import { searchRegex } from '#shared/analysis/search/search-regex.ts';
import { utf8Bytes } from '#shared/analysis/search/search-patterns.ts';
import type { MemoryReader } from '#shared/domain/heap.ts';
import { heapMix } from '../generate/heap-bytes.ts';
import type { Claim, Context, Row, Trial } from '../harness/claim.ts';
import { measured, requireCommand } from '../harness/measure.ts';
import { runToFile } from '../harness/run-to-file.ts';
import { digestOf, heapFile, withMemoryOf } from './memory-file.ts';

interface Case {
  readonly name: string;
  readonly pattern: string;
  readonly search: (memory: MemoryReader) => Generator<SearchStep>;
}

interface Peer {
  readonly command: string;
  readonly options: readonly string[];
  readonly ratio?: number;
}

const literal = (name: string, pattern: string): Case => {
  const one = { bytes: utf8Bytes(pattern), mask: null, encoding: 'bytes' } as const;
  return { name, pattern, search: (memory) => searchMemory(memory, [one], { indexOf }) };
};
const regex = (name: string, pattern: string): Case => ({
  name,
  pattern,
  search: (memory) => searchRegex(memory, pattern, { toLatin1 }),
});

export const literalClaim: Claim = {
  id: 'P2',
  promise:
    'search for text in a dump: at least as fast as grep -obUaF, rare and frequent text, equal offsets',
  sabotage: 'the last hit of the file is left out',
  peers: { grep: 'grep', rg: 'ripgrep' },
  prepare: (context) =>
    trialOf(
      context,
      [literal('rare: a few hits', '"user":"u7777"'), literal('frequent: in every record', '"session"')],
      [
        { command: 'grep', options: ['-obUaF'], ratio: 1 },
        { command: 'rg', options: ['-aboF', '--no-config', '--no-unicode'] },
      ],
    ),
};

export const regexClaim: Claim = {
  id: 'P3',
  promise:
    'search for expressions in a dump: at least 1.5 times as fast as grep -obUaE, at least half as fast as ripgrep, equal offsets',
  sabotage: 'the last hit of the file is left out',
  peers: { grep: 'grep', rg: 'ripgrep' },
  prepare: (context) =>
    trialOf(
      context,
      [
        regex('with a fixed beginning', '"user":"u[0-9]+7"'),
        regex('an address', '192\\.0\\.2\\.[0-9]{1,3}'),
        regex('without anything fixed', '[A-Z][a-z]+[0-9]{3}'),
      ],
      [
        { command: 'grep', options: ['-obUaE'], ratio: 1.5 },
        { command: 'rg', options: ['-abo', '--no-config', '--no-unicode'], ratio: 0.5 },
      ],
    ),
};

async function trialOf(context: Context, cases: readonly Case[], peers: readonly Peer[]): Promise<Trial> {
  const commands = new Map(peers.map(({ command }) => [command, requireCommand(command)]));
  const { path, bytes } = await heapFile(context);
  const run = ({ command, options }: Peer, { pattern }: Case, to: string) =>
    runToFile(commands.get(command) ?? command, [...options, '-e', pattern, path], to);
  // Never /dev/null: GNU grep sees that and ends at its first match.
  const printed = `${context.inputs}/hits.txt`;
  return {
    inputs: [`${(bytes / 1e6).toFixed(0)} MB of heap, generated from seed 3: ${heapMix}`],
    async answers() {
      const answers = [];
      const whole = readFileSync(path);
      for (const one of cases) {
        const hits = withMemoryOf(path, (memory) => [...one.search(memory)].flatMap((step) => step.hits));
        const lines = hits.map(
          ({ offset, length }) => `${offset}:${whole.toString('latin1', offset, offset + length)}`,
        );
        const ours = digestOf(context.sabotage ? lines.slice(0, -1) : lines);
        for (const peer of peers) {
          await run(peer, one, printed);
          const expected = digestOf(readFileSync(printed, 'latin1').split('\n').slice(0, -1));
          const what = `${one.pattern}: count and hash of all offsets and hits`;
          answers.push({ what, ours, expected, source: [peer.command, ...peer.options].join(' ') });
        }
      }
      return answers;
    },
    rows: () => cases.flatMap((one) => peers.map((peer) => rowOf(one, peer))),
  };

  function rowOf(one: Case, peer: Peer): Row {
    const count = () =>
      withMemoryOf(path, (memory) => {
        let found = 0;
        for (const { hits } of one.search(memory)) found += hits.length;
        return found;
      });
    return {
      name: `${one.name}: ${one.pattern}`,
      ours: { name: 'file read and searched, all hits kept', run: () => measured(count) },
      peer: {
        name: `LC_ALL=C ${peer.command} ${peer.options.join(' ')} PATTERN FILE > HITS`,
        run: async () => (await run(peer, one, printed)).cost,
      },
      limits: peer.ratio === undefined ? {} : { ratio: peer.ratio },
      bytes,
    };
  }
}
