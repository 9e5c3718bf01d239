import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { detectEncoding, toUtf8 } from '#electron/jobs/text-encoding.ts';

const text = 'MemTotal:  1024 kB\n进程 内存 信息\n/usr/sbin/fwlog 12\n';

/** iconv-lite makes the bytes: another implementation than the one that reads them. */
const encodings = [
  ['utf-8', 'utf8', false],
  ['utf-8', 'utf8', true],
  ['utf-16le', 'utf-16le', false],
  ['utf-16le', 'utf-16le', true],
  ['utf-16be', 'utf-16be', false],
  ['utf-16be', 'utf-16be', true],
  ['gb18030', 'gbk', false],
  ['gb18030', 'gb18030', false],
] as const;

describe('detectEncoding and toUtf8', () => {
  it.each(encodings)('%s written as %s, mark %s', (expected, name, addBOM) => {
    const bytes = iconv.encode(text, name, { addBOM });
    expect(detectEncoding(bytes)).toBe(expected);
    // Cut everywhere, also inside characters.
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)].filter((piece) => piece.length > 0);
      if (addBOM && cut > 0 && cut < 3) continue;
      expect(Buffer.concat([...toUtf8(pieces, expected)]).toString()).toBe(text);
    }
  });

  it('takes a head that ends inside a character for what it is', () => {
    const utf8 = Buffer.from(text);
    const gbk = iconv.encode(text, 'gbk');
    const inCharacter = utf8.indexOf(Buffer.from('存')) + 1;
    expect(detectEncoding(utf8.subarray(0, inCharacter))).toBe('utf-8');
    expect(detectEncoding(gbk.subarray(0, gbk.indexOf(iconv.encode('存', 'gbk')) + 1))).toBe('gb18030');
  });

  it('knows what is no text', () => {
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 0xff));
    expect(detectEncoding(noise)).toBe('binary');
    expect(detectEncoding(Buffer.alloc(512))).toBe('binary');
    expect(detectEncoding(Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0', 'latin1'))).toBe(
      'binary',
    );
  });

  it('keeps a log with a few torn characters, and colour codes', () => {
    const torn = Buffer.concat([
      Buffer.from('[ 12.5] Out of memory: 进'.repeat(20)),
      Buffer.from([0xe8, 0x0a]),
    ]);
    expect(detectEncoding(torn)).toBe('utf-8');
    expect(detectEncoding(Buffer.from('\x1b[1;31mroot@gw\x1b[0m:~# ps\r\n'))).toBe('utf-8');
    expect(detectEncoding(iconv.encode('Größe für Prozeß: 12 kB, naïve'.repeat(8), 'latin1'))).toBe('utf-8');
  });

  it('takes NUL for text in a command line only', () => {
    const bytes = Buffer.from('/usr/sbin/fwlog\0-c\0/etc/fwlog.conf\0');
    expect(detectEncoding(bytes)).toBe('binary');
    expect(detectEncoding(bytes, true)).toBe('utf-8');
    // Its NULs stand where those of UTF-16 would.
    expect(detectEncoding(Buffer.from('sleep\0' + '960\0'), true)).toBe('utf-8');
  });

  it('has nothing against nothing', () => {
    expect(detectEncoding(new Uint8Array())).toBe('utf-8');
    expect([...toUtf8([], 'gb18030')].map(String).join('')).toBe('');
  });
});
