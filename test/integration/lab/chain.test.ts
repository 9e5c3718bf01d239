/** The lab itself: who reaches whom, with OpenSSH's own client as the judge. */
import { readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '#test/lab/command.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startLab, type Lab, type Workload } from '#test/lab/lab.ts';

/** `connected`, or the code of what went wrong. */
function tryConnect(host: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 22, timeout: 1000 });
    const settle = (outcome: string) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.on('connect', () => settle('connected'));
    socket.on('timeout', () => settle('timeout'));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'error'));
  });
}

describeLab('a chain of two jump hosts', () => {
  let lab: Lab;
  let heartbeat: Workload;
  beforeAll(async () => {
    lab = await startLab();
    heartbeat = await lab.start('suspect', 'heartbeat', ['region=8']);
  });
  afterAll(() => lab.stop());

  const ssh = (...argv: string[]) => run(['ssh', '-F', lab.configFile, '-o', 'ConnectTimeout=3', ...argv]);
  const addressOf = (name: string) => lab.node(name).plan.address;

  it('is reachable hop by hop only', async () => {
    expect(await tryConnect(addressOf('bastion1'))).toBe('connected');
    expect(await tryConnect(addressOf('bastion2'))).toBe('EHOSTUNREACH');
    expect(await tryConnect(addressOf('suspect'))).toBe('EHOSTUNREACH');
    const past = await run(['ssh', '-F', lab.configFile, '-J', 'bastion1', addressOf('suspect'), 'true']);
    expect(past.code).toBe(255);
  });

  it('lets the real client through to each target, as root and as a plain user', async () => {
    expect(await ssh('suspect', 'hostname; id -un')).toMatchObject({ code: 0, stdout: 'suspect\nroot\n' });
    expect(await ssh('app@baseline', 'hostname; id -un')).toMatchObject({
      code: 0,
      stdout: 'baseline\napp\n',
    });
  });

  it('has the same hops as a route', () => {
    expect(lab.route('suspect', 'app').hops.map(({ user, host }) => `${user}@${host}`)).toEqual([
      `ops@${addressOf('bastion1')}`,
      `ops@${addressOf('bastion2')}`,
      `app@${addressOf('suspect')}`,
    ]);
  });

  it('opens no session on a jump host, and takes no key but its own', async () => {
    expect(await ssh('bastion1', 'true')).toMatchObject({ code: 255 });
    const known = [
      '-F',
      'none',
      '-o',
      `UserKnownHostsFile=${lab.knownHostsFile}`,
      '-o',
      'IdentitiesOnly=yes',
    ];
    const way = ['-i', lab.keys.stranger, `ops@${addressOf('bastion1')}`, 'true'];
    const stranger = await run(['ssh', ...known, ...way]);
    expect(stranger.stderr).toContain('Permission denied');
  });

  it('keeps targets apart: own PIDs, names, files, network', async () => {
    expect(await ssh('suspect', 'cat /proc/1/comm; echo here > /tmp/mark')).toMatchObject({
      stdout: 'init\n',
    });
    const other = await ssh('baseline', 'ls /tmp; cat /proc/[0-9]*/comm; ls /sys/class/net');
    expect(other.stdout).not.toContain('heartbeat');
    expect(other.stdout).not.toContain('mark');
    expect(other.stdout.trim().split('\n').slice(-2)).toEqual(['eth0', 'lo']);
    expect(lab.written('suspect')).toEqual([{ path: '/tmp/mark', bytes: 5 }]);
    expect(lab.written('baseline')).toEqual([]);
    for (const kind of ['mnt', 'pid', 'net', 'uts', 'ipc']) {
      const namespaces = ['suspect', 'baseline'].map((name) =>
        readlinkSync(`/proc/${lab.node(name).init}/ns/${kind}`),
      );
      expect(new Set([...namespaces, readlinkSync(`/proc/self/ns/${kind}`)]).size).toBe(3);
    }
  });

  it('never touches the accounts of the machine', async () => {
    const before = readFileSync('/etc/passwd', 'utf8');
    await lab.exec('suspect', ['sh', '-c', 'echo x:x:7:7::/:/bin/sh >> /etc/passwd']);
    expect(readFileSync('/etc/passwd', 'utf8')).toBe(before);
    expect(before).not.toContain('ops:x:1000');
  });

  it('shows a process that does not run', async () => {
    const { pid } = heartbeat;
    expect((await heartbeat.key<{ pid: number }>()).pid).toBe(pid);
    await lab.signal('suspect', pid, 'STOP');
    expect(lab.process('suspect', pid)?.state).toBe('T');
    const from = process.hrtime.bigint();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await lab.signal('suspect', pid, 'CONT');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heartbeat.longestGapMs(from)).toBeGreaterThan(50);
  });

  it("knows its processes by the machine's numbers too", () => {
    const outer = heartbeat.outerPid!;
    expect(readFileSync(`/proc/${outer}/comm`, 'utf8')).toBe('heartbeat\n');
    expect(outer).not.toBe(heartbeat.pid);
  });
});
