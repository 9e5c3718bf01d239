/**
 * The case study's situation: three daemons (build/sample/daemons) on the real librdkafka, a broker that answers or
 * does not. Their own counters are the answer key.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { until } from './command.ts';
import type { Lab, Workload } from './lab.ts';
import { BROKER_PORT } from './plan.ts';

/** As build/sample/daemons/producer.c writes it. */
export interface DaemonCounters {
  readonly daemon: string;
  readonly pid: number;
  readonly queue_limit_messages: number;
  readonly queue_messages: number;
  readonly queue_payload_bytes: number;
  readonly queue_key_bytes: number;
  readonly accepted: number;
  readonly delivered: number;
  /** Given up by librdkafka after message.timeout.ms and freed; malloc keeps what lies below a living chunk. */
  readonly failed: number;
  readonly dropped: number;
  /** malloc_info(3); only where it was asked for. */
  readonly malloc_info?: string;
}

export interface BacklogOptions {
  /** Per daemon; it is silent afterwards. Default 20,000. */
  readonly records?: number;
  /** Per daemon and second. Default 20,000. */
  readonly rate?: number;
  /** librdkafka's `message.timeout.ms`: after it the queue is given up. Default a day. */
  readonly messageTimeoutMs?: number;
  /** librdkafka's `queue.buffering.max.messages`. Default 100,000. */
  readonly queueLimit?: number;
  /** Of every so many records a small note stays for good, so that malloc keeps what is freed below it. Default none. */
  readonly noteEvery?: number;
}

export interface Daemon {
  readonly name: string;
  readonly process: Workload;
  /** Of at most a second ago. */
  counters(): DaemonCounters | undefined;
  /** Of now, with malloc_info. */
  countersWithHeap(): Promise<DaemonCounters>;
}

const daemons = [
  { name: 'fwlog', topic: 'sessions', threads: 4 },
  { name: 'logsd', topic: 'lines', threads: 2 },
  { name: 'auditd', topic: 'audit', threads: 2 },
] as const;

/** librdkafka's own mock cluster; `lab.hideBroker(target)` makes it unreachable for one. */
export async function startBroker(lab: Lab): Promise<void> {
  const address = lab.plan.broker.address;
  const broker = await lab.start('broker', 'mockbroker', [
    address,
    `${BROKER_PORT}`,
    ...daemons.map(({ topic }) => topic),
  ]);
  await until('the broker listens', 5_000, () => (broker.log().includes('mockbroker:') ? true : undefined));
}

export async function startDaemons(
  lab: Lab,
  target: string,
  options: BacklogOptions = {},
): Promise<Daemon[]> {
  const {
    records = 20_000,
    rate = 20_000,
    messageTimeoutMs = 86_400_000,
    queueLimit = 100_000,
    noteEvery = 0,
  } = options;
  const run = `${lab.node(target).folder}/run`;
  return Promise.all(
    daemons.map(async ({ name, topic, threads }): Promise<Daemon> => {
      const settings = [
        ...[`topic=${topic}`, `threads=${threads}`, `rate=${rate}`, `records=${records / threads}`],
        `bootstrap.servers=${lab.plan.broker.address}:${BROKER_PORT}`,
        `client.id=${name}`,
        `queue.buffering.max.messages=${queueLimit}`,
        'queue.buffering.max.kbytes=1048576',
        `message.timeout.ms=${messageTimeoutMs}`,
        `note_every=${noteEvery}`,
      ];
      writeFileSync(`${run}/lab/${name}.conf`, `${settings.join('\n')}\n`);
      rmSync(`${run}/counters/${name}.json`, { force: true });
      const process = await lab.start(target, name, [`/run/lab/${name}.conf`]);
      const counters = `${run}/counters/${name}.json`;
      const withHeap = `${run}/counters/${name}.malloc_info.json`;
      return {
        name,
        process,
        counters: () => readCounters(counters),
        async countersWithHeap() {
          rmSync(withHeap, { force: true });
          await process.signal('USR1');
          return until(`${name} writes its malloc_info`, 10_000, () => readCounters(withHeap));
        },
      };
    }),
  );
}

function readCounters(path: string): DaemonCounters | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DaemonCounters) : undefined;
}
