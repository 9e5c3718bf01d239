/**
 * The two appliances of the written case study: block by block, as one pasted session, and as the whole text
 * where it stands beside the checkout. All figures are worked out by hand from the listing's own numbers.
 */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';

const blocks = fileURLToPath(new URL('../../fixtures/case-study', import.meta.url));
const wholeText = fileURLToPath(new URL('../../../../shared/case-study.txt', import.meta.url));
const at = '2026-11-01T08:00:00Z';
const kB = 1024;

const block = (name: string) => readFileSync(`${blocks}/${name}`, 'utf8').trimEnd();
const session = () =>
  [
    'TS3.0.24.4474 ~ # cat /proc/meminfo | grep -i active',
    block('meminfo.txt'),
    'TS3.0.24.4474 ~ # ps -eo args,rss',
    block('ps.txt'),
    'TS3.0.24.4474 ~ # pmap -x 2211',
    block('pmap.txt'),
    'TS3.0.24.4474 ~ #',
    '',
  ].join('\n');

interface Way {
  readonly name: string;
  /** Imports the blocks as this way does. */
  readonly give: (desk: Desk) => Promise<unknown>;
}

const importing = (desk: Desk, ...args: string[]) =>
  desk.json('import', 'a.memcase', '--target', '10.222.3.18', '--at', at, ...args);

const ways: Way[] = [
  {
    name: 'block by block',
    give: async (desk) => {
      await importing(desk, `${blocks}/meminfo.txt`);
      await importing(desk, `${blocks}/ps.txt`);
      await importing(desk, `${blocks}/pmap.txt`, '--process', 'fwlog');
    },
  },
  { name: 'as one session', give: (desk) => importing(desk, desk.write('session.txt', session())) },
];
if (existsSync(wholeText)) {
  ways.push({
    name: 'as the whole text',
    give: async (desk) => {
      cpSync(wholeText, desk.path('case-study.txt'));
      await importing(desk, 'case-study.txt');
    },
  });
}

describe.each(ways)('the case study $name', ({ give }) => {
  let desk: Desk;
  let ledger: Explanation;

  beforeAll(async () => {
    desk = createDesk();
    await desk.run(['new', 'a.memcase']);
    await give(desk);
    ledger = await desk.json<Explanation>('explain', 'a.memcase');
  });
  afterAll(() => desk.remove());

  it('is one snapshot with a meminfo, a ps and a pmap', async () => {
    const { snapshots } = await desk.json<{ snapshots: { kinds: string[] }[] }>(
      'show',
      'a.memcase',
      'snapshots',
    );
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0]?.kinds).toEqual(expect.arrayContaining(['meminfo', 'ps', 'pmap']));
  });

  it('uses Active + Inactive, with the file cache named', () => {
    expect(ledger.measure).toBe('Active + Inactive');
    // 1,767,116 + 473,376 = 2,240,492 kB, which is 2,187.98 MiB.
    expect(ledger.a.usedBytes).toBe((1_767_116 + 473_376) * kB);
    expect(Math.round(ledger.a.usedBytes / 1024 ** 2)).toBe(2188);
    const [root] = ledger.tree;
    const cache = root?.children.find(({ measure }) => measure === 'lru-file');
    const anonymous = root?.children.find(({ measure }) => measure === 'lru-anonymous');
    // 21,308 + 61,276 = 82,584 kB, which is 80.6 MiB; 1,745,808 + 412,100 kB.
    expect(cache?.aBytes).toBe(82_584 * kB);
    expect(anonymous?.aBytes).toBe((1_745_808 + 412_100) * kB);
    expect(cache?.label).toMatch(/cache/i);
  });

  it('adds up at every node', () => {
    const visit = (node: LedgerNode): void => {
      expect(node.deltaBytes).toBe(node.aBytes - node.bBytes);
      expect(node.evidence.length).toBeGreaterThan(0);
      if (node.children.length === 0) return;
      expect(node.children.reduce((sum, child) => sum + child.deltaBytes, 0)).toBe(node.deltaBytes);
      node.children.forEach(visit);
    };
    ledger.tree.forEach(visit);
  });

  it('groups processes by name', async () => {
    type Row = { name: string; count: number; isGroup: boolean; bytes: number };
    const { tables } = await desk.json<{ tables: { rows: Row[] }[] }>('show', 'a.memcase', 'processes');
    const groups = (tables[0]?.rows ?? []).filter(({ isGroup }) => isGroup);
    expect(groups.map(({ name, count, bytes }) => [name, count, bytes / kB])).toEqual([
      ['ad_appd', 3, 600_584 + 547_356 + 582_764],
      ['cloudd', 7, 3 * 431_356 + 4 * 43_156],
      ['kernelog', 2, 2 * 1768],
    ]);
  });

  it('has four pairs of arena heap and reserve of 65,536 kB each', async () => {
    type Row = { class: string; arena: number | null; sizeBytes: number; start: string; rssBytes: number };
    const { tables } = await desk.json<{ tables: { rows: Row[] }[] }>('show', 'a.memcase', 'regions');
    const heaps = (tables[0]?.rows ?? []).filter(({ class: kind }) => kind.startsWith('arena-'));
    const pairs = [...Map.groupBy(heaps, ({ arena }) => arena).values()];
    expect(pairs.map((pair) => pair.map((row) => row.class))).toEqual(
      Array(4).fill(['arena-heap', 'arena-reserve']),
    );
    expect(pairs.map((pair) => pair.reduce((sum, row) => sum + row.sizeBytes, 0))).toEqual(
      Array(4).fill(65_536 * kB),
    );
    expect(pairs.map((pair) => [pair[0]?.start, (pair[0]?.rssBytes ?? 0) / kB])).toEqual([
      ['0x7f6380000000', 156],
      ['0x7f6388000000', 12],
      ['0x7f638c000000', 26_936],
      ['0x7f6390000000', 11_940],
    ]);
  });

  it('flags every line that is damaged', async () => {
    type Found = { problems: { artifact: number; line: number; reason: string }[] };
    type Listed = { artifacts: { id: number; kind: string; sourceId: number | null }[] };
    const { problems } = await desk.json<Found>('show', 'a.memcase', 'problems');
    const { artifacts } = await desk.json<Listed>('show', 'a.memcase', 'artifacts');
    const pmap = artifacts.find(({ kind }) => kind === 'pmap');
    const flagged = new Set(problems.filter(({ artifact }) => artifact === pmap?.id).map(({ line }) => line));
    const source = await sourceLines(desk, pmap?.sourceId ?? null);
    const damaged = source.flatMap((line, index) => (isDamaged(line) ? [index + 1] : []));
    // 18 rows show a Θ, a Γ or Г, a label that is none, or lack their address or mapping.
    expect(damaged.length).toBeGreaterThanOrEqual(18);
    expect(damaged.filter((line) => !flagged.has(line))).toEqual([]);
  });

  it('keeps its bytes and its hashes', async () => {
    const { ok } = await desk.json<{ ok: boolean }>('verify', 'a.memcase');
    expect(ok).toBe(true);
  });
});

/** Rows of the pmap that a person sees to be wrong: a foreign letter, a broken label, a missing first or last cell. */
function isDamaged(line: string): boolean {
  if (!/^([0-9a-f]{16})?\t\d+\t\d*Θ?/.test(line)) return false;
  return /[ΘΓГ]|l anon l|anon 1/.test(line) || !/^[0-9a-f]{16}/.test(line) || !/\S\t[^\t]+$/.test(line);
}

/** The text that the lines of the pmap are counted in. */
async function sourceLines(desk: Desk, sourceId: number | null): Promise<string[]> {
  if (sourceId === null) return block('pmap.txt').split('\n');
  const { artifacts } = await desk.json<{ artifacts: { id: number; name: string }[] }>(
    'show',
    'a.memcase',
    'artifacts',
  );
  const name = artifacts.find(({ id }) => id === sourceId)?.name ?? '';
  return readFileSync(desk.path(name), 'utf8').split('\n');
}
