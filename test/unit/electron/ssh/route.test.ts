/** Routes made complete from the configuration: jumps, what is not honoured, what is refused. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolveRoute } from '#electron/ssh/resolve-route.ts';
import type { HopSpec } from '#shared/domain/route.ts';
import { codeOf } from '#test/support/code-of.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memcase-route-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const named = (host: string): HopSpec => ({ user: null, host, port: null });

function resolve(text: string, ...hosts: string[]) {
  const configFile = join(folder, 'config');
  writeFileSync(configFile, text);
  const local = { user: 'me', uid: 1, home: folder, machine: 'desk', environment: {} };
  return resolveRoute({ hops: hosts.map(named), configFile, identityFiles: [] }, local).hops;
}

const names = (hops: ReturnType<typeof resolve>) => hops.map(({ alias }) => alias);

it('expands ProxyJump of the first hop and of its jumps, in the order of travel', () => {
  const text = 'Host t\nProxyJump b,c\nHost b\nProxyJump a\nHost c\nProxyJump never\n';
  expect(names(resolve(text, 't'))).toEqual(['a', 'b', 'c', 't']);
});

it('leaves the jumps of a target aside whose way is given', () => {
  expect(names(resolve('Host t\nProxyJump b\nHost x\nProxyJump y\n', 'x', 't'))).toEqual(['y', 'x', 't']);
});

it.each([
  ['to itself', 'Host *\nProxyJump b\n'],
  ['in a ring', 'Host t\nProxyJump b\nHost b\nProxyJump t\n'],
  [
    'over more hops than anybody has',
    `Host t\nProxyJump ${Array.from({ length: 9 }, (_, i) => `h${i}`).join(',')}\n`,
  ],
])('refuses jumps that lead %s', (_, text) => {
  expect(codeOf(() => resolve(text, 't'))).toBe('ssh.config');
});

it('runs nothing that the configuration names, and says what it leaves out', () => {
  const mark = join(folder, 'ran');
  const text = `Match exec "touch ${mark}"\nUser wrong\nMatch !exec "touch ${mark}"\nUser wrong\nMatch host t exec "touch ${mark}"\nUser wrong\nHost *\nProxyCommand touch ${mark}\nCiphers aes128-cbc\nForwardAgent yes\nStrictHostKeyChecking no\nFresh news\n`;
  const [hop] = resolve(text, 't');
  expect(existsSync(mark)).toBe(false);
  expect(hop).toMatchObject({ user: 'me', strictHostKeys: false });
  for (const word of [
    'Match exec',
    'ProxyCommand',
    'ciphers',
    'forwardagent',
    'StrictHostKeyChecking no',
    'fresh',
  ]) {
    expect(hop!.notices.filter((notice) => notice.includes(word))).not.toEqual([]);
  }
});

it('says nothing of blocks that are not about this host', () => {
  expect(
    resolve('Host other\nProxyCommand nc\nMatch host other exec "true"\nUser x\n', 't')[0]!.notices,
  ).toEqual([]);
});

it.each([
  ['a quotation mark that stays open', 'User "me\n'],
  ['a port that is none', 'Port 70000\n'],
  ['a keyword without a value', 'HostName\n'],
  ['a jump that is none', 'ProxyJump ;rm\n'],
  ['a token that has no meaning here', 'IdentityFile /k/%y\n'],
  ['a list of revoked keys, which must not be left out', 'RevokedHostKeys /etc/ssh/revoked\n'],
  ['a file that includes itself', 'Include SELF\n'],
])('refuses %s', (_, text) => {
  expect(codeOf(() => resolve(text.replace('SELF', join(folder, 'config')), 't'))).toBe('ssh.config');
});

it('refuses a configuration that was named and is not there; `none` reads none', () => {
  const local = { user: 'me', uid: 1, home: folder, machine: 'desk', environment: {} };
  const route = { hops: [named('t')], identityFiles: [] };
  expect(codeOf(() => resolveRoute({ ...route, configFile: join(folder, 'gone') }, local))).toBe(
    'ssh.config',
  );
  expect(resolveRoute({ ...route, configFile: 'none' }, local).hops).toMatchObject([
    { hostName: 't', port: 22, user: 'me' },
  ]);
});
