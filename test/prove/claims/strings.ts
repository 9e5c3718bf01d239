/** P1: strings of a dump beside GNU strings. Both in one thread, both read the file. */
import { readFileSync } from 'node:fs';
import { scanStrings } from '#shared/analysis/strings/scan-strings.ts';
import { stringEncodings } from '#shared/domain/strings.ts';
import { heapMix } from '../generate/heap-bytes.ts';
import type { Claim, Cost } from '../harness/claim.ts';
import { measured, requireCommand } from '../harness/measure.ts';
import { runToFile } from '../harness/run-to-file.ts';
import { digestOf, heapFile, withMemoryOf } from './memory-file.ts';

export const stringsClaim: Claim = {
  id: 'P1',
  promise:
    'strings: at least 10 times as fast as GNU strings -a -n6 -tx, the same offsets and bytes; with UTF-8, UTF-16 and GBK in the same pass at least 4 times as fast as strings -a, -el and -eb one after the other',
  sabotage: 'the last string of the file is left out',
  peers: { strings: 'binutils' },
  async prepare(context) {
    const strings = requireCommand('strings');
    const { path, bytes } = await heapFile(context);
    const scan = (asciiOnly: boolean): number =>
      withMemoryOf(path, (memory) => {
        let count = 0;
        for (const batch of scanStrings(memory, { asciiOnly })) count += batch.count;
        return count;
      });
    const args = ['-a', '-n6', '-tx'];
    const others = [args, [...args, '-el'], [...args, '-eb']];
    return {
      inputs: [`${(bytes / 1e6).toFixed(0)} MB of heap, generated from seed 3: ${heapMix}`],
      async answers() {
        const whole = readFileSync(path);
        const ours = asciiLines(path, whole);
        const printed = await runToFile(strings, [...args, path], `${context.inputs}/strings.txt`);
        const expected = readFileSync(printed.path, 'latin1')
          .split('\n')
          .slice(0, -1)
          .map((line) => line.trimStart());
        const what = 'count and hash of all lines: offset and text';
        const given = context.sabotage ? ours.slice(0, -1) : ours;
        return [{ what, ours: digestOf(given), expected: digestOf(expected), source: 'strings -a -n6 -tx' }];
      },
      rows: () => [
        {
          name: 'ASCII: the file read and scanned, all strings in columns',
          ours: { name: 'scanStrings, ASCII only', run: () => measured(() => scan(true)) },
          peer: {
            name: 'LC_ALL=C strings -a -n6 -tx FILE > /dev/null',
            run: async () => (await runToFile(strings, [...args, path], '/dev/null')).cost,
          },
          limits: { ratio: 10 },
          bytes,
        },
        {
          name: 'all encodings in one pass, against three runs (strings knows no GBK and no plausibility)',
          ours: { name: 'scanStrings', run: () => measured(() => scan(false)) },
          peer: {
            name: 'strings -a; strings -a -el; strings -a -eb',
            run: async () => {
              const costs: Cost[] = [];
              for (const one of others)
                costs.push((await runToFile(strings, [...one, path], '/dev/null')).cost);
              return { wallMs: costs.reduce((sum, { wallMs }) => sum + wallMs, 0) };
            },
          },
          limits: { ratio: 4 },
          bytes,
        },
      ],
    };
  },
};

/** As `strings -tx` prints them. */
function asciiLines(path: string, whole: Buffer): string[] {
  const lines: string[] = [];
  withMemoryOf(path, (memory) => {
    for (const { count, offsets, lengths, encodings } of scanStrings(memory)) {
      for (let i = 0; i < count; i += 1) {
        const [offset = 0, length = 0] = [offsets[i], lengths[i]];
        if (stringEncodings[encodings[i] ?? 0] !== 'ascii') continue;
        lines.push(`${offset.toString(16)} ${whole.toString('latin1', offset, offset + length)}`);
      }
    }
  });
  return lines;
}
