/** Real OpenSSH servers on loopback: two and three hops, commands with their streams, what is known of each hop. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteProcess } from '#electron/ssh/types.ts';
import { createHopLog, hop, knownLine, openFromLab, run } from '#test/support/ssh/client.ts';
import { createSshLab, publicKeyOf, type Sshd, type SshLab } from '#test/support/ssh/sshd.ts';

let lab: SshLab;
let servers: Sshd[];
beforeAll(async () => {
  lab = createSshLab();
  const authorizedKeys = [publicKeyOf(lab.makeKey('id'))];
  servers = await Promise.all([1, 2, 3].map(() => lab.start({ authorizedKeys })));
  lab.write('known_hosts', servers.map((server) => knownLine(server)).join(''));
});
afterAll(() => lab.close());

describe.each([1, 2, 3])('%i hops', (count) => {
  it('runs a command and tells each hop as it goes', async () => {
    const log = createHopLog();
    const hops = servers.slice(0, count).map((server) => hop(server));
    const connection = await openFromLab({ lab, hops, onHop: log.onHop });
    const result = await run(connection, 'cat; echo err >&2; exit 7', 'in');
    expect(result).toEqual({ stdout: 'in', stderr: 'err\n', exit: { code: 7, signal: null } });
    expect(log.states).toEqual(
      hops.flatMap((_, index) =>
        ['connecting', 'checking-key', 'authenticating', 'ready'].map((state) => `${index} ${state}`),
      ),
    );
    for (const [index, facts] of connection.hops.entries()) {
      const blob = Buffer.from(servers[index]!.publicKey().split(' ')[1]!, 'base64');
      const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
      expect(facts).toMatchObject({
        index,
        host: '127.0.0.1',
        port: servers[index]!.port,
        user: lab.user,
        state: 'ready',
        hostKeyFingerprint: fingerprint,
        hostKeyType: 'ssh-ed25519',
        hostKeyTrust: 'known',
        authMethod: 'publickey',
        failure: null,
      });
      expect(facts.serverVersion).toMatch(/^OpenSSH_/);
    }
    connection.close();
    expect(connection.lost.aborted).toBe(true);
  });
});

it('takes many writes at once, in order, and fails those that the end of the command leaves over', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning);
  process.on('warning', onWarning);
  const connection = await openFromLab({ lab, hops: [hop(servers[0]!)] });
  const lines = Array.from({ length: 50 }, (_, i) => Buffer.from(`${i}\n`));
  const echo = await connection.exec('cat');
  const heard = readAll(echo);
  await Promise.all(lines.map((line) => echo.write(line)));
  echo.endInput();
  expect(await heard).toEqual(Buffer.concat(lines));
  const deaf = await connection.exec('sleep 0.3');
  const block = Buffer.alloc(1024 * 1024);
  const left = Promise.allSettled(Array.from({ length: 20 }, () => deaf.write(block)));
  await readAll(deaf);
  expect((await left).at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'ssh.disconnected' } });
  expect(warnings).toEqual([]);
  process.off('warning', onWarning);
  connection.close();
});

/** Output of a command that is read to its end; its errors too, or the channel stays open. */
async function readAll({ stdout, stderr }: RemoteProcess): Promise<Buffer> {
  const said = (async () => {
    for await (const _ of stderr);
  })();
  const pieces: Uint8Array[] = [];
  for await (const piece of stdout) pieces.push(piece);
  await said;
  return Buffer.concat(pieces);
}

describe('through the configuration', () => {
  it('follows a chain of ProxyJump with aliases, users and ports of their own', async () => {
    const [first, second, third] = servers;
    const block = (name: string, server: Sshd, more: string) =>
      `Host ${name}\n HostName 127.0.0.1\n Port ${server.port}\n ${more}\n`;
    const own = `UserKnownHostsFile ${join(lab.folder, 'known_hosts')}\nGlobalKnownHostsFile none\nIdentityFile ~/id\n`;
    const configFile = lab.write(
      'chain',
      block('b1', first!, '') +
        block('b2', second!, 'ProxyJump b1') +
        block('target', third!, `ProxyJump ${lab.user}@b2`) +
        `Host *\n${own}`,
    );
    const hops = [{ user: null, host: 'target', port: null }];
    const connection = await openFromLab({ lab, hops, configFile });
    expect(connection.hops.map(({ port }) => port)).toEqual(servers.map(({ port }) => port));
    expect((await run(connection, 'echo "$SSH_CONNECTION"')).stdout).toContain(` ${third!.port}\n`);
    connection.close();
  });
});
