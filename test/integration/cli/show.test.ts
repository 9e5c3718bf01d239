/** `show` of the bundled case: which process, how many rows, and evidence to the byte. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';

const sample = fileURLToPath(new URL('../../../build/sample/two-appliances.memcase', import.meta.url));
/** A pipeline that ends with the exit code of its first command. */
const pipedInto = (rest: string) => ['bash', '-c', `"$@" | ${rest}; exit \${PIPESTATUS[0]}`, 'bash'];

interface Artifact {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

let desk: Desk;
let artifacts: readonly Artifact[];
beforeAll(async () => {
  desk = createDesk();
  ({ artifacts } = await desk.json<{ artifacts: readonly Artifact[] }>('show', sample, 'artifacts'));
});
afterAll(() => desk.remove());

const show = (...args: string[]) => desk.run(['show', sample, ...args]);
const named = (id: number) => `E-${String(id).padStart(3, '0')}`;

describe('regions without --process', () => {
  interface Tables {
    readonly tables: readonly { readonly target: string; readonly process: string }[];
  }

  it('are those of the process that uses most on each target, and the head says so', async () => {
    const { tables } = await desk.json<{
      tables: { target: string; rows: { name: string; pids: number[]; bytes: number | null }[] }[];
    }>('show', sample, 'processes');
    const largest = tables.map(({ target, rows }) => {
      const single = rows.filter(({ pids, bytes }) => pids.length === 1 && bytes !== null);
      const [first] = single.toSorted((x, y) => (y.bytes ?? 0) - (x.bytes ?? 0));
      return [target, String(first?.pids[0])];
    });
    const shown = await desk.json<Tables>('show', sample, 'regions');
    expect(shown.tables.map(({ target, process }) => [target, /\((\d+)\)$/.exec(process)?.[1]])).toEqual(
      largest,
    );
    const { out } = await show('regions', '--target', 'gw-a', '--limit', '1');
    expect(out).toMatch(
      /^gw-a@16, fwlog \(145\), the largest process with known regions \(--process PID\|NAME shows another\)/,
    );
  });

  it('are those of the process that is named', async () => {
    const { out } = await show('regions', '--target', 'gw-a', '--process', 'init', '--limit', '1');
    expect(out).toMatch(/^gw-a@16, init, 2026/);
  });
});

it.each(['snapshots', 'artifacts', 'dumps', 'processes'])('%s: no more rows than --limit', async (what) => {
  const { out } = await show(what, '--limit', '2', '--target', 'gw-a');
  // Head of the table where there is one, titles, rule, rows, what is left.
  const lines = out.trimEnd().split('\n');
  const rule = lines.findIndex((line) => line.startsWith('──'));
  expect(lines.slice(rule + 1)).toHaveLength(3);
  expect(lines.at(-1)).toMatch(/^… [\d,]+ more \(--limit N\)$/);
  const json = await desk.json('show', sample, what, '--limit', '2', '--target', 'gw-a');
  const tables = json['tables'] as { rows: unknown[] }[] | undefined;
  const name = what === 'dumps' ? 'artifacts' : what;
  expect(tables?.[0]?.rows ?? json[name]).toHaveLength(2);
});

describe('an artifact', () => {
  it.each(['dump', 'meminfo'])('gives the bytes of its hash (%s)', async (kind) => {
    const artifact = artifacts.find((one) => one.kind === kind);
    const id = named(artifact?.id ?? 0);
    const sum = await desk.start(['show', sample, 'artifact', id, '--raw'], pipedInto('sha256sum')).ended;
    expect(sum).toEqual({ code: 0, out: `${artifact?.sha256}  -\n`, err: '' });
    const size = await desk.start(['show', sample, 'artifact', id, '--raw'], pipedInto('wc -c')).ended;
    expect(size.out.trim()).toBe(String(artifact?.sizeBytes));
    // What is printed for people names the same hash, whole.
    expect((await show('artifact', id)).out).toContain(`sha256     ${artifact?.sha256}\n`);
  });

  it('gives the line that is cited, as sed gives it', async () => {
    const id = named(artifacts.find(({ kind }) => kind === 'meminfo')?.id ?? 0);
    const sed = await desk.start(['show', sample, 'artifact', id, '--raw'], pipedInto('sed -n 3p')).ended;
    expect(sed.out).toMatch(/^MemAvailable: .*kB\n$/);
    expect((await show('artifact', `${id}:3`)).out).toBe(sed.out);
    expect((await show('artifact', id, '--line', '3')).out).toBe(sed.out);
    const beyond = await show('artifact', id, '--line', '99999');
    expect([beyond.code, beyond.out]).toEqual([2, '']);
    expect(beyond.err).toMatch(/has no line 99999; its last one is \d+\./);
  });

  it('ends quietly where the reader has seen enough', async () => {
    const dump = artifacts.find(({ kind, sizeBytes }) => kind === 'dump' && sizeBytes > 10_000_000);
    const args = ['show', sample, 'artifact', named(dump?.id ?? 0), '--raw'];
    expect(await desk.start(args, pipedInto('head -c 10 | wc -c')).ended).toEqual({
      code: 0,
      out: '10\n',
      err: '',
    });
  });

  it.runIf(process.platform === 'linux').each([
    ['artifact', 'E-001', '--raw'],
    ['artifacts', '--limit', '3'],
  ])('says that the disk is full (%s)', async (...args) => {
    const full = ['bash', '-c', '"$@" >/dev/full', 'bash'];
    const { code, err } = await desk.start(['show', sample, ...args], full).ended;
    expect(code).toBe(7);
    expect(err).toBe(
      'memcase: The result could not be written to standard output (ENOSPC). [report.write-failed]\n',
    );
  });
});

describe('the ledger in a pipe', () => {
  const widest = (text: string) => Math.max(...text.split('\n').map((line) => Array.from(line).length));

  it('keeps to 100 columns, to COLUMNS, or to nothing with --wide', async () => {
    const args = ['explain', sample, '--all', '--depth', '9'];
    expect(widest((await desk.run(args)).out)).toBeLessThanOrEqual(100);
    const narrow = await desk.start(args, ['env', 'COLUMNS=80']).ended;
    expect(widest(narrow.out)).toBeLessThanOrEqual(80);
    expect(narrow.out).toContain('(--wide shows all columns and whole labels)\n');
    const wide = await desk.run([...args, '--wide']);
    expect(widest(wide.out)).toBeGreaterThan(150);
    expect(wide.out).not.toContain('--wide');
  });
});
