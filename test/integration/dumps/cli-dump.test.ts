/** `memcase dump` as a person runs it, over a real SSH server on loopback. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemaPath } from '#build/json-schemas.ts';
import type { JsonName } from '#shared/contract/json.ts';
import type { DumpPlan, DumpResult } from '#shared/contract/dumps.ts';
import { MiB } from '#shared/units/bytes.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';
import { holdMemory, prepareHeldMemory, type HeldMemory } from '#test/support/dumps/held-memory.ts';
import { createSshLab, publicKeyOf } from '#test/support/ssh/sshd.ts';
import type { SshLab } from '#test/support/ssh/sshd.ts';

const MIB = 48;

function expectSchema(name: JsonName, value: unknown): void {
  const schema = JSON.parse(readFileSync(jsonSchemaPath(name), 'utf8')) as object;
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  expect({ fits: validate(value), errors: validate.errors ?? [] }).toEqual({ fits: true, errors: [] });
}

describeLab('dump', () => {
  let lab: SshLab;
  let desk: Desk;
  let held: HeldMemory;
  let options: string[];
  beforeAll(async () => {
    await prepareHeldMemory();
    held = await holdMemory(MIB);
    desk = createDesk();
    lab = createSshLab();
    const key = lab.makeKey('client');
    const target = await lab.start({ authorizedKeys: [publicKeyOf(key)], config: ['LogLevel INFO'] });
    const known = lab.write('known_hosts', `[127.0.0.1]:${target.port} ${target.publicKey()}\n`);
    const config = lab.write(
      'config',
      `Host gw-a\n HostName 127.0.0.1\n Port ${target.port}\n User ${lab.user}\n IdentityFile ${key}\n UserKnownHostsFile ${known}\n`,
    );
    options = ['-F', config, '--target', 'gw-a', '--process', String(held.pid), '--class', 'mmap'];
    await desk.run(['new', 'case.memcase']);
  });
  afterAll(async () => {
    await held.stop();
    desk.remove();
    await lab.close();
  });

  test('--dry-run tells cost and commands and changes nothing', async () => {
    const plan = await desk.run(['dump', 'none.memcase', ...options, '--dry-run', '--json']);
    expect(plan.code, plan.err).toBe(0);
    const value = JSON.parse(plan.out) as DumpPlan;
    expectSchema('dump-plan', value);
    expect(value).toMatchObject({ process: { pid: held.pid }, refusals: [], estimate: { bytes: MIB * MiB } });
    const text = await desk.run(['dump', 'none.memcase', ...options, '--method', 'slices', '--dry-run']);
    expect(text.out).toContain(`kill -s STOP ${held.pid}`);
    expect(text.out).toContain('nothing on its disk');
  });

  test('Ctrl-C keeps what came; the same command goes on, and the case is sound', async () => {
    const { child, ended } = desk.start(['dump', 'case.memcase', ...options]);
    let said = '';
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    // The snapshot is kept, then the memory comes.
    await expect.poll(() => said, { timeout: 60_000 }).toContain('kept gw-a@1');
    await new Promise((resolve) => setTimeout(resolve, 150));
    child.kill('SIGINT');
    const first = await ended;
    expect([0, 130]).toContain(first.code);
    const second = await desk.run(['dump', 'case.memcase', ...options, '--json']);
    expect(second.code, second.err).toBe(0);
    const result = JSON.parse(second.out) as DumpResult;
    expectSchema('dump', result);
    expect(result.dumps).toMatchObject([{ isComplete: true, bytesByState: { present: MIB * MiB } }]);
    expect(result.dumps[0]?.region).toMatchObject({ class: 'large-anonymous' });
    expect((await desk.run(['verify', 'case.memcase'])).code).toBe(0);
    const shown = await desk.run(['show', 'case.memcase', 'dumps']);
    expect(shown.out).toContain('held-memory');
  });

  test('names what is wrong and gives its exit code', async () => {
    const none = await desk.run([
      'dump',
      'case.memcase',
      ...options.slice(0, 4),
      '--process',
      'no-such',
      '--top',
      '1',
    ]);
    expect(none).toMatchObject({ code: 3 });
    expect(none.err).toContain('[input.unknown-process]');
    const both = await desk.run(['dump', 'case.memcase', ...options, '--top', '1']);
    expect(both).toMatchObject({ code: 2 });
  });
});
