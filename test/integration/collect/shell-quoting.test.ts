/** S8: whatever a process is called, its name is only a name to the shells, and the process is found by it. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '#shared/errors/app-error.ts';
import { createPlan } from '#electron/collectors/plan.ts';
import { runBatch } from '#electron/collectors/run-batch.ts';
import { wantedFunction } from '#electron/collectors/script-body.ts';
import { isAddressToken, isPidToken, singleQuoted } from '#electron/collectors/shell-text.ts';
import { shells, startLocal } from '#test/support/collect/local-process.ts';

const NAMES = 2000;
let folder: string;
let canary: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memcase-quoting-'));
  canary = join(folder, 'canary');
});
afterAll(() => {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Pieces that shells give a meaning to, put together in any way, and any Unicode besides. */
function fuzzedNames(count: number): string[] {
  const touch = `touch ${canary}`;
  const pieces = [
    ...[`$(${touch})`, `\`${touch}\``, `'; ${touch}; '`, `"; ${touch}; "`, `'$(${touch})'`, `'"'"'`],
    ...[
      "'",
      '"',
      '`',
      '$',
      '\\',
      '!',
      '*',
      '?',
      '[a',
      ']',
      '{',
      '}',
      '(',
      ')',
      '|',
      '&',
      ';',
      '<',
      '>',
      '~',
      '#',
    ],
    ...[
      '-n',
      '--',
      '=',
      ' ',
      '  ',
      '${IFS}',
      '$((1))',
      '!!',
      '%s',
      String.raw`\x41`,
      String.raw`\'`,
      '日志',
      '🦊',
      'é',
    ],
    ...['fwlog', 'x', '0', '\u0081', '\u0088', 'Ĉ', '\ud7ff'],
  ];
  const piece = fc.oneof(
    fc.constantFrom(...pieces),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter(isNameable),
  );
  const name = fc.array(piece, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
  return fc.sample(name, { numRuns: count, seed: 20_261_123 });
}

function isNameable(text: string): boolean {
  try {
    singleQuoted(text);
    return true;
  } catch {
    return false;
  }
}

function run([program, ...args]: readonly [string, ...string[]], script: string): Buffer {
  return execFileSync(program, args, { input: script, maxBuffer: 64 * 1024 * 1024, cwd: folder });
}

it('the canary fires where a name is pasted into a command', () => {
  const naive = join(folder, 'naive');
  run(['dash', '-s'], `ps -C $(touch ${naive}) > /dev/null 2>&1; true`);
  expect(existsSync(naive)).toBe(true);
});

describe.each(shells.map((shell) => ({ shell, name: shell.slice(0, 2).join(' ') })))('$name', ({ shell }) => {
  it(`gets ${NAMES} names byte by byte`, () => {
    const names = fuzzedNames(NAMES);
    const script = names.map((name) => `printf '%s\\000' ${singleQuoted(name)}\n`).join('');
    expect(run(shell, script).toString().split('\0').slice(0, -1)).toEqual(names);
    expect(existsSync(canary)).toBe(false);
  });

  it('looks for them among processes without a side effect', () => {
    const names = fuzzedNames(200).filter((name) => !isPidToken(name));
    const script = `${wantedFunction(names)}\nmatched=' '\nwanted $$; echo "$hit$matched"\n`;
    expect(run(shell, script).toString()).toBe('1 \n');
    expect(existsSync(canary)).toBe(false);
  });

  it('finds a process by a hostile name', async () => {
    const names = [
      `/opt/a b/it's $(touch canary)*`,
      '日志服务 "x"',
      `-n\\'`,
      'a-name-of-more-than-fifteen-bytes',
    ];
    for (const argv0 of names) children.push(spawn('sleep', ['600'], { argv0, stdio: 'ignore' }));
    const pids = children.slice(-names.length).map(({ pid }) => pid);
    const wanted = names.map((name) => name.slice(name.lastIndexOf('/') + 1));
    const { items, gaps } = await runBatch(
      startLocal(shell, { cwd: folder }),
      createPlan('standard', wanted),
      {
        sink: { open: async () => ({ write: async () => undefined, close: async () => undefined }) },
        now: Date.now,
        signal: new AbortController().signal,
      },
    );
    const read = items.filter(({ path }) => path.endsWith('/smaps')).map(({ pid }) => pid);
    for (const pid of pids) expect(read).toContain(pid);
    expect(gaps).toEqual([]);
    expect(existsSync(join(folder, 'canary'))).toBe(false);
  });
});

it('refuses what no process is called on purpose', () => {
  for (const name of ['a\nb', 'a\0b', '\u001b[2J', 'a\u007f', '\ud800']) {
    let code: string | undefined;
    try {
      createPlan('quick', [name]);
    } catch (error) {
      code = isAppError(error) ? error.code : undefined;
    }
    expect(code).toBe('input.bad-option');
  }
});

it('takes only numbers of processes and addresses as tokens', () => {
  for (const text of ['1', '4294967295']) expect(isPidToken(text)).toBe(true);
  for (const text of ['0', '01', '-1', '1 ', '1\n', '１', '12345678901', '', '1;x'])
    expect(isPidToken(text)).toBe(false);
  expect(isAddressToken('7f00deadbeef')).toBe(true);
  for (const text of ['0x7f', 'g', '', '12345678901234567', '7f ', '7F'])
    expect(isAddressToken(text)).toBe(false);
});
