import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameReader, createNonce } from '#electron/collectors/frames.ts';
import type { Frame } from '#electron/collectors/frames.ts';

const nonce = '0123456789abcdef0123456789abcdef';
const mark = (text: string) => `\n@memcase:${nonce}:${text}\n`;

/** What a stream says, however it is cut into pieces: marks as their text, bytes joined. */
function read(stream: Buffer, sizes: readonly number[] = [stream.length]): string[] {
  const reader = new FrameReader(nonce);
  const said: string[] = [];
  let open = '';
  const take = (frame: Frame): void => {
    if (frame.kind === 'bytes') {
      open += Buffer.from(frame.bytes).toString('latin1');
      return;
    }
    if (open !== '') said.push(`"${open}"`);
    open = '';
    said.push(frame.kind === 'mark' ? [frame.verb, ...frame.fields].join(':') : 'malformed');
  };
  let at = 0;
  for (let index = 0; at < stream.length; index += 1) {
    const size = Math.max(1, sizes[index % sizes.length] ?? 1);
    for (const frame of reader.push(stream.subarray(at, at + size))) take(frame);
    at += size;
  }
  for (const frame of reader.end()) take(frame);
  if (open !== '') said.push(`"${open}"`);
  return said;
}

it('gives what lies between two marks byte for byte, with and without a line end', () => {
  const stream = `motd\n${mark('begin:1:0:-')}a\nb\n${mark('end:1:0')}${mark('begin:2')}x${mark('end:2:1')}`;
  expect(read(Buffer.from(stream))).toEqual([
    '"motd\n"',
    'begin:1:0:-',
    '"a\nb\n"',
    'end:1:0',
    'begin:2',
    '"x"',
    'end:2:1',
  ]);
});

it('does not depend on how the stream is cut into pieces', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '\n',
      '\n@',
      '\n@memcase:',
      `\n@memcase:${nonce}`,
      `\n@memcase:${nonce.slice(0, 9)}`,
      'x',
    ),
    fc.constantFrom(
      mark('begin:1'),
      mark('done'),
      mark('bad\tfield'),
      `\n@memcase:${'f'.repeat(32)}:end:1\n`,
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), sizes, (parts, cut) => {
      const stream = Buffer.from(parts.join(''));
      expect(read(stream, cut)).toEqual(read(stream));
    }),
    { numRuns: 100 },
  );
  // On a machine that is busy with other things.
}, 60_000);

it('takes nothing for a mark that has another nonce, and counts it', () => {
  const reader = new FrameReader(nonce);
  const frames = [...reader.push(Buffer.from(`a\n@memcase:${createNonce()}:end:1:0\nb`))];
  expect(frames.every(({ kind }) => kind === 'bytes')).toBe(true);
  expect(reader.lookalikes).toBe(1);
});

it('holds no more than a mark, whatever comes', () => {
  const reader = new FrameReader(nonce);
  let given = 0;
  const line = Buffer.alloc(1 << 20, 'x');
  for (let round = 0; round < 16; round += 1) {
    for (const frame of reader.push(line)) if (frame.kind === 'bytes') given += frame.bytes.length;
  }
  expect(given).toBe(16 << 20);
  expect([...reader.push(Buffer.from(`\n@memcase:${nonce}:begin:${'1'.repeat(600)}`))]).toContainEqual({
    kind: 'malformed',
  });
});
