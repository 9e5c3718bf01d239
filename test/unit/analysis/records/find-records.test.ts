/** Shapes of records, their bytes by liveness, and what is in their fields; counts that are known by how memory was made. */
import { describe, expect, it } from 'vitest';
import { findRecords } from '#shared/analysis/records/find-records.ts';
import { chunkStates, type ChunkTable } from '#shared/domain/heap.ts';
import { memoryOf, readerOf, summaryOf } from '#test/support/records/memory.ts';

const gap = new Uint8Array(8);

describe('shapes', () => {
  it('are sets of keys, nested ones by their path', () => {
    const { shapes } = summaryOf(
      memoryOf(
        '{"a":1,"b":{"c":2}}',
        gap,
        '{"b":{"c":9},"a":7}',
        gap,
        '{"a":1,"b":[{"c":2},{"c":3}]}',
        gap,
        '{"a":1,"b":2}',
      ),
    );
    expect(shapes.map(({ keys, sides }) => [keys, sides.undetermined?.total.count])).toEqual([
      [['a', 'b', 'b.c'], 2],
      [['a', 'b', 'b[].c'], 1],
      [['a', 'b'], 1],
    ]);
  });

  it('take cut records whose keys are their first or last ones, where only one does', () => {
    const whole = '{"id":1,"at":{"x":1,"y":2},"end":true}';
    const other = '{"id":1,"name":"n"}';
    const { shapes, unassigned, table } = summaryOf(
      memoryOf(
        ...[whole, gap, other, gap],
        ...['{"id":1,"at":{"x":1', gap, 'x":1,"y":2},"end":true}', gap],
        // Both begin with an id; nothing ends in a zip.
        ...['{"id":1,', gap, 'x","zip":1}', gap],
      ),
    );
    const totals = shapes.map(({ sides }) => sides.undetermined?.total);
    expect(totals.map((total) => [total?.count, total?.wholes])).toEqual([
      [3, 1],
      [1, 1],
    ]);
    expect(totals[0]?.payloadBytes).toBe(
      whole.length + '{"id":1,"at":{"x":1'.length + 'x":1,"y":2},"end":true}'.length,
    );
    expect(unassigned.undetermined.count).toBe(2);
    expect(table.count).toBe(6);
  });
});

describe('cut records', () => {
  it('are known by which end of a shape their keys are', () => {
    const { shapes } = summaryOf(
      memoryOf('{"id":1,"x":2,"end":3}', gap, '{"x":1,"y":2,"id":3}', gap, '{"id":1,', gap, 'z","id":77}'),
    );
    const counts = shapes.map(({ keys, sides }) => [keys[0], sides.undetermined?.total.payloadBytes]);
    expect(counts).toEqual([
      // 22 whole and 8 of a beginning; 20 whole and 11 of an end.
      ['x', 20 + 11],
      ['id', 22 + 8],
    ]);
  });
});

describe('totals', () => {
  it('count twice: what lives and what was freed, each chunk once', () => {
    const records = Array.from({ length: 100 }, (_, at) => `{"n":"${'x'.repeat(at)}"}`);
    // Two records to a chunk of 256 bytes; every fourth chunk was freed; the last ten chunks were not walked.
    const memory = Buffer.alloc(50 * 256);
    records.forEach((record, at) => memory.write(record, Math.floor(at / 2) * 256 + (at % 2) * 128));
    const states = Uint8Array.from({ length: 40 }, (_, at) =>
      chunkStates.indexOf(at % 4 === 0 ? 'free' : 'used'),
    );
    const chunks: ChunkTable = {
      count: 40,
      offsets: Float64Array.from({ length: 40 }, (_, at) => at * 256),
      sizes: new Float64Array(40).fill(256),
      states,
    };
    const { shapes, table } = findRecords(readerOf(memory), chunks);
    const { sides } = shapes[0] ?? { sides: { live: null, ghost: null, undetermined: null } };
    expect([sides.live?.total.count, sides.live?.total.chunkBytes]).toEqual([60, 30 * 256]);
    expect([sides.ghost?.total.count, sides.ghost?.total.chunkBytes]).toEqual([20, 10 * 256]);
    expect([sides.undetermined?.total.count, sides.undetermined?.total.chunkBytes]).toEqual([20, 0]);
    expect([...table.chunks.slice(0, 4)]).toEqual([0, 0, 1, 1]);
    // The undetermined ones are 8 + 80 … 8 + 99 bytes long.
    expect(sides.undetermined?.total).toMatchObject({
      p50Bytes: 97,
      p95Bytes: 106,
      maxBytes: 107,
      meanBytes: 97.5,
    });
    expect(sides.undetermined?.samples).toEqual(
      [0, 1, 2, 3, 4].map((at) => (40 + Math.floor(at / 2)) * 256 + (at % 2) * 128),
    );
  });
});

describe('fields', () => {
  const fieldOf = (values: readonly string[], key = 'v') => {
    const { shapes } = summaryOf(memoryOf(values.map((value) => `{"${key}":${value}}`).join('\0')));
    return shapes[0]?.sides.undetermined?.fields[0];
  };

  it('tell their most frequent values', () => {
    const field = fieldOf(['"b"', '"a"', '"b"', '"c"', '"b"', '"a"']);
    expect(field).toMatchObject({
      path: 'v',
      count: 6,
      distinct: 3,
      isCapped: false,
      others: 0,
      numbers: null,
      times: null,
    });
    expect(field?.top).toEqual([
      { text: 'b', count: 3 },
      { text: 'a', count: 2 },
      { text: 'c', count: 1 },
    ]);
  });

  it('stop comparing where no value comes twice', () => {
    const field = fieldOf(Array.from({ length: 5000 }, (_, at) => `"id-${at}"`));
    expect(field).toMatchObject({ count: 5000, isCapped: true, top: [], others: 5000 });
  });

  it('tell the range of numbers', () => {
    expect(fieldOf(['-1.5', '2e3', '10', '0'])?.numbers).toEqual({
      count: 4,
      min: -1.5,
      max: 2000,
      mean: 502.125,
    });
  });

  it.each([
    ['created', '1763851689', 'seconds', 1_763_851_689_000],
    ['ts', '1763851689123', 'milliseconds', 1_763_851_689_123],
    ['event_time', '1763851689123456', 'microseconds', 1_763_851_689_123.456],
    ['x', '"2025-11-22T22:48:09.123Z"', 'iso-8601', 1_763_851_689_123],
    ['x', '"2025-11-23 06:48:09,123+0800"', 'iso-8601', 1_763_851_689_123],
  ])('know times: %s %s', (key, value, unit, ms) => {
    expect(fieldOf([value], key)?.times).toEqual({ unit, firstMs: ms, lastMs: ms });
  });

  it.each([
    ['size', '1763851689'],
    ['time', '12'],
    ['x', '"2025-13-22T22:48:09Z"'],
    ['x', '"2025-11-22T22:48:09 and more"'],
  ])('do not take everything for a time: %s %s', (key, value) => {
    expect(fieldOf([value], key)?.times).toBeNull();
  });
});
