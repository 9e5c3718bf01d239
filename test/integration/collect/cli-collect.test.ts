/** `memcase collect` and `memcase script` as a person runs them, over two real SSH servers on loopback. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonSchemaPath } from '#build/json-schemas.ts';
import type { JsonName } from '#shared/contract/json.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';
import { createSshLab } from '#test/support/ssh/sshd.ts';
import type { SshLab, Sshd } from '#test/support/ssh/sshd.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });

function expectSchema(name: JsonName, value: unknown): void {
  const schema = JSON.parse(readFileSync(jsonSchemaPath(name), 'utf8')) as object;
  const validate = ajv.getSchema(`memcase.${name}/1`) ?? ajv.compile(schema);
  expect({ fits: validate(value), errors: validate.errors ?? [] }).toEqual({ fits: true, errors: [] });
}

let lab: SshLab;
let bastion: Sshd;
let target: Sshd;
let desk: Desk;
let config: string;

beforeAll(async () => {
  desk = createDesk();
  lab = createSshLab();
  const key = lab.makeKey('client');
  const authorizedKeys = [readFileSync(`${key}.pub`, 'utf8').trim()];
  bastion = await lab.start({ authorizedKeys });
  target = await lab.start({ authorizedKeys });
  const knownHosts = lab.write(
    'known_hosts',
    `[127.0.0.1]:${bastion.port} ${bastion.publicKey()}\n[127.0.0.1]:${target.port} ${target.publicKey()}\n`,
  );
  config = lab.write(
    'config',
    [
      `Host bastion\n HostName 127.0.0.1\n Port ${bastion.port}`,
      `Host gw-a\n HostName 127.0.0.1\n Port ${target.port}`,
      `Host unknown\n HostName 127.0.0.1\n Port ${target.port}\n UserKnownHostsFile ${lab.write('none', '')}`,
      `Host *\n User ${lab.user}\n IdentityFile ${key}\n UserKnownHostsFile ${knownHosts}\n GlobalKnownHostsFile /dev/null\n`,
    ].join('\n'),
  );
  await desk.run(['new', 'case.memcase']);
});
afterAll(async () => {
  desk.remove();
  await lab.close();
});

function collect(...args: string[]) {
  return desk.run(['collect', 'case.memcase', '-F', config, ...args]);
}

describe('collect', () => {
  it('brings a snapshot through a jump host, with the way in its manifest', async () => {
    const { code, out, err } = await collect('--target', 'gw-a', '-J', 'bastion', '--json');
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(err).toMatch(/^memcase: kept gw-a@1 of /m);
    const result = JSON.parse(out) as {
      hops: { hostKeyTrust: string }[];
      snapshots: unknown[];
      parts: unknown[];
    };
    expectSchema('collect', result);
    expect(result.hops.map(({ hostKeyTrust }) => hostKeyTrust)).toEqual(['known', 'known']);
    expect(result.snapshots).toHaveLength(1);
    const shown = await desk.run(['show', 'case.memcase', 'meminfo', '--target', 'gw-a']);
    expect(shown.out).toContain('MemTotal');
    const folder = desk.path('exported');
    execFileSync('mkdir', [folder]);
    const journal = await desk.run(['journal', 'case.memcase']);
    expect(journal.out).toContain('collect');
    expect((await desk.run(['verify', 'case.memcase'])).code).toBe(0);
  });

  it('says why a machine is not collected from, and leaves the case alone', async () => {
    const before = (await desk.json('show', 'case.memcase', 'snapshots')) as { snapshots: unknown[] };
    const unknown = await collect('--target', 'unknown');
    expect(unknown).toMatchObject({ code: 8, out: '' });
    expect(unknown.err).toMatch(/\[ssh\.host-key-unknown\]\n$/);
    const nobody = await collect('--target', 'nobody@gw-a');
    expect(nobody).toMatchObject({ code: 8 });
    expect(nobody.err).toMatch(/\[ssh\.auth-refused\]\n$/);
    const away = await collect('--target', '127.0.0.1:1', '-J', 'bastion');
    expect(away).toMatchObject({ code: 8 });
    expect(away.err).toMatch(/hop 2 of 2/);
    for (const wrong of [
      ['--target', 'a b'],
      ['--target', 'gw-a', '--recipe', 'everything'],
      ['--target', 'gw-a', '--every', '5s'],
      ['--target', 'gw-a', '--recipe', 'watch', '--every', '0s'],
      ['--target', 'gw-a', '--process', 'a\tb'],
    ]) {
      expect(await collect(...wrong)).toMatchObject({ code: 2, out: '' });
    }
    expect(await desk.json('show', 'case.memcase', 'snapshots')).toEqual(before);
  });

  it('shows the exact commands first, and talks to nobody for it', async () => {
    const args = [
      'collect',
      'not-there.memcase',
      '--target',
      '203.0.113.1',
      '--recipe',
      'standard',
      '--dry-run',
    ];
    const { code, out } = await desk.run(args);
    expect(code).toBe(0);
    expect(out).toContain('\ncat /proc/{pid}/smaps\n');
    expectSchema('collect-plan', await desk.json(...args));
  });

  it('accounts for every tick: kept, or missed and said to be', async () => {
    const { code, out, err } = await collect(
      ...[
        '--target',
        'gw-a',
        '--name',
        'watched',
        '--recipe',
        'watch',
        '--every',
        '4s',
        '--for',
        '9s',
        '--json',
      ],
    );
    const { snapshots, gaps } = JSON.parse(out) as {
      snapshots: { takenAt: number }[];
      gaps: { code: string; count: number }[];
    };
    const missed = gaps.filter((gap) => gap.code === 'missed').reduce((sum, { count }) => sum + count, 0);
    expect(err.match(/^memcase: kept watched@\d/gm)).toHaveLength(snapshots.length);
    expect(snapshots.length + missed).toBe(3);
    expect(code, err).toBe(missed === 0 ? 0 : 6);
  });

  it('keeps what had arrived when Ctrl-C ends it', async () => {
    const args = [
      '--target',
      'gw-a',
      '--name',
      'stopped',
      '--recipe',
      'watch',
      '--every',
      '1s',
      '-F',
      config,
    ];
    const { child, ended } = desk.start(['collect', 'case.memcase', ...args]);
    let said = '';
    child.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('stopped@2')) child.kill('SIGINT');
    });
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toMatch(/^memcase: [2-9] snapshots are kept, .*\n.*\[job\.cancelled\]\n$/m);
    const { snapshots } = (await desk.json('show', 'case.memcase', 'snapshots', '--target', 'stopped')) as {
      snapshots: unknown[];
    };
    expect(snapshots.length).toBeGreaterThanOrEqual(2);
    expect((await desk.run(['verify', 'case.memcase'])).code).toBe(0);
  });
});

it('says what a snapshot that Ctrl-C cut short is kept as', async () => {
  const bin = desk.path('bin');
  const reached = desk.path('reached');
  mkdirSync(bin);
  writeFileSync(`${bin}/dmesg`, `#!/bin/sh\n: > ${reached}\nexec sleep 60\n`, { mode: 0o755 });
  const authorizedKeys = [readFileSync(`${lab.folder}/client.pub`, 'utf8').trim()];
  const slow = await lab.start({ authorizedKeys, config: [`SetEnv PATH=${bin}:/usr/bin:/bin`] });
  const known = lab.write('slow-known', `[127.0.0.1]:${slow.port} ${slow.publicKey()}\n`);
  const own = lab.write(
    'slow-config',
    `Host slow\n HostName 127.0.0.1\n Port ${slow.port}\n User ${lab.user}\n IdentityFile ${lab.folder}/client\n UserKnownHostsFile ${known}\n`,
  );
  const { child, ended } = desk.start(['collect', 'case.memcase', '-F', own, '--target', 'slow']);
  await expect.poll(() => existsSync(reached), { timeout: 60_000 }).toBe(true);
  child.kill('SIGINT');
  const { code, err } = await ended;
  expect(code).toBe(130);
  expect(err).toMatch(/^memcase: kept slow@1 of .*: \d+ artifacts, cut short\n.*\[job\.cancelled\]\n$/m);
  expect((await desk.run(['verify', 'case.memcase'])).code).toBe(0);
});

it('prints a script that takes the same on a machine that cannot be reached', async () => {
  const { code, out } = await desk.run(['script', '--recipe', 'quick', '--process', "it's"]);
  expect(code).toBe(0);
  const script = desk.path('capture.sh');
  writeFileSync(script, out);
  const tar = execFileSync('busybox', ['sh', script, desk.folder], { encoding: 'utf8' }).trim();
  const imported = await desk.run(['import', 'case.memcase', '--target', 'carried', tar]);
  expect(imported.code, imported.err).toBe(0);
  const help = execFileSync('dash', [script, '--help'], { encoding: 'utf8' });
  expect(help).toContain('memcase import CASE --target NAME');
});
