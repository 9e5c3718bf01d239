/** P10: two tables of 100,000 regions side by side, beside sort and join. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diffRows } from '#shared/analysis/diff-rows.ts';
import type { Side } from '#shared/analysis/explain.ts';
import { sortAndFilterRows } from '#shared/analysis/table-view.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import { KiB } from '#shared/units/bytes.ts';
import { parsed, side } from '#test/support/builders/snapshot.ts';
import { integer, seededRandom } from '../generate/random.ts';
import type { Claim } from '../harness/claim.ts';
import { ensureInput } from '../harness/inputs.ts';
import { measured, requireCommand, runChild } from '../harness/measure.ts';
import { digestOf } from './memory-file.ts';

const SEED = 10;
const PID = 100;
const COMMAND = '/usr/bin/manyfiles';

export const diffTablesClaim: Claim = {
  id: 'P10',
  promise:
    'two tables of 100,000 regions at other addresses, paired by what is mapped and put in order by difference: at most 200 ms',
  sabotage: 'the last row is left out',
  peers: { sort: 'coreutils', join: 'coreutils' },
  async prepare({ scale, sabotage, inputs }) {
    requireCommand('sort');
    requireCommand('join');
    const count = scale === 'tiny' ? 500 : 100_000;
    const [ofA, ofB] = twoTables(count);
    const folder = await ensureInput(inputs, `tables-${count}`, async (draft) => {
      await mkdir(draft, { recursive: true });
      await writeFile(join(draft, 'a'), textOf(ofA));
      await writeFile(join(draft, 'b'), textOf(ofB));
    });
    const [a, b] = [sideOf('gw-a', ofA), sideOf('gw-b', ofB)];
    const compare = () => sortAndFilterRows(diffRows('regions', a, b, COMMAND).rows, {});
    const script = [
      'sort -k1,1 a > a.sorted; sort -k1,1 b > b.sorted',
      'join -a1 -a2 -e - -o 0,1.2,2.2 a.sorted b.sorted |',
      `awk '{ d = $2 - $3; print (d < 0 ? -d : d), $0 }' | sort -k1,1nr > joined`,
    ].join('\n');
    const peer = () => runChild('sh', ['-c', script], { cwd: folder });
    return {
      inputs: [
        `${ofA.length} and ${ofB.length} regions of files; one in ten is on one side only, all at other addresses`,
      ],
      async answers() {
        const rows = compare();
        await peer();
        const joined = await runChild('cat', [join(folder, 'joined')]);
        const expected = joined.stdout.trimEnd().split('\n');
        const ours = sabotage ? rows.slice(0, -1) : rows;
        return [
          {
            what: 'rows (path, bytes of A, bytes of B), in no order',
            ours: digestOf(ours.map(lineOf).toSorted()),
            expected: digestOf(expected.map((line) => line.slice(line.indexOf(' ') + 1)).toSorted()),
            source: 'join',
          },
          {
            what: 'differences, in order',
            ours: digestOf(ours.map((row) => String(weightOf(row)))),
            expected: digestOf(expected.map((line) => line.split(' ', 1)[0] ?? '')),
            source: 'sort',
          },
        ];
      },
      rows: () => [
        {
          name: 'both tables in memory to rows in order',
          ours: { name: 'diffRows, sortAndFilterRows', run: () => measured(compare) },
          peer: {
            name: 'LC_ALL=C sort; sort; join | awk | sort, files in the page cache',
            run: async () => (await peer()).cost,
          },
          limits: { wallMs: 200 },
        },
      ],
    };
  },
};

/** Same files, other addresses, other amounts. */
function twoTables(count: number): [ParsedMapping[], ParsedMapping[]] {
  const random = seededRandom(SEED);
  const make = (base: bigint, without: number): ParsedMapping[] => {
    let next = base;
    return Array.from({ length: count }, (_, i) => i)
      .filter((i) => i % 20 !== without)
      .map((i): ParsedMapping => {
        const start = next;
        const pages = integer(random, 1, 64);
        next += BigInt(pages + integer(random, 1, 9)) * 4096n;
        return {
          start,
          end: start + BigInt(pages) * 4096n,
          permissions: 'r--p',
          path: `/opt/data/${String(i % 977).padStart(3, '0')}/part-${i}.bin`,
          line: i + 1,
          rssBytes: integer(random, 0, pages) * 4 * KiB,
        };
      });
  };
  return [make(0x7f11_0000_0000n, 3), make(0x7f55_0000_0000n, 7)];
}

function sideOf(target: string, mappings: readonly ParsedMapping[]): Side {
  const process = { pid: PID, commandLine: COMMAND, line: 1, measures: [] };
  return side(
    target,
    { ...parsed('ps', { processes: [process] }) },
    { ...parsed('smaps', { mappings }), forPid: PID },
  );
}

function textOf(mappings: readonly ParsedMapping[]): string {
  return mappings.map(({ path, rssBytes }) => `${path} ${rssBytes}\n`).join('');
}

function lineOf(row: DiffRow): string {
  return `${row.kind === 'region' ? row.path : ''} ${row.aBytes ?? '-'} ${row.bBytes ?? '-'}`;
}

function weightOf(row: DiffRow): number {
  return Math.abs((row.aBytes ?? 0) - (row.bBytes ?? 0));
}
