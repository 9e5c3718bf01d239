/** What holds for every parser: nothing throws, nothing runs away, names do not matter where the shape is clear. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArtifactKind, artifactKinds } from '#shared/domain/evidence.ts';
import type { ParsedArtifact } from '#shared/domain/parsed.ts';
import { problemReasons } from '#shared/errors/problem.ts';
import { MAX_PROBLEMS } from '#shared/parsers/problem-log.ts';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { MAX_LINE_BYTES, type TextSource, forEachLine, sliceLines } from '#shared/parsers/text-source.ts';
import { cutTranscript } from '#shared/parsers/transcript.ts';
import { generateSmaps } from '#test/support/generated-smaps.ts';
import { countingSource, fixtureBytes, fixtureText, sourceOf } from '#test/support/text-source.ts';

const DEBIAN = 'proc/debian12-6.18';
const fixtures: readonly (readonly [string, ArtifactKind])[] = [
  [`${DEBIAN}/meminfo`, 'meminfo'],
  [`${DEBIAN}/vmstat`, 'vmstat'],
  [`${DEBIAN}/maps`, 'maps'],
  [`${DEBIAN}/smaps`, 'smaps'],
  [`${DEBIAN}/smaps_rollup`, 'smaps-rollup'],
  [`${DEBIAN}/status`, 'status'],
  [`${DEBIAN}/cmdline`, 'cmdline'],
  [`${DEBIAN}/pmap.txt`, 'pmap'],
  [`${DEBIAN}/pmap-x.txt`, 'pmap'],
  [`${DEBIAN}/pmap-X.txt`, 'pmap'],
  [`${DEBIAN}/pmap-XX.txt`, 'pmap'],
  [`${DEBIAN}/pmap-d.txt`, 'pmap'],
  [`${DEBIAN}/ps-aux.txt`, 'ps'],
  [`${DEBIAN}/ps-ef.txt`, 'ps'],
  [`${DEBIAN}/ps-eo.txt`, 'ps'],
  [`${DEBIAN}/busybox-ps-o.txt`, 'ps'],
  [`${DEBIAN}/ss-tanpm.txt`, 'sockets'],
  [`${DEBIAN}/netstat-tanp.txt`, 'sockets'],
  [`${DEBIAN}/net-tcp`, 'sockets'],
  ['proc/fwlog-queue-glibc2.36/maps', 'maps'],
  ['proc/fwlog-queue-glibc2.36/smaps', 'smaps'],
  ['case-study/meminfo.txt', 'meminfo'],
  ['case-study/ps.txt', 'ps'],
  ['case-study/pmap.txt', 'pmap'],
];

/** What must be true of any reading of any bytes: the first thing that is not, or undefined. */
function unsound(artifact: ParsedArtifact, kind: ArtifactKind): unknown {
  const isAmount = (value: number | undefined): boolean =>
    value === undefined || (Number.isSafeInteger(value) && value >= 0);
  if (artifact.kind !== kind || artifact.problems.length > MAX_PROBLEMS) return artifact.kind;
  return (
    artifact.problems.find(
      ({ reason, text }) => !problemReasons.includes(reason) || text.length > 200 || !text.isWellFormed(),
    ) ??
    artifact.meminfo.find(({ value }) => !isAmount(value)) ??
    artifact.processes.find(({ measures }) => !measures.every(({ bytes }) => isAmount(bytes))) ??
    artifact.mappings.find(
      ({ start, end, rssBytes }) => start < 0n || end < 0n || start >= 1n << 64n || !isAmount(rssBytes),
    )
  );
}

function expectSound(artifact: ParsedArtifact, kind: ArtifactKind): void {
  const found = unsound(artifact, kind);
  if (found !== undefined) expect(found).toBeUndefined();
}

describe.each(fixtures)('%s', (path, kind) => {
  it('is known whatever its name', () => {
    const source = sourceOf(fixtureBytes(path));
    for (const name of ['', 'unknown', 'meminfo', 'ps.txt', 'pmap', 'status']) {
      expect(recogniseKind(source, name)).toBe(kind);
    }
  });

  it('cut at every line is read without throwing, and never gives more than the whole', () => {
    const text = fixtureText(path);
    const whole = parseArtifact(kind, sourceOf(text));
    const lines = text.split('\n');
    // Each parse is over all lines before: a sample of the long ones keeps this quadratic walk short.
    const step = Math.ceil(lines.length / 60);
    for (let count = 0; count <= lines.length; count += step) {
      const source = sourceOf(
        lines
          .slice(0, count)
          .map((line) => `${line}\n`)
          .join(''),
      );
      const artifact = parseArtifact(kind, source);
      expectSound(artifact, kind);
      expect(artifact.mappings.length).toBeLessThanOrEqual(whole.mappings.length);
      expect(artifact.processes.length).toBeLessThanOrEqual(whole.processes.length);
      expect(artifact.meminfo.length).toBeLessThanOrEqual(whole.meminfo.length);
      recogniseKind(source, path);
      cutTranscript(source);
    }
  });
});

it.each([
  [`${DEBIAN}/status`, 'status'],
  [`${DEBIAN}/pmap-x.txt`, 'pmap'],
  [`${DEBIAN}/ps-eo.txt`, 'ps'],
  [`${DEBIAN}/ss-tanpm.txt`, 'sockets'],
  ['case-study/pmap.txt', 'pmap'],
] as const)('%s cut at every byte is read without throwing', (path, kind) => {
  const bytes = fixtureBytes(path);
  for (let length = 0; length <= bytes.length; length += 1) {
    expectSound(parseArtifact(kind, sourceOf(bytes.subarray(0, length))), kind);
  }
});

it('an smaps cut at every byte of its last block never reads a number that was cut', () => {
  const bytes = new TextEncoder().encode(
    fixtureText(`${DEBIAN}/smaps`)
      .split('\n')
      .slice(0, 75)
      .map((line) => `${line}\n`)
      .join(''),
  );
  const whole = parseArtifact('smaps', sourceOf(bytes)).mappings;
  expect(whole).toHaveLength(3);
  for (let length = bytes.length - 800; length <= bytes.length; length += 1) {
    const artifact = parseArtifact('smaps', sourceOf(bytes.subarray(0, length)));
    expectSound(artifact, 'smaps');
    artifact.mappings.forEach((mapping, i) => {
      if (mapping.start !== whole[i]?.start || mapping.end !== whole[i]?.end) return;
      for (const field of ['rssBytes', 'pssBytes', 'anonymousBytes', 'swapBytes'] as const) {
        if (mapping[field] !== undefined && mapping[field] !== whole[i]?.[field])
          expect(mapping).toEqual(whole[i]);
      }
    });
    // A cut between two blocks leaves nothing to see.
    const isBetween = bytes[length - 1] === 10 && artifact.problems.length === 0;
    if (isBetween) expect(artifact.mappings).toEqual(whole.slice(0, artifact.mappings.length));
    else expect(artifact.problems.length).toBeGreaterThan(0);
  }
});

describe('bytes at random', () => {
  const kinds = fc.constantFrom(...artifactKinds);

  function check(source: TextSource, kind: ArtifactKind): void {
    expectSound(parseArtifact(kind, source), kind);
    const known = recogniseKind(source, 'x');
    if (known === 'dump' || !artifactKinds.includes(known)) expect(known).toBeUndefined();
    for (const part of cutTranscript(source)) {
      if (part.firstLine > part.lastLine) expect(part).toBeUndefined();
      expectSound(parseArtifact(part.kind, sliceLines(source, part.firstLine, part.lastLine)), part.kind);
    }
  }

  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), kinds, (bytes, kind) => check(sourceOf(bytes), kind)),
      { numRuns: 500 },
    );
  });

  it('never throw where they replace a part of a true file', () => {
    const texts = fixtures.map(([path]) => fixtureBytes(path).slice(0, 3000));
    const damage = fc.record({
      file: fc.nat(texts.length - 1),
      at: fc.nat(2999),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 24 }),
      cut: fc.nat(40),
    });
    fc.assert(
      fc.property(damage, kinds, ({ file, at, bytes, cut }, kind) => {
        const original = texts[file]!;
        const before = original.slice(0, at);
        const after = original.slice(at + cut);
        check(sourceOf(new Uint8Array([...before, ...bytes, ...after])), kind);
        check(sourceOf(new Uint8Array([...before, ...bytes, ...after])), fixtures[file]![1]);
      }),
      { numRuns: 300 },
    );
  });

  it('never throw where words of true files are shuffled', () => {
    const words = [
      ...new Set(
        fixtures.flatMap(([path]) =>
          fixtureText(path)
            .split(/[ \n]+/)
            .slice(0, 80),
        ),
      ),
    ];
    const line = fc.array(
      fc.oneof(fc.constantFrom(...words), fc.constantFrom('Θ', 'ΓW', '-', '\t', '0', '99999999999999999999')),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), kinds, (lines, kind) => {
        check(sourceOf(lines.map((parts) => parts.join(' ')).join('\n')), kind);
      }),
      { numRuns: 300 },
    );
  });
});

describe('bounds', () => {
  it('a line of more than 64 KiB is flagged and skipped, its neighbours are read', () => {
    const long = 'x'.repeat(MAX_LINE_BYTES + 1);
    const { meminfo, problems } = parseArtifact(
      'meminfo',
      sourceOf(`MemTotal: 4 kB\n${long}\nMemFree: 8 kB\n`),
    );
    expect(meminfo.map(({ name, line }) => [name, line])).toEqual([
      ['MemTotal', 1],
      ['MemFree', 3],
    ]);
    expect(problems).toEqual([
      {
        line: 2,
        reason: 'line-too-long',
        text: long.slice(0, 200),
        detail: '65537 bytes; at most 65536 are read',
      },
    ]);
    const smaps = parseArtifact(
      'smaps',
      sourceOf(`00100000-00200000 rw-p 00000000 00:00 0 \nRss: 4 kB\n${long}\nPss: 4 kB\n`),
    );
    expect(smaps.mappings).toMatchObject([{ rssBytes: 4096, pssBytes: 4096 }]);
    expect(smaps.problems).toMatchObject([{ line: 3, reason: 'line-too-long' }]);
  });

  it('a single line of many megabytes is decoded only at its head', () => {
    const { source, work } = countingSource('A'.repeat(8 * 1024 * 1024));
    for (const kind of artifactKinds) {
      if (kind === 'cmdline') continue;
      work.bytes = 0;
      parseArtifact(kind, source);
      expect(work.bytes).toBeLessThanOrEqual(200);
    }
    work.bytes = 0;
    expect(recogniseKind(source, 'x')).toBe('text');
    parseArtifact('cmdline', source);
    expect(work.bytes).toBeLessThan(128 * 1024);
  });

  it('at most 10,000 problems are kept, the last one says how many more', () => {
    const lines = 12_345;
    const { problems } = parseArtifact('meminfo', sourceOf('broken\n'.repeat(lines)));
    expect(problems).toHaveLength(MAX_PROBLEMS);
    expect(problems.at(-2)).toEqual({ line: 9999, reason: 'unparsed-line', text: 'broken' });
    expect(problems.at(-1)).toEqual({
      line: 10_000,
      reason: 'unparsed-line',
      text: 'broken',
      detail: 'and 2345 more problems after this one',
    });
    expect(
      parseArtifact('meminfo', sourceOf('broken\n'.repeat(MAX_PROBLEMS))).problems.at(-1)?.detail,
    ).toBeUndefined();
  });

  it('control characters are flagged and never reach a record', () => {
    const { processes, problems } = parseArtifact('ps', sourceOf('  PID COMMAND\n 7 fw\u0007log\u0000x\n'));
    expect(processes[0]?.commandLine).toBe('fw\ufffdlog\ufffdx');
    expect(problems).toMatchObject([{ line: 2, reason: 'not-text' }]);
  });
});

describe('work grows with the input and no faster', () => {
  /** Ten times the input may take at most twelve times the decoding. */
  function expectLinear(one: string, ten: string, run: (source: TextSource) => void): void {
    const small = countingSource(one);
    const large = countingSource(ten);
    run(small.source);
    run(large.source);
    // What one copy hides by chance (nothing to flag, say) may cost its own size in ten.
    expect(large.work.bytes).toBeLessThanOrEqual(12 * Math.max(small.work.bytes, one.length));
    expect(large.work.calls).toBeLessThanOrEqual(12 * Math.max(small.work.calls, one.split('\n').length));
  }

  it.each(fixtures)('%s', (path, kind) => {
    const text = fixtureText(path);
    expectLinear(text, text.repeat(10), (source) => parseArtifact(kind, source));
    expectLinear(text, text.repeat(10), (source) => cutTranscript(source));
  });

  it('also where every smaps block is laid out differently from the one before', () => {
    const blocks = (count: number): string =>
      Array.from(
        { length: count },
        (_, i) =>
          `${(0x100000 + i * 4096).toString(16)}-${(0x101000 + i * 4096).toString(16)} rw-p 00000000 00:00 0 \n` +
          `Rss: ${'4'.padStart(12 + (i % 7))} kB\nExtra${i}: ${'1'.padStart(9)} kB\n`,
      ).join('');
    expectLinear(blocks(200), blocks(2000), (source) => parseArtifact('smaps', source));
  });

  it('and an smaps without surprises is hardly decoded at all', () => {
    const { source, work } = countingSource(new TextDecoder().decode(generateSmaps(2000).bytes));
    parseArtifact('smaps', source);
    expect(work.bytes).toBeLessThan(source.bytes.length / 20);
  });
});

describe('lines', () => {
  const numbersOf = (text: string, first = 1): [string, number, boolean][] => {
    const seen: [string, number, boolean][] = [];
    forEachLine(sourceOf(text, first), null, (line, number, terminated) =>
      seen.push([line, number, terminated]),
    );
    return seen;
  };

  it('end with a newline, with or without a carriage return', () => {
    expect(numbersOf('a\r\n\nb')).toEqual([
      ['a', 1, true],
      ['', 2, true],
      ['b', 3, false],
    ]);
    expect(numbersOf('a\n')).toEqual([['a', 1, true]]);
    expect(numbersOf('')).toEqual([]);
    expect(numbersOf('\ufeffa\nb\n', 41)).toEqual([
      ['a', 41, true],
      ['b', 42, true],
    ]);
  });

  it('of a slice keep their numbers and bytes', () => {
    const source = sourceOf('one\ntwo\nthree\nfour', 11);
    const text = (first: number, last: number): string =>
      source.decode(sliceLines(source, first, last).bytes);
    expect(text(12, 13)).toBe('two\nthree\n');
    expect(text(14, 14)).toBe('four');
    expect(text(11, 99)).toBe('one\ntwo\nthree\nfour');
    expect(sliceLines(source, 12, 13).firstLine).toBe(12);
  });
});
