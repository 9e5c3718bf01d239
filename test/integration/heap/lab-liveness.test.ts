/**
 * Dumped over a jump host: a full queue and the same queue after it was given up. Same processes, same strings, same
 * resident memory; what lives in it is 100,000 and 0.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ProcessInspection } from '#shared/domain/inspection.ts';
import type { RegionClass } from '#shared/domain/memory.ts';
import { dumpedProcesses, inspectProcess } from '#electron/jobs/inspect/inspect-processes.ts';
import { until } from '#test/lab/command.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startBroker, startDaemons, type Daemon } from '#test/lab/kafka.ts';
import { startLab, type Lab, type Workload } from '#test/lab/lab.ts';
import { dumpFrozen } from '#test/support/dumps/dump-runs.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

/** librdkafka's default limit. */
const LIMIT = 100_000;
const heapClasses: RegionClass[] = ['arena-heap', 'main-heap'];

describeLab('the inside of a live process', () => {
  let lab: Lab;
  let temp: TempCase;
  beforeAll(async () => {
    lab = await startLab({ bastions: 1, targets: [{ name: 'suspect' }] });
    await startBroker(lab);
    await lab.hideBroker('suspect');
  }, 60_000);
  afterAll(() => lab.stop());
  beforeEach(() => {
    temp = createTempCase();
  });
  afterEach(() => temp.remove());

  async function inspect(process: Workload, classes = heapClasses): Promise<ProcessInspection> {
    await dumpFrozen(lab, temp, process, { kind: 'class', classes });
    const [dumped] = dumpedProcesses(temp.file, temp.file.snapshots());
    if (dumped === undefined) throw new Error('nothing was dumped');
    return inspectProcess(() => temp.file, dumped);
  }

  /** How often a text stands in the bytes of all dumps. */
  function remnants(text: string): number {
    let count = 0;
    for (const { id, kind, sizeBytes } of temp.file.artifacts()) {
      if (kind !== 'dump') continue;
      const bytes = Buffer.from(temp.file.readBytes(id, 0, sizeBytes));
      for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) count += 1;
    }
    return count;
  }

  async function started(messageTimeoutMs: number): Promise<Daemon> {
    const [fwlog, ...others] = await startDaemons(lab, 'suspect', {
      ...{ records: LIMIT, rate: 25_000, queueLimit: LIMIT, noteEvery: 64, messageTimeoutMs },
    });
    await Promise.all(others.map(({ process }) => process.stop('KILL')));
    if (fwlog === undefined) throw new Error('no daemon');
    return fwlog;
  }

  const counted = (daemon: Daemon, done: () => boolean) =>
    until(
      `${daemon.name} comes so far`,
      60_000,
      () => (daemon.counters() !== undefined && done()) || undefined,
    );

  test('a full queue at the default limit: each message, and each byte of payload', async () => {
    const fwlog = await started(86_400_000);
    await counted(fwlog, () => fwlog.counters()?.queue_messages === LIMIT);
    const counters = await fwlog.countersWithHeap();
    const { queue, dumps, era, links } = await inspect(fwlog.process);
    expect(queue?.totals).toMatchObject({
      live: {
        count: LIMIT,
        payloadBytes: counters.queue_payload_bytes,
        keyBytes: counters.queue_key_bytes,
      },
      ghost: { count: 0 },
      undetermined: { count: 0 },
    });
    expect(queue?.unassigned).toBe(LIMIT);
    expect(queue?.topics.map(({ count }) => count)).toEqual([LIMIT]);
    // The producer's own record of itself, read out of its memory.
    expect(queue?.counters).toMatchObject({
      messages: LIMIT,
      maxMessages: LIMIT,
      maxBytes: 1024 * 1024 * 1024,
    });
    // rkm_link of rd_kafka_msg_t, a TAILQ; what was found knowing nothing of librdkafka.
    expect(links.lists[0]).toMatchObject({
      ...{ nodes: LIMIT, nextOffset: 72, targetOffset: 0, isRing: false, isDouble: true },
      chunkBytes: queue?.totals.live.chunkBytes,
    });
    expect(era).toBe('2.35–2.42');
    expect(
      dumps.flatMap(({ segments }) => segments).filter(({ stop, isGuess }) => stop !== null || isGuess),
    ).toEqual([]);
    await fwlog.process.stop('KILL');
  }, 120_000);

  test('its twin after the message timeout: none lives, the remnants are ghosts, the memory is kept', async () => {
    // Long enough for all of them to be there at once, also on a busy machine.
    const fwlog = await started(20_000);
    await counted(fwlog, () => (fwlog.counters()?.failed ?? 0) >= LIMIT);
    expect(fwlog.counters()).toMatchObject({ queue_messages: 0, queue_payload_bytes: 0 });
    const { queue, totals } = await inspect(fwlog.process);
    expect(queue?.totals.live).toMatchObject({ count: 0, payloadBytes: 0, chunkBytes: 0 });
    expect(queue?.totals.undetermined.count).toBe(0);
    // Some remnants were overwritten by what came later: so against the strings, counted here.
    const heads = remnants('"session_id"');
    expect(heads).toBeGreaterThan(0.9 * LIMIT);
    expect(queue?.totals.ghost.count).toBeLessThanOrEqual(heads);
    expect(queue?.totals.ghost.count).toBeGreaterThan(0.98 * heads);
    const { free, used, top } = totals.states;
    expect(free.bytes + top.bytes).toBeGreaterThan(20 * used.bytes);
    await fwlog.process.stop('KILL');
  }, 120_000);

  test('what is no queue: the chunks that live and the bytes that were freed, and no message', async () => {
    const arenas = await lab.start('suspect', 'arenas', ['threads=2', 'chunks=20000']);
    const key = await arenas.key<{
      chunk_bytes: number;
      threads: { live_chunks: number; freed_chunks: number }[];
      malloc_info: string;
    }>();
    const { queue, totals } = await inspect(arenas);
    expect(queue).toBeNull();
    const live = key.threads.reduce((sum, { live_chunks: count }) => sum + count, 0);
    expect(totals.states.used.count).toBeGreaterThanOrEqual(live);
    // 16 bytes of header, rounded up to 16; some other chunks of the C library live beside.
    const chunk = Math.ceil((key.chunk_bytes + 8) / 16) * 16;
    expect(totals.states.used.bytes - live * chunk).toBeLessThan(64 * 1024);
    const rest = Number(
      /<total type="rest" count="\d+" size="(\d+)"\/>\n<total type="mmap"/.exec(key.malloc_info)?.[1],
    );
    const { free, top } = totals.states;
    // malloc_info adds up size fields with their flags: at most 7 a chunk.
    expect(rest - (free.bytes + top.bytes)).toBeGreaterThanOrEqual(0);
    expect(rest - (free.bytes + top.bytes)).toBeLessThanOrEqual(7 * free.count);
    await arenas.stop('KILL');
  }, 60_000);
});
