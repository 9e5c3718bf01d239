/** Each hop failing in each way, over real servers: the code, the hop in data and sentence, and nothing left open. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '#electron/ssh/types.ts';
import type { HopSpec } from '#shared/domain/route.ts';
import { AppError, type ErrorData } from '#shared/errors/app-error.ts';
import { createPerson, hop, knownLine, openFromLab, run } from '#test/support/ssh/client.ts';
import { createSshLab, freePort, publicKeyOf, type Sshd, type SshLab } from '#test/support/ssh/sshd.ts';

const HOPS = [0, 1, 2];
let lab: SshLab;
/** Three that let us through. */
let good: Sshd[];
let authorizedKeys: string[];
beforeAll(async () => {
  lab = createSshLab();
  authorizedKeys = [publicKeyOf(lab.makeKey('id'))];
  good = await Promise.all(HOPS.map(() => lab.start({ authorizedKeys })));
  remember(...good);
});
afterAll(() => lab.close());

let known = '';
function remember(...servers: Sshd[]): void {
  known += servers.map((server) => knownLine(server)).join('');
  lab.write('known_hosts', known);
}

/** The good route with one hop in it replaced. */
function routeWith(index: number, replaced: HopSpec): HopSpec[] {
  return HOPS.map((at) => (at === index ? replaced : hop(good[at]!)));
}

async function failureOf(hops: readonly HopSpec[], options: Partial<ConnectOptions> = {}) {
  try {
    const connection = await openFromLab({ lab, hops, ...options });
    connection.close();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message, data: error.data satisfies ErrorData };
  }
  throw new Error('it connected');
}

function expectHop(
  failure: Awaited<ReturnType<typeof failureOf>>,
  code: string,
  index: number,
  port: number,
) {
  expect(failure.code).toBe(code);
  expect(failure.data).toMatchObject({ hop: index, host: `127.0.0.1:${port}` });
  expect(failure.message).toMatch(new RegExp(`^hop ${index + 1} of 3, 127\\.0\\.0\\.1:${port}: .`));
}

describe.each(HOPS)('hop %i', (index) => {
  it('is not there: the port is closed', async () => {
    const port = await freePort();
    const failure = await failureOf(routeWith(index, { user: null, host: '127.0.0.1', port }));
    expectHop(failure, 'ssh.unreachable', index, port);
  });

  it('has no address', async () => {
    const failure = await failureOf(routeWith(index, { user: null, host: 'no-such-host.invalid', port: 22 }));
    expect(failure.code).toBe('ssh.unreachable');
    expect(failure.message).toContain(`hop ${index + 1} of 3, no-such-host.invalid:22: `);
  });

  it('accepts and says nothing', async () => {
    const silent = await listen(() => undefined);
    const started = performance.now();
    const settings = { connectTimeoutMs: 1500 };
    const failure = await failureOf(routeWith(index, silent.hop), { settings });
    expectHop(failure, 'ssh.timeout', index, silent.hop.port!);
    expect(performance.now() - started).toBeLessThan(8000);
    await silent.allClosed();
  });

  it('is no SSH server', async () => {
    const web = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const failure = await failureOf(routeWith(index, web.hop));
    expectHop(failure, 'ssh.protocol', index, web.hop.port!);
    await web.allClosed();
  });

  it('refuses our key', async () => {
    const server = await lab.start({ authorizedKeys: [] });
    remember(server);
    expectHop(await failureOf(routeWith(index, hop(server))), 'ssh.auth-refused', index, server.port);
    expect(server.log()).toContain('Failed publickey');
  });

  it('shows another key than the known one, and gets no credential', async () => {
    const server = await lab.start({ authorizedKeys });
    known += knownLine(server, '127.0.0.1', publicKeyOf(lab.makeKey(`other-${index}`)));
    remember();
    const person = createPerson({ hostKey: () => 'once' });
    expectHop(
      await failureOf(routeWith(index, hop(server)), { prompter: person }),
      'ssh.host-key-changed',
      index,
      server.port,
    );
    expect(person.asked).toEqual([]);
    expectNoLogin(server);
  });

  it('shows a revoked key, and gets no credential', async () => {
    const server = await lab.start({ authorizedKeys });
    known += `@revoked * ${server.publicKey()}\n`;
    remember(server);
    expectHop(await failureOf(routeWith(index, hop(server))), 'ssh.host-key-revoked', index, server.port);
    expectNoLogin(server);
  });

  it('shows an unknown key that is not accepted, and gets no credential', async () => {
    const server = await lab.start({ authorizedKeys });
    const person = createPerson({ hostKey: () => null });
    expectHop(
      await failureOf(routeWith(index, hop(server)), { prompter: person }),
      'ssh.host-key-unknown',
      index,
      server.port,
    );
    const fingerprint = execFileSync('ssh-keygen', ['-lf', lab.write('shown.pub', server.publicKey())], {
      encoding: 'utf8',
    });
    expect(person.asked).toEqual([
      {
        kind: 'host-key',
        hop: index,
        name: `[127.0.0.1]:${server.port}`,
        keyType: 'ssh-ed25519',
        fingerprint: fingerprint.split(' ')[1],
      },
    ]);
    expectNoLogin(server);
  });

  it('offers only what we do not accept', async () => {
    const server = await lab.start({
      authorizedKeys,
      config: ['Ciphers aes128-cbc,chacha20-poly1305@openssh.com'],
    });
    remember(server);
    expectHop(await failureOf(routeWith(index, hop(server))), 'ssh.algorithms', index, server.port);
  });

  it('is cancelled while it is silent', async () => {
    const silent = await listen(() => undefined);
    const cancel = new AbortController();
    const failing = failureOf(routeWith(index, silent.hop), { signal: cancel.signal });
    await silent.connected;
    const started = performance.now();
    cancel.abort();
    expect((await failing).code).toBe('job.cancelled');
    expect(performance.now() - started).toBeLessThan(500);
    await silent.allClosed();
  });
});

describe.each([0, 1])('hop %i on the way', (index) => {
  it('forbids forwarding, and is the one that is named', async () => {
    const server = await lab.start({ authorizedKeys, config: ['AllowTcpForwarding no'] });
    remember(server);
    const failure = await failureOf(routeWith(index, hop(server)));
    expectHop(failure, 'ssh.forward-refused', index, server.port);
    expect(failure.data['reason']).toContain(`to 127.0.0.1:${good[index + 1]!.port}`);
  });
});

describe('the target', () => {
  it('allows no session', async () => {
    const server = await lab.start({ authorizedKeys, config: ['MaxSessions 0'] });
    remember(server);
    const connection = await openFromLab({ lab, hops: routeWith(2, hop(server)) });
    await expect(connection.exec('true')).rejects.toMatchObject({
      code: 'ssh.exec-refused',
      data: { hop: 2 },
    });
    connection.close();
  });

  it('forces a command of its own: what comes back is that one, which the caller can tell by its frame', async () => {
    const server = await lab.start({
      authorizedKeys,
      config: ['ForceCommand echo "This account is not available."; exit 1'],
    });
    remember(server);
    const connection = await openFromLab({ lab, hops: routeWith(2, hop(server)) });
    const result = await run(connection, 'echo ours');
    expect(result).toMatchObject({ stdout: 'This account is not available.\n', exit: { code: 1 } });
    connection.close();
  });
});

describe.each(HOPS)('hop %i is killed while a command runs', (index) => {
  it('ends the command, its streams and the connection', async () => {
    const server = await lab.start({ authorizedKeys });
    remember(server);
    const connection = await openFromLab({ lab, hops: routeWith(index, hop(server)) });
    const remote = await connection.exec('echo started; cat');
    const output = remote.stdout[Symbol.asyncIterator]();
    expect(Buffer.from((await output.next()).value).toString()).toBe('started\n');
    const ending = Promise.allSettled([output.next(), remote.exit]);
    const started = performance.now();
    for (const pid of childrenOf(server.process.pid!)) process.kill(pid, 'SIGKILL');
    const results = await ending;
    expect(performance.now() - started).toBeLessThan(2000);
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ssh.disconnected' } });
    }
    expect(connection.lost.aborted).toBe(true);
    await expect(connection.exec('true')).rejects.toMatchObject({ code: 'ssh.disconnected' });
    await expect(remote.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'ssh.disconnected' });
    expect(connection.hops.every(({ state }) => state === 'closed')).toBe(true);
  });
});

/** Processes that serve sessions of this server, of all generations. */
function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...childrenOf(child)]);
}

function expectNoLogin(server: Sshd): void {
  expect(server.log()).toContain('Connection from 127.0.0.1');
  expect(server.log()).not.toMatch(/userauth-request|Failed |Accepted /);
}

/** A TCP server that is no SSH server. */
async function listen(greet: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const { promise: connected, resolve } = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.resume();
    resolve();
    greet(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  const { port } = server.address() as AddressInfo;
  return {
    hop: { user: null, host: '127.0.0.1', port },
    connected,
    /** Our end was closed, not left to itself. */
    async allClosed() {
      await expect.poll(() => sockets.size, { timeout: 3000 }).toBe(0);
      server.close();
    },
  };
}
