/** Ways of logging in. Keys against real sshd; what needs PAM there (passwords, one-time codes) against ssh2's own server. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { AuthContext, KeyboardAuthContext } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '#electron/ssh/types.ts';
import { createPerson, hop, knownLine, openFromLab, run } from '#test/support/ssh/client.ts';
import { createSshLab, publicKeyOf, type Sshd, type SshLab } from '#test/support/ssh/sshd.ts';

let lab: SshLab;
beforeAll(() => {
  lab = createSshLab();
  lab.makeKey('id');
});
afterAll(() => lab.close());

describe('keys', () => {
  it.each([
    ['ed25519', []],
    ['ecdsa', ['-b', '521']],
    ['rsa', ['-b', '2048']],
    ['rsa in PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
  ])('logs in with %s behind a passphrase, right at the third try', async (name, more) => {
    const type = more.includes('-t') ? [] : ['-t', name];
    const file = lab.makeKey(`key-${name.replaceAll(' ', '-')}`, ...type, ...more, '-N', 'right one');
    const server = await startKnown([publicKeyOf(file)]);
    const person = createPerson({ secret: ({ attempt }) => [attempt === 3 ? 'right one' : 'wrong'] });
    const connection = await openTo(server, { identityFiles: [file], prompter: person });
    expect(connection.hops[0]).toMatchObject({ authMethod: 'publickey' });
    connection.close();
    const question = {
      kind: 'passphrase',
      hop: 0,
      subject: file,
      prompts: [{ text: 'Passphrase', echo: false }],
    };
    expect(person.asked).toMatchObject([1, 2, 3].map((attempt) => ({ ...question, attempt })));
    if (name.startsWith('rsa')) expect(server.log()).toContain('pkalg rsa-sha2-512');
  });

  it('asks for no passphrase of a key that the server does not want', async () => {
    const file = lab.makeKey('unwanted', '-N', 'secret');
    const server = await startKnown([]);
    const person = createPerson({ secret: () => ['secret'] });
    await expect(openTo(server, { identityFiles: [file], prompter: person })).rejects.toMatchObject({
      code: 'ssh.auth-refused',
    });
    expect(person.asked).toEqual([]);
  });

  it('names the key file when no passphrase opens it', async () => {
    const file = lab.makeKey('locked', '-N', 'secret');
    const server = await startKnown([publicKeyOf(file)]);
    const person = createPerson({ secret: () => ['wrong'] });
    await expect(openTo(server, { identityFiles: [file], prompter: person })).rejects.toMatchObject({
      code: 'ssh.identity',
      data: { hop: 0 },
    });
    expect(person.asked).toHaveLength(3);
  });

  it('ends when the person cancels at the passphrase', async () => {
    const file = lab.makeKey('cancelled', '-N', 'secret');
    const server = await startKnown([publicKeyOf(file)]);
    await expect(openTo(server, { identityFiles: [file] })).rejects.toMatchObject({ code: 'job.cancelled' });
    expect(server.log()).not.toContain('Accepted publickey');
  });

  it('never signs with SHA-1, even for a server that asks for nothing else', async () => {
    const file = lab.makeKey('old-rsa', '-t', 'rsa', '-b', '2048');
    const server = await startKnown([publicKeyOf(file)], ['PubkeyAcceptedAlgorithms ssh-rsa']);
    await expect(openTo(server, { identityFiles: [file] })).rejects.toMatchObject({
      code: 'ssh.auth-refused',
    });
    expect(server.log()).not.toMatch(/userauth_pubkey: .*pkalg ssh-rsa /);
  });
});

describe('an agent', () => {
  it('signs, also for one of many keys that is named, and is not forwarded', async () => {
    const socket = join(lab.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await expect.poll(() => listAgent(socket), { timeout: 3000 }).toBe('The agent has no identities.');
      // More than the six that a server lets us try: the named one must come first.
      const files = Array.from({ length: 8 }, (_, index) => lab.makeKey(`agent-${index}`));
      execFileSync('ssh-add', ['-q', ...files], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      const last = files.at(-1)!;
      const server = await startKnown([publicKeyOf(last)]);
      // Only the public half is left on disk.
      rmSync(last);
      const environment = { SSH_AUTH_SOCK: socket };
      const connection = await openTo(server, { identityFiles: [`${last}.pub`], environment });
      expect((await run(connection, 'echo "agent:$SSH_AUTH_SOCK"')).stdout).toBe('agent:\n');
      connection.close();
      expect(server.log()).not.toContain('auth-agent');
    } finally {
      agent.kill();
    }
  });
});

describe('two things at once', () => {
  it('gives a further key where one is only half of what the server wants', async () => {
    const files = ['half-1', 'half-2'].map((name) => lab.makeKey(name, '-N', 'secret'));
    const server = await startKnown(files.map(publicKeyOf), ['AuthenticationMethods publickey,publickey']);
    const person = createPerson({ secret: () => ['secret'] });
    const connection = await openTo(server, { identityFiles: files, prompter: person });
    expect(person.asked.map((question) => 'subject' in question && question.subject)).toEqual(files);
    connection.close();
  });

  it('goes on with a one-time code after a key', async () => {
    const steps: string[] = [];
    const server = await startOwnServer((context) => {
      steps.push(context.method);
      if (context.method === 'publickey') {
        return context.signature === undefined
          ? context.accept()
          : context.reject(['keyboard-interactive'], true);
      }
      if (context.method !== 'keyboard-interactive') return context.reject(['publickey']);
      askCodes(context, ['123456', 'blue']);
    });
    const person = createPerson({
      secret: ({ prompts }) => prompts.map(({ text }) => (text === 'Code: ' ? '123456' : 'blue')),
    });
    const connection = await openFromLab({ lab, hops: [server.hop], prompter: person });
    expect(connection.hops[0]).toMatchObject({ authMethod: 'keyboard-interactive' });
    expect(steps).toEqual(['none', 'publickey', 'publickey', 'publickey', 'keyboard-interactive']);
    expect(person.asked).toEqual([
      {
        kind: 'keyboard-interactive',
        hop: 0,
        subject: `${lab.user}@127.0.0.1`,
        title: 'Token',
        instruction: 'Look at your token.',
        prompts: [
          { text: 'Code: ', echo: true },
          { text: 'Colour: ', echo: false },
        ],
        attempt: 1,
      },
    ]);
    connection.close();
    server.close();
  });
});

describe('a person', () => {
  it.each(['password', 'keyboard-interactive'] as const)('has three tries at %s', async (method) => {
    const server = await startOwnServer((context) => {
      if (context.method === 'password')
        return context.password === 'blue' ? context.accept() : context.reject([method]);
      if (context.method === 'keyboard-interactive') return askCodes(context, ['1', 'blue']);
      context.reject([method]);
    });
    const right = createPerson({
      secret: ({ attempt, prompts }) =>
        prompts.map(({ text }) => (attempt < 3 ? 'red' : text === 'Code: ' ? '1' : 'blue')),
    });
    (await openFromLab({ lab, hops: [server.hop], prompter: right })).close();
    expect(right.asked.map((question) => 'attempt' in question && question.attempt)).toEqual([1, 2, 3]);
    const wrong = createPerson({ secret: ({ prompts }) => prompts.map(() => 'red') });
    await expect(openFromLab({ lab, hops: [server.hop], prompter: wrong })).rejects.toMatchObject({
      code: 'ssh.auth-refused',
    });
    expect(wrong.asked).toHaveLength(3);
    await expect(openFromLab({ lab, hops: [server.hop] })).rejects.toMatchObject({ code: 'job.cancelled' });
    server.close();
  });

  it('may think for longer than the time limit', async () => {
    const server = await startOwnServer((context) =>
      context.method === 'password' ? context.accept() : context.reject(['password']),
    );
    const person = createPerson({
      secret: () => new Promise((resolve) => setTimeout(() => resolve(['x']), 1200)),
    });
    const settings = { connectTimeoutMs: 800 };
    (await openFromLab({ lab, hops: [server.hop], prompter: person, settings })).close();
    server.close();
  });

  it('is asked about an unknown key once, and the key is remembered as ssh would', async () => {
    const server = await lab.start({ authorizedKeys: [publicKeyOf(join(lab.folder, 'id'))] });
    const file = join(lab.folder, 'new', 'known_hosts');
    const configFile = lab.write(
      'remembering',
      `UserKnownHostsFile ${file}\nGlobalKnownHostsFile none\nHashKnownHosts yes\nIdentityFile ~/id\n`,
    );
    const person = createPerson({ hostKey: () => 'remember' });
    const open = () => openFromLab({ lab, hops: [hop(server)], configFile, prompter: person });
    const first = await open();
    expect(first.hops[0]).toMatchObject({ hostKeyTrust: 'remembered' });
    first.close();
    const second = await open();
    expect(second.hops[0]).toMatchObject({ hostKeyTrust: 'known' });
    second.close();
    expect(person.asked).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|\S+ ssh-ed25519 \S+\n$/);
    const found = execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${server.port}`, '-f', file], {
      encoding: 'utf8',
    });
    expect(found).toContain(server.publicKey().split(' ')[1]);
  });
});

function listAgent(socket: string): string {
  try {
    return execFileSync('ssh-add', ['-l'], {
      env: { ...process.env, SSH_AUTH_SOCK: socket },
      encoding: 'utf8',
    }).trim();
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? '').trim();
  }
}

let known = '';
async function startKnown(authorizedKeys: string[], config: string[] = []): Promise<Sshd> {
  const server = await lab.start({ authorizedKeys, config });
  known += knownLine(server);
  lab.write('known_hosts', known);
  return server;
}

function openTo(
  server: Sshd,
  setup: { identityFiles: string[]; environment?: NodeJS.ProcessEnv } & Partial<ConnectOptions>,
) {
  return openFromLab({ lab, hops: [hop(server)], ...setup });
}

function askCodes(context: KeyboardAuthContext, right: readonly string[]): void {
  const prompts = [
    { prompt: 'Code: ', echo: true },
    { prompt: 'Colour: ', echo: false },
  ];
  context.prompt(prompts, 'Token', 'Look at your token.', (answers) => {
    if (right.every((answer, index) => answers[index] === answer)) context.accept();
    else context.reject(['keyboard-interactive']);
  });
}

/** ssh2's server: the only one here that asks without PAM. Its key is known. */
async function startOwnServer(decide: (context: AuthContext) => void) {
  const keyFile = join(lab.folder, 'own_server');
  rmSync(keyFile, { force: true });
  rmSync(`${keyFile}.pub`, { force: true });
  lab.makeKey('own_server');
  const server = new ssh2.Server({ hostKeys: [readFileSync(keyFile)] }, (client) => {
    client.on('authentication', decide);
    client.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  const { port } = server.address() as AddressInfo;
  known += `[127.0.0.1]:${port} ${publicKeyOf(keyFile)}\n`;
  lab.write('known_hosts', known);
  return { hop: { user: null, host: '127.0.0.1', port }, close: () => server.close() };
}
