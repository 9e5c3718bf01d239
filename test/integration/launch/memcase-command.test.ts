/** The launcher file itself, in a tree of its own with a small program in place of the command line. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Says who runs it and with what; `wait` stays until a signal comes, `exit N` ends with N. */
const program = `
import { readFileSync } from 'node:fs';
const args: string[] = process.argv.slice(2);
if (args[0] === 'exit') process.exit(Number(args[1]));
if (args[0] === 'wait' && args[1] === 'handle') process.on('SIGTERM', () => process.exit(42));
const stdin = args[0] === 'read' ? readFileSync(0, 'utf8') : '';
console.log(JSON.stringify({ pid: process.pid, exe: process.execPath, args, stdin }));
if (args[0] === 'wait') setInterval(() => undefined, 1000);
`;

/** Preloaded, it makes the running Node look as old as one without N-API 10. */
const pretendOld = `
const versions = { ...process.versions, node: '20.20.2', napi: '9' };
Object.defineProperty(process, 'versions', { value: versions });
`;

let tree: string;
beforeAll(async () => {
  tree = await realpath(await mkdtemp(join(tmpdir(), 'memcase launch ')));
  await mkdir(join(tree, 'electron'));
  await cp(join(root, 'build/launch'), join(tree, 'build/launch'), { recursive: true });
  await writeFile(join(tree, 'package.json'), '{"type":"module"}');
  await writeFile(join(tree, 'electron/cli.ts'), program);
  await writeFile(join(tree, 'old.cjs'), pretendOld);
  await mkdir(join(tree, 'node_modules'));
  const runtime = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  await symlink(join(root, 'node_modules', runtime), join(tree, 'node_modules', runtime), 'junction');
});
afterAll(() => rm(tree, { recursive: true, force: true }));

function start(node: 'new' | 'old', args: string[], options: SpawnOptions = {}) {
  const preload = node === 'old' ? ['--require', join(tree, 'old.cjs')] : [];
  const script = join(tree, 'build/launch/memcase.mjs');
  const child = spawn(process.execPath, [...preload, script, ...args], { stdio: 'pipe', ...options });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, ended };
}

async function run(node: 'new' | 'old', args: string[], stdin = '') {
  const { child, ended } = start(node, args);
  child.stdin?.end(stdin);
  const [out, err, end] = await Promise.all([text(child.stdout!), text(child.stderr!), ended]);
  return { pid: child.pid, out, err, ...end };
}

const awkward = ['a b', '', '*', '$HOME', "it's", '"quoted"', '--', '中文'];

it('goes on in the same process where the running Node can carry the program', async () => {
  const { pid, out, err, code } = await run('new', awkward);
  expect(JSON.parse(out)).toMatchObject({ pid, args: awkward });
  expect({ err, code }).toEqual({ err: '', code: 0 });
});

it('hands over to the own Node with the arguments, the input and the exit code as they are', async () => {
  const said = await run('old', awkward);
  expect(JSON.parse(said.out)).toMatchObject({ args: awkward });
  const { pid, exe } = JSON.parse(said.out) as { pid: number; exe: string };
  expect(pid).not.toBe(said.pid);
  expect(exe).toMatch(/node-\w+-\w+[\\/]bin[\\/]node/);
  expect(said.err).toBe('');
  expect(JSON.parse((await run('old', ['read'], 'line\n')).out)).toMatchObject({ stdin: 'line\n' });
  expect((await run('old', ['exit', '7'])).code).toBe(7);
});

it.runIf(process.platform !== 'win32').each([
  ['handle', { code: 42, signal: null }],
  ['ignore', { code: null, signal: 'SIGTERM' }],
])('passes a signal on and ends as the program ends (%s)', async (mode, end) => {
  const { child, ended } = start('old', ['wait', mode]);
  const first = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (data) => resolve(String(data))),
  );
  const { pid } = JSON.parse(first) as { pid: number };
  child.kill('SIGTERM');
  expect(await ended).toEqual(end);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

it('says in one line what is missing where there is no Node that can carry it', async () => {
  const bare = await mkdtemp(join(tmpdir(), 'memcase-bare-'));
  try {
    await cp(join(tree, 'build'), join(bare, 'build'), { recursive: true });
    const child = spawn(process.execPath, [
      '--require',
      join(tree, 'old.cjs'),
      join(bare, 'build/launch/memcase.mjs'),
    ]);
    const [err, code] = await Promise.all([
      text(child.stderr),
      new Promise((done) => child.on('close', done)),
    ]);
    expect(err).toMatch(/^memcase: needs Node 24 or newer.*\n$/);
    expect(code).toBe(1);
  } finally {
    await rm(bare, { recursive: true, force: true });
  }
});
