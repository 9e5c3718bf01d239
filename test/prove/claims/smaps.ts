/** P13a: a large smaps beside mawk, which is what one would write by hand. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import { parseArtifact } from '#shared/parsers/registry.ts';
import type { Claim } from '../harness/claim.ts';
import { ensureInput } from '../harness/inputs.ts';
import { measured, projectRoot, requireCommand, runChild, runNode } from '../harness/measure.ts';
import { generateSmaps } from '../generate/smaps-text.ts';

const SEED = 13;
const order = ['count', 'size', 'rss', 'pss', 'anonymous', 'dirty', 'swap'];

/** The same seven totals, in the fastest of seven ways that were tried: one pattern, one array, no comparisons. */
const allTotals = `
/^[SRPA]/ { s[$1] += $2 }
/^VmFlags/ { n++ }
END { printf "%d %d %d %d %d %d %d\\n", n, s["Size:"], s["Rss:"], s["Pss:"], s["Anonymous:"],
  s["Shared_Dirty:"] + s["Private_Dirty:"], s["Swap:"] }`;
const countAndRss = '/^Rss:/ { n++; rss += $2 } END { printf "%d %d\\n", n, rss }';

const decoder = new TextDecoder();

export function readMappings(path: string): readonly ParsedMapping[] {
  return mappingsOf(readFileSync(path));
}

function mappingsOf(bytes: Uint8Array): readonly ParsedMapping[] {
  return parseArtifact('smaps', { bytes, decode: (part) => decoder.decode(part), firstLine: 1 }).mappings;
}

export function totalsText(mappings: readonly ParsedMapping[]): string {
  const sums = [0, 0, 0, 0, 0, 0];
  for (const { start, end, rssBytes, pssBytes, anonymousBytes, dirtyBytes, swapBytes } of mappings) {
    const values = [Number(end - start), rssBytes, pssBytes, anonymousBytes, dirtyBytes, swapBytes];
    values.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + (value ?? 0)));
  }
  return [mappings.length, ...sums.map((sum) => sum / 1024)].join(' ');
}

export const smapsClaim: Claim = {
  id: 'P13a',
  promise:
    'smaps of 40,000 VMAs: every field of every VMA in at most 30 ms, at least 2 times as fast as mawk adds up seven',
  sabotage: 'the last VMA of the file is left out',
  peers: { mawk: 'mawk' },
  async prepare(context) {
    const mawk = requireCommand('mawk');
    const count = context.scale === 'tiny' ? 400 : 40_000;
    const generated = generateSmaps(count, SEED);
    const path = await ensureInput(context.inputs, `smaps-${count}.txt`, (draft) =>
      writeFile(draft, generated.text),
    );
    const bytes = Buffer.byteLength(generated.text);
    const cold = `${projectRoot}/test/prove/claims/smaps-once.ts`;
    // One Buffer of all text is what the services parse (electron/jobs/derive/artifact-text.ts).
    const buffer = readFileSync(path);
    const read = () => (context.sabotage ? readMappings(path).slice(0, -1) : readMappings(path));
    const awk = (program: string) => async () => (await runChild(mawk, [program, path])).cost;
    const peer = { name: `LC_ALL=C mawk '/^[SRPA]/ { s[$1] += $2 } …' FILE`, run: awk(allTotals) };
    return {
      inputs: [
        `${count} VMAs, ${(bytes / 1e6).toFixed(1)} MB, generated from seed ${SEED} as Linux 6.x prints them`,
      ],
      async answers() {
        const { totals } = generated;
        const ours = totalsText(read());
        const what = `totals in KiB: ${order.join(', ')}`;
        const { stdout } = await runChild(mawk, [allTotals, path]);
        return [
          { what, ours, expected: Object.values(totals).join(' '), source: 'generator' },
          { what, ours, expected: stdout.trim(), source: 'mawk' },
        ];
      },
      rows: () => [
        {
          name: 'parse only: bytes in memory, as the case file gives them, warm; mawk reads its file',
          ours: {
            name: 'parseArtifact of a Buffer: all fields, line numbers, flags',
            run: () => measured(() => mappingsOf(buffer)),
          },
          peer,
          limits: { wallMs: 30, ratio: 2 },
          bytes,
        },
        {
          name: 'read the file and parse it, warm, in a running process',
          ours: { name: 'readFileSync, then as above', run: () => measured(read) },
          peer,
          // Milliseconds here are those of the page cache: 25 to 80 for 27 MiB. mawk reads the file too.
          limits: { ratio: 2 },
          bytes,
        },
        {
          name: 'read and parse against the least that mawk can be asked: count and Rss',
          ours: { name: 'readFileSync, parseArtifact', run: () => measured(read) },
          peer: { name: `LC_ALL=C mawk '${countAndRss}' FILE`, run: awk(countAndRss) },
          limits: {},
          bytes,
        },
        {
          name: 'a process of its own, start and compiling included',
          ours: { name: 'node smaps-once.ts FILE', run: async () => (await runNode([cold, path])).cost },
          peer,
          limits: {},
          bytes,
        },
      ],
    };
  },
};
