/** Who writes a record: the sources of the sample's daemons, decoys, hostile trees, with each engine that is here. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkSource } from '#electron/jobs/source-link/link-source.ts';
import { findEngine, searchEngines, type SearchEngine } from '#electron/jobs/source-link/search-engine.ts';

const daemons = fileURLToPath(new URL('../../../build/sample/daemons', import.meta.url));
/** Keys as each daemon's record() adds them. */
const keysOf = (daemon: string): string[] => {
  const text = readFileSync(join(daemons, `${daemon}.c`), 'utf8');
  return Array.from(
    text.matchAll(/(?:put_\w+|json_object_object_add)\(\w+, "(\w+)"/g),
    ([, key]) => key ?? '',
  );
};
const names: Record<SearchEngine, string> = { ripgrep: 'rg', git: 'git', grep: 'grep' };
const folder = mkdtempSync(join(tmpdir(), 'memcase-source-'));
const engines = await Promise.all(
  searchEngines.map(async (engine) => {
    for (const path of (process.env['PATH'] ?? '').split(':')) {
      const bin = join(folder, engine);
      mkdirSync(bin, { recursive: true });
      rmSync(join(bin, names[engine]), { force: true });
      symlinkSync(join(path, names[engine]), join(bin, names[engine]));
      if ((await findEngine(bin)) !== undefined) return { engine, bin };
    }
    return undefined;
  }),
).then((found) => found.filter((one) => one !== undefined));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(engines)('with $engine', ({ engine, bin }) => {
  const keys = ['order_id', 'customer', 'total_cents', 'placed_at', 'currency'];
  const literals = keys.map((key) => `"${key}"`);
  const link = async (files: Record<string, string | Buffer>, shape = keys) => {
    const tree = mkdtempSync(join(folder, 'tree-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      writeFileSync(join(tree, name), content);
    }
    const { places, ...rest } = await linkSource(tree, [shape], {}, bin);
    return { tree, places: places[0] ?? [], ...rest };
  };

  it.each(['fwlog', 'logsd', 'auditd'])('finds the place in %s.c', async (daemon) => {
    const shape = keysOf(daemon);
    expect(shape.length).toBeGreaterThan(10);
    const found = await linkSource(daemons, [shape], {}, bin);
    expect(found).toMatchObject({ engine, isPartial: false });
    const [first] = found.places[0] ?? [];
    expect(first?.file).toBe(`${daemon}.c`);
    const lines = readFileSync(join(daemons, `${daemon}.c`), 'utf8').split('\n');
    expect(lines[(first?.line ?? 0) - 1]).toContain('put_');
    expect(first?.keys.length).toBe(new Set(shape).size);
  });

  it('tells who writes from who reads, tests, documents or happens to name', async () => {
    const writer = keys.map((key) => `  json.put("${key}", order.${key});`).join('\n');
    const { places } = await link({
      'src/writer.java': `class Writer {\n${writer}\n}\n`,
      'src/reader.java': `class Reader {\n${keys.map((key) => `  x = json.get("${key}");`).join('\n')}\n}\n`,
      'test/writer-test.java': `class T {\n${writer}\n}\n`,
      'README.md': `{${literals.map((literal) => `${literal}: 1`).join(', ')}}\n`,
      'src/spread.c': keys.map((key) => `put("${key}");${'\n'.repeat(200)}`).join(''),
      'src/columns.sql': `${literals.join('\n')}\n`,
    });
    expect(places[0]).toMatchObject({
      file: 'src/writer.java',
      line: 2,
      endLine: 6,
      context: 'writes',
      keys,
    });
    expect(places.findIndex(({ file }) => file === 'src/reader.java')).toBeGreaterThan(0);
  });

  it.each([
    [
      'a format in C',
      'w.c',
      String.raw`printf("{\"order_id\":%d,\"customer\":\"%s\",\"total_cents\":%d}", a, b, c);`,
    ],
    ['a tag in Go', 'w.go', 'type O struct {\n ID int `json:"order_id"`\n C string `json:"customer"`\n}'],
    ['a dict in Python', 'w.py', "return {'order_id': 1, 'customer': c}"],
  ])('knows %s as writing', async (_, name, text) => {
    expect((await link({ [name]: text })).places[0]).toMatchObject({ file: name, context: 'writes' });
  });

  it('survives a hostile tree', async () => {
    const line = `put(${literals.join('); put(')});\n`;
    const { tree, places } = await link({
      'a\nb.c': line,
      '-rf.c': line,
      'binary.c': Buffer.concat([Buffer.from([0, 1, 2, 0]), Buffer.from(line)]),
      'long.c': `${'x'.repeat(3_000_000)} ${line}`,
    });
    symlinkSync('/etc', join(tree, 'etc'));
    symlinkSync(tree, join(tree, 'loop'));
    symlinkSync('/dev/zero', join(tree, 'zero.c'));
    const again = await linkSource(tree, [keys], {}, bin);
    expect(
      again.places[0]
        ?.map(({ file }) => file)
        .filter((file) => file !== 'long.c')
        .toSorted(),
    ).toEqual(['-rf.c', 'a\nb.c']);
    expect(places.length).toBeGreaterThanOrEqual(2);
    expect(again.isPartial).toBe(false);
  });

  it('ends when time or matches run out, and says so', async () => {
    const { tree } = await link({ 'many.c': `put("order_id"); put("customer");\n`.repeat(50_000) });
    const cut = await linkSource(tree, [keys], { matches: 100 }, bin);
    expect(cut.isPartial).toBe(true);
    expect(cut.places[0]?.[0]?.file).toBe('many.c');
  });

  it('finds nothing where there is nothing', async () => {
    expect((await link({ 'a.c': 'int main;' })).places).toEqual([]);
    expect((await link({ 'a.c': 'int main;' }, [])).places).toEqual([]);
  });
});

describe('without an engine', () => {
  beforeAll(() => mkdirSync(join(folder, 'none'), { recursive: true }));
  it('says so', async () => {
    await expect(linkSource(daemons, [['a']], {}, join(folder, 'none'))).rejects.toMatchObject({
      code: 'input.not-found',
    });
    expect(engines.length).toBeGreaterThan(0);
  });
});
