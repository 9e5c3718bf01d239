/** Content as mechanisms are matched against it: counted by hand, live and freed apart. */
import { expect, test } from 'vitest';
import { contentShapes } from '#shared/analysis/content-shapes.ts';
import { chunkStates, type ChunkState } from '#shared/domain/heap.ts';
import { asksForContent } from '#shared/mechanisms/asks-content.ts';
import { matchMechanisms } from '#shared/mechanisms/match.ts';
import { evidenceOf } from '#test/support/builders/process-evidence.ts';
import { memoryOf } from '#test/support/memory-of.ts';

/** Chunks one behind the other: a header of 16 bytes, then the text. */
function heapOf(blocks: readonly (readonly [ChunkState, string])[], chunkBytes: number) {
  const bytes = Buffer.alloc(blocks.length * chunkBytes);
  blocks.forEach(([, text], at) => bytes.write(text, at * chunkBytes + 16, 'latin1'));
  const chunks = {
    count: blocks.length,
    offsets: Float64Array.from(blocks, (_, at) => at * chunkBytes),
    sizes: Float64Array.from(blocks, () => chunkBytes),
    states: Uint8Array.from(blocks, ([state]) => chunkStates.indexOf(state)),
  };
  return { dump: { ...memoryOf(bytes), artifact: 9 }, chunks };
}

const line = (n: number) => `<13>Nov 23 09:00:0${n} gw-a app: session ${n} closed`;

test('records by their keys, texts by their template; what was freed is no part of what lives', () => {
  const { dump, chunks } = heapOf(
    [
      ['used', line(1)],
      ['used', line(2)],
      ['free', line(3)],
      ['used', '{"id":17,"name":"one"}'],
      ['free', '{"id":18,"name":"two"}'],
      ['used', '{"id":19,"name":"six"}'],
    ],
    96,
  );
  const [first, second, ...rest] = contentShapes(dump, chunks);
  expect(rest).toEqual([]);
  // 22 bytes each; the chunks are 96.
  expect(first).toMatchObject({
    keys: ['id', 'name'],
    amounts: {
      live: { count: 2, payloadBytes: 44, chunkBytes: 192 },
      ghost: { count: 1, payloadBytes: 22, chunkBytes: 96 },
      undetermined: { count: 0 },
    },
    evidence: [{ dump: 9, offset: 3 * 96 + 16 }],
  });
  const bytes = line(1).length;
  expect(second).toMatchObject({
    keys: [],
    amounts: { live: { count: 2, payloadBytes: 2 * bytes }, ghost: { count: 1, payloadBytes: bytes } },
    evidence: [{ dump: 9, offset: 16 }],
  });
  expect(second?.sample.startsWith('<13>Nov 23')).toBe(true);
  const unknown = contentShapes(dump, null).map(({ amounts }) => amounts.undetermined.count);
  expect(unknown).toEqual([3, 3]);
});

test('a mechanism is matched by the texts that live, and not by those that were freed', () => {
  // 2,000 × 1,000 bytes and a little.
  const of = (state: ChunkState) =>
    heapOf(
      Array.from({ length: 2000 }, () => [state, `<13>app: ${'x'.repeat(1000)}`] as const),
      1056,
    );
  const claims = ({ dump, chunks }: ReturnType<typeof of>) =>
    matchMechanisms([
      evidenceOf({ process: 'rsyslogd', libraries: [], shapes: contentShapes(dump, chunks) }),
    ]).map(({ id, observed }) => [id, observed.liveItems]);
  expect(claims(of('used'))).toEqual([['rsyslog-queue', 2000]]);
  expect(claims(of('free'))).toEqual([]);
});

test('content is read where a known component is there', () => {
  const nobody = { process: 'cron', libraries: ['/usr/lib/libc.so.6'], sockets: [] };
  expect(asksForContent(nobody)).toBe(false);
  expect(asksForContent({ ...nobody, process: 'rsyslogd' })).toBe(true);
  const peer = (remote: string) => ({
    ...{ remote, state: 'ESTAB', unsentBytes: 9 },
    evidence: { artifact: 1, line: 1 },
  });
  const hiredis = { ...nobody, libraries: ['/usr/lib/libhiredis.so.1.1.0'] };
  // Where library and records are common, a peer has to be there too.
  expect(asksForContent(hiredis)).toBe(false);
  expect(asksForContent({ ...hiredis, sockets: [peer('192.0.2.9:6379')] })).toBe(true);
  expect(asksForContent({ ...nobody, sockets: [peer('192.0.2.9:4222')] })).toBe(true);
});
