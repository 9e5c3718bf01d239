/** The documented schemas are current, and what every command prints fits them, by another validator than zod. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonSchemaPath, jsonSchemaText } from '#build/json-schemas.ts';
import { jsonNames } from '#shared/contract/json.ts';
import type { JsonName } from '#shared/contract/json.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';
import { meminfo, ps, smapsBlock } from '#test/support/cli/evidence.ts';

const oomLog = new URL('../../fixtures/oom/linux-6.18-memcg-v1.txt', import.meta.url);
const sources = fileURLToPath(new URL('../../../build/sample/daemons', import.meta.url));
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const schemaOf = (name: JsonName): object => JSON.parse(readFileSync(jsonSchemaPath(name), 'utf8')) as object;

it.each(jsonNames)('the schema of %s is checked in as it is made', (name) => {
  expect(readFileSync(jsonSchemaPath(name), 'utf8')).toBe(jsonSchemaText(name));
});

describe('what commands print', () => {
  let desk: Desk;
  const seen = new Set<JsonName>();

  beforeAll(async () => {
    desk = createDesk();
    for (const [target, rss] of [
      ['gw-a', 90_000],
      ['gw-b', 30_000],
    ] as const) {
      desk.write(`${target}-meminfo`, meminfo(900_000 - rss));
      desk.write(
        `${target}-ps`,
        ps([77, rss, '/usr/sbin/fwlog -c /etc/fwlog.conf'], [78, 1000, '[kthreadd]']),
      );
      desk.write(`${target}-smaps.77`, smapsBlock('7f0000000000-7f0004000000', 65_536, rss));
      desk.write(`${target}-bad.txt`, 'MemTotal: 1Θ24 kB\nMemFree: what\n');
    }
    await check('case', 'new', 'a.memcase', '--title', 'Two');
  });
  afterAll(() => desk.remove());

  async function check(name: JsonName, ...args: string[]): Promise<Record<string, unknown>> {
    const value = await desk.json(...args);
    const validate = ajv.getSchema(`memcase.${name}/1`) ?? ajv.compile(schemaOf(name));
    const fits = validate(value);
    expect({ fits, errors: validate.errors ?? [] }).toEqual({ fits: true, errors: [] });
    expect(value['schema']).toBe(`memcase.${name}/1`);
    seen.add(name);
    return value;
  }

  it('fits its schema, command by command', async () => {
    for (const target of ['gw-a', 'gw-b']) {
      const files = ['meminfo', 'ps', 'smaps.77'].map((kind) => `${target}-${kind}`);
      await check('import', 'import', 'a.memcase', '--target', target, ...files);
      await check('import', 'import', 'a.memcase', '--target', target, `${target}-bad.txt`, 'missing');
    }
    await check('collect-plan', 'collect', 'a.memcase', '--target', 'gw-a', '--dry-run');
    await check('targets', 'show', 'a.memcase', 'targets');
    await check('snapshots', 'show', 'a.memcase', 'snapshots');
    await check('artifacts', 'show', 'a.memcase', 'artifacts');
    await check('artifacts', 'show', 'a.memcase', 'dumps');
    await check('artifact', 'show', 'a.memcase', 'artifact', 'E-001');
    const line = await check('artifact', 'show', 'a.memcase', 'artifact', 'E-001:1');
    expect([line['line'], line['text']]).toEqual([1, 'MemTotal:        2048000 kB']);
    const found = await check('problems', 'show', 'a.memcase', 'problems');
    expect(found['total']).toBeGreaterThan(0);
    desk.write('dmesg.txt', readFileSync(oomLog, 'utf8'));
    await check('import', 'import', 'a.memcase', '--target', 'gw-a', 'dmesg.txt');
    await check('timeline', 'timeline', 'a.memcase', '--lane', 'AnonPages', '--lane', 'fwlog');
    const { events } = await check('events', 'show', 'a.memcase', 'events');
    expect(events).toMatchObject([{ kind: 'oom-kill', processName: 'python3' }]);
    await check('meminfo', 'show', 'a.memcase', 'meminfo');
    await check('processes', 'show', 'a.memcase', 'processes');
    await check('regions', 'show', 'a.memcase', 'regions');
    for (const level of ['meminfo', 'processes', 'classes', 'regions']) {
      await check('diff', 'diff', 'a.memcase', '--level', level);
    }
    const ledger = await check('explain', 'explain', 'a.memcase');
    expect(ledger['gapBytes']).toBe(60_000 * 1024);
    await check('explain', 'explain', 'a.memcase', '--a', 'gw-b', '--b', 'gw-a', '--all');
    await check('report', 'report', 'a.memcase', '-o', 'r.pdf');
    await check('redaction-review', 'report', 'a.memcase', '--review');
    await check('export', 'export', 'a.memcase', '--to', 'tables');
    await check('verify', 'verify', 'a.memcase');
    await check('reparse', 'reparse', 'a.memcase');
    await check('journal', 'journal', 'a.memcase');
    await check('notebook', 'finding', 'add', 'a.memcase', 'The queue is full', '--about', 'fwlog');
    await check('notebook', 'hypothesis', 'add', 'a.memcase', 'It leaks', '--kind', 'leak');
    const refuted = ['H-1', 'refuted', '--why', 'All of it is alive'];
    await check('notebook', 'hypothesis', 'status', 'a.memcase', ...refuted);
    await check('notebook', 'hypothesis', 'evidence', 'a.memcase', 'H-1', 'against', 'It stopped growing');
    await check('notebook', 'notebook', 'undo', 'a.memcase');
    await check('notebook', 'notebook', 'redo', 'a.memcase');
    const demo = await check('demo', 'demo', '--out', 'shown');
    expect(demo['case']).toBe('shown/two-appliances.memcase');
    const { processes } = await check('heap', 'heap', 'shown/two-appliances.memcase', '--target', 'gw-a');
    expect(processes).toMatchObject([{ name: 'fwlog' }, { name: 'logsd' }, { name: 'auditd' }]);
    const [{ dumps }] = processes as [{ dumps: { artifact: number }[] }];
    const dump = `E-${dumps[1]?.artifact}`;
    await check('records', 'records', 'shown/two-appliances.memcase', dump, '--source', sources);
    await check('strings', 'strings', 'shown/two-appliances.memcase', dump, '--live', '--limit', '5');
    const { hits } = await check(
      'search',
      'search',
      'shown/two-appliances.memcase',
      'session_id',
      '--limit',
      '2',
    );
    expect(hits).toBeGreaterThan(2);
    const setting = ['--mechanism', 'librdkafka-producer', '--set', 'queue.buffering.max.messages=20000'];
    const { lines } = await check('whatif', 'whatif', 'shown/two-appliances.memcase', ...setting);
    expect(lines).toEqual(['queue.buffering.max.messages=20000']);
  }, 120_000);

  it.each([
    ['serve', 'SIGINT'],
    ['serve', 'SIGTERM'],
    ['open', 'SIGINT'],
  ] as const)('fits its schema for the address of the window (%s, ended by %s: 0)', async (name, signal) => {
    const { child, ended } = desk.start([name, 'a.memcase', '--json']);
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += String(chunk);
      if (printed.includes('\n')) child.kill(signal);
    });
    const { out, code } = await ended;
    expect(code).toBe(0);
    const validate = ajv.getSchema('memcase.serve/1') ?? ajv.compile(schemaOf('serve'));
    expect([validate(JSON.parse(out)), validate.errors ?? []]).toEqual([true, []]);
    seen.add('serve');
  });

  it('was looked at for every schema that there is', () => {
    // A live target is needed for it: test/integration/collect/cli-collect.test.ts holds it against its schema.
    const elsewhere: readonly JsonName[] = ['collect', 'dump', 'dump-plan'];
    expect([...seen, ...elsewhere].toSorted()).toEqual([...jsonNames].toSorted());
  });
});

it('a schema refuses what is not in it', () => {
  const validate = ajv.getSchema('memcase.targets/1') ?? ajv.compile(schemaOf('targets'));
  expect(validate({ schema: 'memcase.targets/1', case: 'a', targets: [] })).toBe(true);
  expect(validate({ schema: 'memcase.targets/2', case: 'a', targets: [] })).toBe(false);
  expect(validate({ schema: 'memcase.targets/1', case: 'a', targets: [], more: 1 })).toBe(false);
  expect(validate({ schema: 'memcase.targets/1', case: 'a', targets: [{ name: 1 }] })).toBe(false);
});
