/** Targets that lack something, seen over SSH as a collector would see them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '#test/lab/command.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startLab, type Lab } from '#test/lab/lab.ts';

describeLab('variants of a target', () => {
  let lab: Lab;
  beforeAll(async () => {
    const targets = [
      { name: 'bare', root: 'busybox' },
      { name: 'nogdb', withoutGdb: true, hidepid: true },
      { name: 'full', fullTmp: true },
      { name: 'fixed', readOnlyRoot: true, greeting: true, locale: 'zh_CN.GBK' },
    ] as const;
    lab = await startLab({ bastions: 1, targets });
  });
  afterAll(() => lab.stop());

  const ssh = (target: string, script: string) => run(['ssh', '-F', lab.configFile, target, script]);

  it('busybox only: ash, no GNU tool, workloads run', async () => {
    const { stdout } = await ssh(
      'bare',
      'readlink /proc/$$/exe; ls /usr/bin | wc -l; for i in /usr/bin/*; do readlink -f $i; done | sort -u',
    );
    const [shell, count, ...files] = stdout.trim().split('\n');
    expect(shell).toBe('/usr/bin/busybox');
    expect(Number(count)).toBeGreaterThan(100);
    expect(files).toEqual(['/usr/bin/busybox']);
    expect((await ssh('bare', 'bash; gdb; perl')).stderr.match(/not found/g)).toHaveLength(3);
    const heap = await lab.start('bare', 'heap', ['mib=1']);
    expect((await heap.key<{ pid: number }>()).pid).toBe(heap.pid);
  });

  it('without gdb; with hidepid a plain user sees only its own processes', async () => {
    expect((await ssh('nogdb', 'command -v gdb')).code).not.toBe(0);
    expect((await ssh('full', 'command -v gdb')).stdout).toBe('/usr/bin/gdb\n');
    const pids =
      'for i in /proc/[0-9]*; do [ -r $i/status ] && grep -h ^Uid: $i/status; done | cut -f 2 | sort -u';
    expect((await ssh('app@nogdb', pids)).stdout).toBe('1001\n');
    expect((await ssh('app@full', pids)).stdout).toContain('0\n');
    expect((await ssh('nogdb', 'cat /proc/1/comm')).stdout).toBe('init\n');
  });

  it('a full /tmp, a root that cannot be written', async () => {
    expect((await ssh('full', 'echo x > /tmp/x')).stderr).toContain('No space left on device');
    expect(
      (await ssh('fixed', 'exec 2>&1; echo x > /root/x; echo x > /tmp/x')).stdout.match(
        /Read-only file system/g,
      ),
    ).toHaveLength(2);
  });

  it('a login that speaks before it obeys, in a foreign locale', async () => {
    const { stdout, stderr } = await ssh('fixed', 'echo "$LC_ALL"');
    expect(stdout).toMatch(/^Last login: .*\r\n\x1b\[1;32mWelcome to fixed\x1b\[0m\nzh_CN\.GBK\n$/);
    expect(stderr).toContain('Authorised use only');
    expect(stderr).toContain('setproxy: command not found');
  });
});
