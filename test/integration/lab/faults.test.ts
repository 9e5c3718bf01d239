/** The lab's faults are what they are called, seen by OpenSSH's own client. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run, until } from '#test/lab/command.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { labPassword, startLab, type Lab } from '#test/lab/lab.ts';
import { startProxy } from '#test/lab/proxy.ts';

describeLab('faults', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ bastions: 1, targets: [{ name: 'suspect', password: true }] });
  });
  afterAll(() => lab.stop());

  const ssh = (...argv: string[]) => run(['ssh', '-F', lab.configFile, ...argv]);

  it('a cut link loses packets in silence, for new connections and old ones, until it is restored', async () => {
    expect((await ssh('suspect', 'true')).code).toBe(0);
    await lab.cutLink('bastion1');
    expect((await ssh('-o', 'ConnectTimeout=1', 'bastion1', 'true')).stderr).toContain('timed out');
    await lab.restoreLink('bastion1');
    const running = ssh(
      '-o',
      'ServerAliveInterval=1',
      '-o',
      'ServerAliveCountMax=1',
      'suspect',
      'echo up; exec sleep 20',
    );
    await until(
      'the session runs',
      5_000,
      () => lab.processes('suspect').some(({ comm }) => comm === 'sleep') || undefined,
    );
    await lab.cutLink('suspect', 'from');
    expect((await running).stderr).toContain('not responding');
    await lab.restoreLink('suspect');
    expect(await ssh('suspect', 'true')).toMatchObject({ code: 0, stderr: '' });
  });

  it('a killed sshd refuses; with its sessions, connections end', async () => {
    const running = ssh('suspect', 'exec sleep 20');
    await until(
      'the session runs',
      5_000,
      () => lab.processes('suspect').some(({ cmdline }) => cmdline === 'sleep 20') || undefined,
    );
    await lab.killSshd('bastion1', { sessions: true });
    expect((await running).code).toBe(255);
    expect((await ssh('bastion1', 'true')).stderr).toContain('Connection refused');
    await lab.startSshd('bastion1');
    await lab.killSshd('suspect', { sessions: false });
    expect((await ssh('suspect', 'true')).stderr).toContain(
      'open failed: connect failed: Connection refused',
    );
    await lab.startSshd('suspect');
  });

  it('a changed host key is refused by who knows the old one', async () => {
    await lab.changeHostKey('suspect');
    expect((await ssh('suspect', 'true')).stderr).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED');
    expect(
      (await ssh('-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', 'suspect', 'true'))
        .code,
    ).toBe(0);
  });

  it('settings of sshd can be put in front and taken back', async () => {
    await lab.configureSshd('bastion1', ['AllowTcpForwarding no']);
    expect((await ssh('suspect', 'true')).stderr).toContain('administratively prohibited');
    await lab.configureSshd('bastion1', ['PubkeyAuthentication no', 'PasswordAuthentication yes']);
    expect((await ssh('-o', 'BatchMode=yes', 'bastion1', 'true')).stderr).toContain(
      'Permission denied (password)',
    );
    await lab.configureSshd('bastion1', []);
  });

  it('passwords work where the target takes them', async () => {
    const hostKey = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
    const jump = `ssh -F ${lab.configFile} -W %h:%p bastion1`;
    const way = [
      '-F',
      'none',
      ...hostKey,
      '-o',
      `ProxyCommand=${jump}`,
      '-o',
      'PreferredAuthentications=password',
    ];
    const env = { SSH_ASKPASS: '/bin/echo', SSH_ASKPASS_REQUIRE: 'force' };
    const login = (askpass: string) =>
      run(
        [
          'setsid',
          'ssh',
          ...way,
          '-o',
          'NumberOfPasswordPrompts=1',
          `app@${lab.node('suspect').plan.address}`,
          'id -un',
        ],
        {
          env: { ...env, SSH_ASKPASS: askpass },
        },
      );
    expect((await login('/bin/echo')).stderr).toContain('Permission denied');
    const { folder } = lab;
    await run([
      'sh',
      '-c',
      'printf "#!/bin/sh\\necho %s\\n" "\'$1\'" > "$0" && chmod 755 "$0"',
      `${folder}/askpass`,
      labPassword,
    ]);
    expect((await login(`${folder}/askpass`)).stdout).toBe('app\n');
  });

  it('a proxy delays and cuts', async () => {
    const host = lab.node('bastion1').plan.address;
    const proxy = await startProxy({ host, port: 22, delayMs: 40 });
    const known = `HostKeyAlias=${host}`;
    const through = (...more: string[]) =>
      ssh('-o', known, '-o', 'ProxyJump=none', '-p', `${proxy.port}`, '-o', 'HostName=127.0.0.1', ...more);
    const from = performance.now();
    // A jump host opens no session: the way there is what counts, and the words of its refusal came through.
    expect((await through('bastion1', 'true')).code).toBe(255);
    expect(performance.now() - from).toBeGreaterThan(6 * 40);
    expect(proxy.bytes()).toBeGreaterThan(2_000);
    const waiting = through('-N', 'bastion1');
    const before = proxy.bytes();
    await until('it is on its way', 5_000, () => proxy.bytes() > before + 2_000 || undefined);
    proxy.cut('reset');
    expect((await waiting).code).toBe(255);
    await proxy.close();
  });
});
