/** Reading and writing known_hosts; what OpenSSH makes of the same is compared in the claim S7. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeHostKey, orderHostKeyAlgorithms } from '#electron/ssh/known-hosts/judge-host-key.ts';
import { parseKnownHosts } from '#electron/ssh/known-hosts/parse-known-hosts.ts';
import { readKnownHosts } from '#electron/ssh/known-hosts/read-known-hosts.ts';
import { rememberHostKey } from '#electron/ssh/known-hosts/remember-host-key.ts';
import { matchesPattern } from '#electron/ssh/patterns.ts';
import { codeOf } from '#test/support/code-of.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memcase-known-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A key as on the wire, made by hand after RFC 8709 section 4; `fill` tells keys apart. */
function ed25519(fill: number): Buffer {
  const name = Buffer.from('ssh-ed25519');
  return Buffer.concat([
    Buffer.from([0, 0, 0, name.length]),
    name,
    Buffer.from([0, 0, 0, 32]),
    Buffer.alloc(32, fill),
  ]);
}
const field = (fill: number) => `ssh-ed25519 ${ed25519(fill).toString('base64')}`;
const web = { host: 'web', port: 22 };
const verdictOf = (text: string, key = ed25519(1), name: { host: string; port: number | null } = web) =>
  judgeHostKey(parseKnownHosts(text, 'f'), name, key).kind;

describe('a verdict', () => {
  it.each([
    ['known', `web ${field(1)}`],
    ['known', `web ${field(2)}\nweb ${field(1)}`],
    ['known', `a,web,b\t${field(1)} comment\r`],
    ['unknown', ''],
    ['unknown', `# web ${field(1)}`],
    ['unknown', `web ${field(1).slice(0, -4)}`],
    ['unknown', `web ssh-rsa ${ed25519(1).toString('base64')}`],
    ['unknown', `web,!w* ${field(1)}`],
    ['unknown', `@cert-authority web ${field(1)}`],
    ['unknown', `@unheard web ${field(1)}`],
    ['changed', `web ${field(2)}`],
    ['revoked', `web ${field(1)}\n@revoked * ${field(1)}`],
    ['revoked', `@revoked web ${field(1)}\nweb ${field(2)}`],
    ['known', `@revoked web ${field(2)}\nweb ${field(1)}`],
  ])('is %s for %j', (verdict, text) => {
    expect(verdictOf(text)).toBe(verdict);
  });

  it('finds a host on another port by either name, and refuses a key that is revoked under the bare one', () => {
    const there = { host: 'web', port: 2222 };
    expect(verdictOf(`[web]:2222 ${field(1)}`, ed25519(1), there)).toBe('known');
    expect(verdictOf(`web ${field(1)}`, ed25519(1), there)).toBe('known');
    expect(verdictOf(`web ${field(2)}`, ed25519(1), there)).toBe('unknown');
    expect(verdictOf(`@revoked web ${field(1)}`, ed25519(1), there)).toBe('revoked');
    expect(verdictOf(`[web]:2222 ${field(1)}`)).toBe('unknown');
  });

  it('offers known types first, but not one whose key is revoked', () => {
    const order = (text: string) =>
      orderHostKeyAlgorithms(['ecdsa', 'ssh-ed25519', 'x'], parseKnownHosts(text, 'f'), web);
    expect(order('')).toEqual(['ecdsa', 'ssh-ed25519', 'x']);
    expect(order(`web ${field(1)}`)).toEqual(['ssh-ed25519', 'ecdsa', 'x']);
    expect(order(`web ${field(1)}\n@revoked web ${field(1)}`)).toEqual(['ecdsa', 'ssh-ed25519', 'x']);
  });

  it('takes a pattern of many stars in no time', () => {
    const started = performance.now();
    expect(matchesPattern('a'.repeat(1000), `${'*a'.repeat(500)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a file', () => {
  it('that is missing says nothing, and /dev/null is as good as that', () => {
    expect(readKnownHosts([join(folder, 'none'), join(folder, 'none', 'below'), '/dev/null'])).toEqual([]);
  });

  it.each([
    ['a directory', (path: string) => mkdirSync(path)],
    ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
    ['a link to itself', (path: string) => symlinkSync(path, path)],
  ])('that is %s ends the connection', (name, make) => {
    const path = join(folder, name.replaceAll(' ', '-'));
    make(path);
    expect(codeOf(() => readKnownHosts([path]))).toBe('ssh.known-hosts');
  });
});

describe('remembering', () => {
  it('makes folder and file for this person alone', () => {
    const path = join(folder, 'new', 'known_hosts');
    rememberHostKey(path, '[web]:2222', ed25519(1), false);
    expect(readFileSync(path, 'utf8')).toBe(`[web]:2222 ${field(1)}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
  });

  it('ends the line before, and keeps what is there', () => {
    const path = join(folder, 'unended');
    writeFileSync(path, `old ${field(2)}`);
    rememberHostKey(path, 'web', ed25519(1), false);
    expect(readFileSync(path, 'utf8')).toBe(`old ${field(2)}\nweb ${field(1)}\n`);
  });

  it.each([
    ['the file has hashed names', true, false],
    ['HashKnownHosts says so', false, true],
  ])('hashes where %s, as ssh-keygen finds it', (_, isHashed, hash) => {
    const path = join(folder, `hashed-${String(hash)}`);
    writeFileSync(path, `old ${field(2)}\n`);
    if (isHashed) execFileSync('ssh-keygen', ['-q', '-H', '-f', path], { stdio: 'ignore' });
    rememberHostKey(path, '[web]:2222', ed25519(1), hash);
    expect(readFileSync(path, 'utf8').split('\n').at(-2)).toMatch(/^\|1\|/);
    expect(execFileSync('ssh-keygen', ['-F', '[web]:2222', '-f', path], { encoding: 'utf8' })).toContain(
      field(1),
    );
    expect(verdictOf(readFileSync(path, 'latin1'), ed25519(1), { host: 'web', port: 2222 })).toBe('known');
  });

  it('does not write into what is no file', () => {
    const path = join(folder, 'a-directory-again');
    mkdirSync(path);
    expect(codeOf(() => rememberHostKey(path, 'web', ed25519(1), false))).toBe('ssh.known-hosts');
  });
});
