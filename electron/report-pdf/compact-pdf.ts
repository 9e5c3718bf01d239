/**
 * Packs the many small objects of a tagged PDF (one per cell and more) into compressed object streams; the engine
 * writes them as plain text, which is nine tenths of a long report. What the file shows and says stays as it was.
 * Source: ISO 32000-1, 7.5.7 and 7.5.8.
 */
import { deflateSync } from 'node:zlib';
import { objectsOf, trailerOf } from './pdf-objects.ts';

/** Objects of one stream: readers open it as a whole. */
const PACKED = 400;
/** Type of an entry, offset or number of the stream, index within it: 1, 4 and 2 bytes. */
const ENTRY_BYTES = 7;

/** @throws RangeError where the file is not laid out as our engine does it */
export function compactPdf(pdf: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const objects = objectsOf(bytes);
  const trailer = trailerOf(bytes);
  const small = objects.filter(({ isStream }) => !isStream);
  const size = Math.max(...objects.map(({ number }) => number)) + 1;
  const groups = Array.from({ length: Math.ceil(small.length / PACKED) }, (_, index) =>
    small.slice(index * PACKED, (index + 1) * PACKED),
  );
  const table = Buffer.alloc((size + groups.length + 1) * ENTRY_BYTES);
  const enter = (number: number, type: number, where: number, index: number): void => {
    table.writeUInt8(type, number * ENTRY_BYTES);
    table.writeUInt32BE(where, number * ENTRY_BYTES + 1);
    table.writeUInt16BE(index, number * ENTRY_BYTES + 5);
  };
  enter(0, 0, 0, 0xffff);

  // The head: version and the mark that the file is binary.
  const parts: Buffer[] = [bytes.subarray(0, bytes.indexOf('\n', bytes.indexOf('\n') + 1) + 1)];
  let offset = parts[0]?.length ?? 0;
  const append = (number: number, body: Buffer): void => {
    enter(number, 1, offset, 0);
    const whole = Buffer.concat([latin1(`${number} 0 obj\n`), body, latin1('\nendobj\n')]);
    parts.push(whole);
    offset += whole.length;
  };
  for (const { number, start, end } of objects.filter(({ isStream }) => isStream)) {
    append(number, bytes.subarray(start, end));
  }
  groups.forEach((group, at) => {
    const bodies = group.map(({ start, end }) => bytes.toString('latin1', start, end));
    let place = 0;
    const index = group.map(({ number }, position) => {
      const entry = `${number} ${place}`;
      place += (bodies[position]?.length ?? 0) + 1;
      enter(number, 2, size + at, position);
      return entry;
    });
    const head = `${index.join(' ')}\n`;
    const extra = `/Type /ObjStm /N ${group.length} /First ${head.length}`;
    append(size + at, streamOf(latin1(`${head}${bodies.join('\n')}\n`), extra));
  });
  const own = size + groups.length;
  enter(own, 1, offset, 0);
  const xref = `/Type /XRef /Size ${own + 1} /W [1 4 2] ${trailer.replace(/\/Size \d+/, '')}`;
  const start = offset;
  parts.push(
    latin1(`${own} 0 obj\n`),
    streamOf(table, xref),
    latin1(`\nendobj\nstartxref\n${start}\n%%EOF\n`),
  );
  return new Uint8Array(Buffer.concat(parts));
}

function streamOf(content: Buffer, entries: string): Buffer {
  const packed = deflateSync(content);
  const head = `<<\n  /Length ${packed.length}\n  /Filter /FlateDecode\n  ${entries}\n>>\nstream\n`;
  return Buffer.concat([latin1(head), packed, latin1('\nendstream')]);
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
