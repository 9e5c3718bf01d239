/** A target whose kernel has yama: a plain user may look at its own processes, but not read their memory. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '#test/lab/command.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startLab, type Lab } from '#test/lab/lab.ts';
import { startVm } from '#test/lab/vm.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import { createLabDesk, gapsOf } from '#test/support/lab-collect.ts';

describeLab('a virtual machine with yama 1', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ bastions: 1, targets: [] });
    const { bootMs } = await startVm(lab, { name: 'guarded', yama: 1 });
    console.log(`booted in ${Math.round(bootMs)} ms`);
  }, 300_000);
  afterAll(() => lab.stop());

  it('lets its owner read the maps, and only root the memory', async () => {
    const ssh = (target: string, script: string) => run(['ssh', '-F', lab.configFile, target, script]);
    const start =
      'setsid /usr/local/lib/lab/heartbeat region=1 > /dev/null 2>&1 < /dev/null & sleep 1; uname -r; cat /proc/sys/kernel/yama/ptrace_scope';
    expect((await ssh('app@guarded', start)).stdout).toMatch(/^\d\S+-cloud-\S+\n1\n$/);
    const page =
      'p=$(pidof heartbeat); a=$(sed -n "s/-.*//; 1p" /proc/$p/maps); dd if=/proc/$p/mem bs=4096 count=1 skip=$((0x$a/4096)) | wc -c';
    const owner = await ssh('app@guarded', `grep -c ^Rss: /proc/$(pidof heartbeat)/smaps; ${page}`);
    expect(owner.stdout).toMatch(/^[1-9]\d*\n0\n$/);
    expect(owner.stderr).toContain('Permission denied');
    expect((await ssh('guarded', page)).stdout).toBe('4096\n');
    expect(lab.route('guarded').hops).toHaveLength(2);
  });

  it('gives its owner a snapshot, and no memory: yama is named', async () => {
    const desk = createDesk();
    try {
      const live = createLabDesk(lab, desk);
      const own = await live.collect('app@guarded', '--recipe', 'standard', '--process', 'heartbeat');
      expect(own.code, own.err).toBe(0);
      expect(gapsOf(own)).toContain('proc/{pid}/smaps_rollup refused');
      expect(gapsOf(own)).not.toContain('proc/{pid}/smaps refused');
      const refused = await live.dump('app@guarded', 'heartbeat', '--class', 'large-anonymous');
      expect(refused).toMatchObject({ code: 8, out: '' });
      expect(refused.err).toMatch(/yama[^\n]*\[dump\.not-permitted\]\n$/i);
    } finally {
      desk.remove();
    }
  }, 120_000);
});
