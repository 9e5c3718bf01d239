/** The timeline of the bundled case over every transport, beside what SQLite itself says. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import Sqlite, { type Database } from 'better-sqlite3';
import { createApp, type App } from '#electron/app.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';
import { connect, transports } from '#test/support/rpc/transports.ts';
import type { Transport } from '#test/support/rpc/transports.ts';

const path = 'build/sample/two-appliances.memcase';
let database: Database;

beforeAll(() => {
  database = new Sqlite(path, { readonly: true });
});
afterAll(() => database.close());

/** Time and bytes of a field, in the order of time. */
function readings(target: string, field: string): unknown[] {
  return database
    .prepare(
      `SELECT s.taken_at AS at, m.value AS bytes FROM meminfo m JOIN snapshot s ON s.id = m.snapshot
       JOIN target t ON t.id = s.target WHERE t.name = ? AND m.field = ? ORDER BY s.taken_at`,
    )
    .all(target, field);
}

describe.each(transports)('over %s', (name) => {
  let temp: TempCase;
  let app: App;
  let transport: Transport;
  let handle: string;

  beforeEach(async () => {
    temp = createTempCase();
    app = createApp(temp.platform);
    transport = await connect(name, app);
    handle = (await transport.client.cases.open({ path, mode: 'read' })).handle;
  });
  afterEach(async () => {
    await transport.close();
    await app.close();
    temp.remove();
  });

  it('gives all samples of a lane, each with its line', async () => {
    const { lanes, range } = await transport.client.timeline.series({
      case: handle,
      lanes: ['meminfo:AnonPages'],
      evidence: true,
    });
    expect(range).toBeNull();
    expect(lanes.map(({ id }) => id)).toEqual(['meminfo:AnonPages']);
    for (const { target, total, times, bytes } of lanes[0]?.series ?? []) {
      const told = readings(target, 'AnonPages');
      expect(total).toBe(told.length);
      expect(times.map((at, row) => ({ at, bytes: bytes[row] }))).toEqual(told);
    }
    expect(lanes[0]?.series.map(({ target }) => target)).toEqual(['gw-a', 'gw-b']);
    const { bytes, readings: places } = lanes[0]?.series[0] ?? {};
    const place = places?.[0]?.evidence;
    if (place === undefined || !('artifact' in place)) throw new Error('no reading');
    const { artifact, line } = place;
    const { lines, firstLine } = await transport.client.evidence.excerpt({ case: handle, artifact, line });
    expect(lines[line - firstLine]).toMatch(new RegExp(`^AnonPages: +${(bytes?.[0] ?? 0) / 1024} kB$`));
  });

  it('takes no more than a width allows, and keeps the least and the largest', async () => {
    const ask = { case: handle, lanes: ['meminfo:MemAvailable'], targets: ['gw-a'], width: 1 };
    const { lanes } = await transport.client.timeline.series(ask);
    const all = readings('gw-a', 'MemAvailable').map((row) => (row as { bytes: number }).bytes);
    const { bytes: drawn, readings: places } = lanes[0]?.series[0] ?? {};
    expect(places).toBeNull();
    expect(drawn?.toSorted((x, y) => x - y)).toEqual([Math.min(...all), Math.max(...all)]);
  });

  it('knows what can be chosen, what happened, and the clocks', async () => {
    const overview = await transport.client.timeline.overview({ case: handle });
    expect(overview.targets.map(({ name: target, snapshots }) => [target, snapshots])).toEqual([
      ['gw-a', readings('gw-a', 'MemFree').length],
      ['gw-b', readings('gw-b', 'MemFree').length],
    ]);
    expect(overview.targets.every(({ clock }) => clock !== null && clock.boundMs > 0)).toBe(true);
    expect(overview.events).toEqual(await transport.client.evidence.events({ case: handle }));
    expect(overview.chosen).toContain('meminfo:MemAvailable');
    expect(overview.chosen.every((id) => overview.choices.some((choice) => choice.id === id))).toBe(true);
  });

  it('refuses a range that is none and a lane that is not there', async () => {
    const refused = (code: string) => expect.objectContaining({ code });
    const range = { from: 5, to: 5 };
    await expect(transport.client.timeline.series({ case: handle, range })).rejects.toThrow(
      refused('rpc.invalid-request'),
    );
    await expect(transport.client.timeline.series({ case: handle, lanes: ['meminfo:No'] })).rejects.toThrow(
      refused('input.bad-option'),
    );
  });
});
