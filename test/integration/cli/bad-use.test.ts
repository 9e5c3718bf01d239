/** Commands that cannot be done: one clear line with its code, an exit code other than 0, and nothing changed. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';
import { errorCode } from '#test/support/cli/error-code.ts';
import { meminfo } from '#test/support/cli/evidence.ts';

interface ArtifactsJson {
  readonly artifacts: readonly { readonly id: number }[];
}

let desk: Desk;
/** An empty case and one of a single meminfo, made once and copied. */
let made: Desk;

beforeAll(async () => {
  made = createDesk();
  expect((await made.run(['new', 'empty.memcase'])).code).toBe(0);
  cpSync(made.path('empty.memcase'), made.path('one.memcase'));
  made.write('meminfo', meminfo(800_000));
  expect((await made.run(['import', 'one.memcase', '--target', 'gw', 'meminfo'])).code).toBe(0);
});
afterAll(() => made.remove());
beforeEach(() => {
  desk = createDesk();
  cpSync(made.path('empty.memcase'), desk.path('a.memcase'));
});
afterEach(() => desk.remove());

const artifacts = async () => (await desk.json<ArtifactsJson>('show', 'a.memcase', 'artifacts')).artifacts;
describe('a command line that is wrong', () => {
  it.each([
    [['--nonsense']],
    [['frobnicate']],
    [['import', 'a.memcase', 'x']],
    [['import', 'a.memcase', '--target', 'gw', '--at', 'yesterday', 'x']],
    [['import', 'a.memcase', '--target', 'gw', '--dump', '12', 'x']],
    [['diff', 'a.memcase', '--level', 'everything']],
    [['show', 'a.memcase', 'everything']],
    [['show', 'a.memcase', 'artifact']],
    [['show', 'a.memcase', 'artifact', 'E-x']],
    [['show', 'a.memcase', 'artifact', 'E-001', '--raw', '--json']],
    [['show', 'a.memcase', 'artifacts', '--raw']],
    [['show', 'a.memcase', 'artifacts', '--limit', '0']],
    [['show', 'a.memcase', 'targets', '--process', 'fwlog']],
    [['diff', 'a.memcase', '--level', 'meminfo', '--process', 'fwlog']],
    [['serve', '--port', '65536']],
    [['demo', '--lang', 'fr']],
    [['help', 'frobnicate']],
    [['report', 'a.memcase', '-o', 'x.pdf', '--lang', 'fr']],
  ])('%j', async (args) => {
    const { code, err, out } = await desk.run(args);
    expect(code).toBe(2);
    expect(errorCode(err)).toBe('input.bad-option');
    expect(out).toBe('');
  });
});

it.each([
  [['help', 'frobnicate'], 'help frobnicate: there is no such command; see memcase --help'],
  [['frobnicate'], "unknown command 'frobnicate'; see memcase --help"],
  [['explian', 'a.memcase'], "unknown command 'explian' (Did you mean explain?); see memcase --help"],
  [['show', 'a.memcase'], "missing required argument 'what'; see memcase show --help"],
])('%j says where help is', async (args, sentence) => {
  expect((await desk.run(args)).err).toBe(`memcase: ${sentence} [input.bad-option]\n`);
});

describe('a value that is empty or too much names its option', () => {
  it.each([
    ['--target', ['import', 'a.memcase', '--target', '', 'x']],
    ['--target', ['import', 'a.memcase', '--target', 'x'.repeat(201), 'x']],
    ['--process', ['import', 'a.memcase', '--target', 'gw', '--process', '', 'x']],
    ['<sources>', ['import', 'a.memcase', '--target', 'gw', 'x', '']],
    ['--title', ['new', 'b.memcase', '--title', '']],
    ['<case>', ['new', '']],
    ['<case>', ['serve', '']],
    ['--target', ['show', 'a.memcase', 'targets', '--target', '']],
    ['--a', ['explain', 'a.memcase', '--a', '']],
    ['--a', ['explain', 'a.memcase', '--a', 'x'.repeat(301)]],
    ['--filter', ['diff', 'a.memcase', '--level', 'meminfo', '--filter', 'x'.repeat(501)]],
    ['--output', ['report', 'a.memcase', '-o', '']],
    ['--out', ['demo', '--out', '']],
  ])('%s: %j', async (option, args) => {
    const { code, err, out } = await desk.run(args);
    expect([code, out]).toEqual([2, '']);
    expect(errorCode(err)).toBe('input.bad-option');
    expect(err).toMatch(new RegExp(`^memcase: ${option} `));
    expect(err).not.toMatch(/request|expected|analysis/);
  });
});

describe('a report', () => {
  it.each(['a.memcase', 'notes.txt', '.', 'missing/x.pdf', 'pipe'])(
    'is not written over or into %s',
    async (path) => {
      cpSync(made.path('one.memcase'), desk.path('a.memcase'));
      desk.write('notes.txt', 'Mind the gap.\n');
      execFileSync('mkfifo', [desk.path('pipe')]);
      const before = readFileSync(desk.path('a.memcase'));
      const { code, err, out } = await desk.run(['report', 'a.memcase', '-o', path]);
      expect([code, out]).toEqual([7, '']);
      expect(errorCode(err)).toBe('report.write-failed');
      expect(err).toContain(`memcase: ${path} `);
      expect(readFileSync(desk.path('a.memcase')).equals(before)).toBe(true);
      expect(readFileSync(desk.path('notes.txt'), 'utf8')).toBe('Mind the gap.\n');
      expect(statSync(desk.path('pipe')).isFIFO()).toBe(true);
    },
  );
});

it('says that a port is taken', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const { code, err } = await desk.run(['serve', '--port', String(port)]);
  taken.close();
  expect([code, errorCode(err)]).toEqual([7, 'web.port-in-use']);
});

describe('a case that cannot be used', () => {
  beforeEach(() => {
    desk.write('meminfo', meminfo(800_000));
    cpSync(made.path('one.memcase'), desk.path('a.memcase'));
  });

  const commands = (name: string) => [
    ['show', name, 'targets'],
    ['explain', name],
    ['import', name, '--target', 'gw', 'meminfo'],
    ['verify', name],
  ];

  async function expectAll(name: string, expected: string): Promise<void> {
    const before = readFileSync(desk.path(name));
    for (const args of commands(name)) {
      const { code, err, out } = await desk.run(args);
      expect([args[0], code, errorCode(err), out]).toEqual([args[0], 4, expected, '']);
      expect(err).toContain(name);
    }
    expect(readFileSync(desk.path(name)).equals(before)).toBe(true);
  }

  it('is from a newer version', async () => {
    cpSync(desk.path('a.memcase'), desk.path('newer.memcase'));
    // user_version of the SQLite header: four bytes from offset 60, big endian.
    const file = openSync(desk.path('newer.memcase'), 'r+');
    writeSync(file, Buffer.from([0, 0, 0x7f, 0xff]), 0, 4, 60);
    closeSync(file);
    await expectAll('newer.memcase', 'casefile.newer-version');
    const { err } = await desk.run(['show', 'newer.memcase', 'targets']);
    // 0x7fff = 32767.
    expect(err).toMatch(
      /newer\.memcase has version 32767 of the file format, this Memcase knows up to \d+; update/,
    );
  });

  it('is truncated', async () => {
    cpSync(desk.path('a.memcase'), desk.path('cut.memcase'));
    truncateSync(desk.path('cut.memcase'), Math.floor(readFileSync(desk.path('a.memcase')).length / 2));
    await expectAll('cut.memcase', 'casefile.truncated');
    expect((await desk.run(['verify', 'cut.memcase'])).err).toMatch(
      /cut\.memcase is cut off: it has \d+ of \d+ bytes/,
    );
  });

  it('is no case', async () => {
    desk.write('notes.memcase', 'Active: 12 kB\n'.repeat(5000));
    await expectAll('notes.memcase', 'casefile.not-a-case');
  });

  it('is not there', async () => {
    const { code, err } = await desk.run(['show', 'nowhere.memcase', 'targets']);
    expect(code).toBe(4);
    expect(errorCode(err)).toBe('casefile.not-found');
    expect(err).toContain('nowhere.memcase; check the name');
    expect(readdirSync(desk.folder)).not.toContain('nowhere.memcase');
    const made = await desk.run(['new', 'no-folder/a.memcase']);
    expect([made.code, errorCode(made.err)]).toEqual([4, 'casefile.not-found']);
    expect(made.err).toMatch(/there is no folder \S*no-folder\b/i);
  });

  it('exists where a new one should be', async () => {
    const { code, err } = await desk.run(['new', 'a.memcase']);
    expect(code).toBe(4);
    expect(errorCode(err)).toBe('casefile.exists');
    expect(err).toContain('a.memcase exists already');
    expect(await artifacts()).toHaveLength(1);
  });
});
