/** `memcase collect` and `memcase dump` over three hops, and each of them failing in turn: the hop is named. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startLab, type Lab, type Workload } from '#test/lab/lab.ts';
import { createDesk, type Desk, type Ended } from '#test/support/cli/memcase.ts';
import { heartbeatSha256 } from '#test/support/dumps/heartbeat-region.ts';
import { caseOf, createLabDesk, gapsOf, type LabDesk } from '#test/support/lab-collect.ts';

const MIB = 8;
const names = ['bastion1', 'bastion2', 'suspect'] as const;
const HOPS = [0, 1, 2] as const;

describeLab('live over two jump hosts', () => {
  let lab: Lab;
  let desk: Desk;
  let live: LabDesk;
  let beating: Workload;
  beforeAll(async () => {
    lab = await startLab({ targets: [{ name: 'suspect' }] });
    desk = createDesk();
    live = createLabDesk(lab, desk);
    beating = await lab.start('suspect', 'heartbeat', [`region=${MIB}`]);
  });
  afterAll(async () => {
    desk.remove();
    await lab.stop();
  });

  const addresses = () => names.map((name) => lab.node(name).plan.address);

  it('collects over three hops: the regions are those that the process knows of', async () => {
    const { region_start: start } = await beating.key<{ region_start: string }>();
    const collected = await live.collect('suspect', '--recipe', 'standard', '--process', 'heartbeat');
    expect({ code: collected.code, gaps: gapsOf(collected) }, collected.err).toEqual({
      code: 0,
      gaps: ['cmd/cgroup2-memory empty'],
    });
    expect(collected.result!.hops.map(({ host, state }) => `${host} ${state}`)).toEqual(
      addresses().map((address) => `${address} ready`),
    );
    const regions = await desk.run([
      'show',
      caseOf('suspect'),
      'regions',
      '--process',
      'heartbeat',
      '--json',
    ]);
    expect(regions.out).toContain(BigInt(start).toString(16));
  });

  it('dumps over three hops: the bytes are those of the rule', async () => {
    const key = await beating.key<{ region_start: string; region_bytes: number }>();
    const start = BigInt(key.region_start);
    const range = `0x${start.toString(16)}-0x${(start + BigInt(key.region_bytes)).toString(16)}`;
    const dumped = await live.dump('suspect', beating.pid, '--region', range);
    expect(dumped.code, dumped.err).toBe(0);
    expect(dumped.result!.dumps).toMatchObject([
      { isComplete: true, artifact: { sha256: heartbeatSha256(MIB) } },
    ]);
    expect(lab.written('suspect')).toEqual([]);
  });

  /** The lab's ssh_config with the block of one hop rewritten. */
  function configWith(hop: number, what: string, rewrite: (block: string) => string): string {
    const blocks = readFileSync(lab.configFile, 'utf8').split(/^(?=Host )/m);
    const changed = blocks.map((block) => (block.startsWith(`Host ${names[hop]} `) ? rewrite(block) : block));
    return desk.write(`${what}-${hop}.config`, changed.join(''));
  }

  async function failing(hop: number, what: string, config = configWith(hop, what, String)): Promise<Ended> {
    const file = `failing-${hop}.memcase`;
    await desk.run(['new', file]);
    return desk.run(['collect', file, '-F', config, '--target', 'suspect']);
  }

  function expectNamed(ended: Ended, hop: number, code: string): void {
    const place = addresses()[hop]!.replaceAll('.', String.raw`\.`);
    const sentence = new RegExp(`^memcase: hop ${hop + 1} of 3, ${place}:\\d+: .*\\[${code}\\]$`, 'm');
    expect(ended).toMatchObject({ code: 8, out: '', err: expect.stringMatching(sentence) as string });
  }

  const more = (line: string) => (block: string) => `${block.trimEnd()}\n  ${line}\n`;
  const known = (what: string, lines: (hop: number) => string) => (hop: number) =>
    configWith(hop, what, more(`UserKnownHostsFile ${desk.write(`${what}-${hop}.known`, lines(hop))}`));
  const others = (hop: number) =>
    readFileSync(lab.knownHostsFile, 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith(`${addresses()[hop]} `))
      .join('\n');

  /** What can be said in the configuration alone; three at a time. */
  const faults: readonly [string, string, (hop: number) => string][] = [
    ['refuses the connection', 'ssh.unreachable', (hop) => configWith(hop, 'refused', more('Port 23'))],
    ['is not known', 'ssh.host-key-unknown', known('unknown', others)],
    [
      'has the key of another host',
      'ssh.host-key-changed',
      known('other', (hop) => {
        const foreign = others(hop).split('\n')[0]!.split(' ').slice(1).join(' ');
        return `${others(hop)}\n${addresses()[hop]} ${foreign}\n`;
      }),
    ],
    [
      'lets us not in',
      'ssh.auth-refused',
      (hop) =>
        configWith(hop, 'auth', (block) =>
          block.replace(/IdentityFile .*/, `IdentityFile ${lab.keys.stranger}`),
        ),
    ],
  ];

  it.each(faults)('each hop in turn %s', async (_words, code, config) => {
    const all = await Promise.all(HOPS.map((hop) => failing(hop, 'fault', config(hop))));
    for (const hop of HOPS) expectNamed(all[hop]!, hop, code);
  });

  it('each hop in turn is at an address where nobody is', async () => {
    const nobody = (hop: number) => addresses()[hop]!.replace(/\d+$/, '77');
    const all = await Promise.all(
      HOPS.map((hop) =>
        failing(
          hop,
          'nobody',
          configWith(hop, 'nobody', (block) =>
            block
              .replace(/HostName .*/, `HostName ${nobody(hop)}`)
              .replaceAll(addresses()[hop]!, nobody(hop)),
          ),
        ),
      ),
    );
    for (const hop of HOPS) {
      expect(all[hop]).toMatchObject({
        code: 8,
        err: expect.stringMatching(
          new RegExp(`hop ${hop + 1} of 3, ${nobody(hop)}:22: .*\\[ssh\\.(unreachable|timeout)\\]`),
        ) as string,
      });
    }
  });

  // The limit is 20 s, so one of them is enough; silence at each hop, with a shorter limit: ../ssh/failures.test.ts.
  it('the hop in the middle is cut off: packets are lost in silence', async () => {
    await lab.cutLink('bastion2');
    const ended = await failing(1, 'cut');
    await lab.restoreLink('bastion2');
    expectNamed(ended, 1, 'ssh.(timeout|unreachable)');
  });

  it.each([
    [0, 'AllowTcpForwarding no', 'ssh.forward-refused'],
    [1, 'AllowTcpForwarding no', 'ssh.forward-refused'],
    [2, 'MaxSessions 0', 'ssh.exec-refused'],
  ] as const)('hop %i lets us in and does nothing for us (%s)', async (hop, line, code) => {
    await lab.configureSshd(names[hop], [line]);
    const ended = await failing(hop, 'exec');
    await lab.configureSshd(names[hop], []);
    expectNamed(ended, hop, code);
  });

  it('each hop in turn has a new host key, the last one first', async () => {
    for (const hop of HOPS.toReversed()) {
      await lab.changeHostKey(names[hop]);
      expectNamed(await failing(hop, 'changed'), hop, 'ssh.host-key-changed');
    }
  });

  it('leaves the cases without a snapshot, and no session open', async () => {
    for (const hop of HOPS) {
      const { snapshots } = await desk.json<{ snapshots: unknown[] }>(
        'show',
        `failing-${hop}.memcase`,
        'snapshots',
      );
      expect(snapshots).toEqual([]);
    }
    for (const name of names) {
      await expect
        .poll(() => lab.processes(name).filter(({ cmdline }) => /^sshd: (ops|root)/.test(cmdline)), {
          timeout: 10_000,
        })
        .toEqual([]);
    }
  });
});
