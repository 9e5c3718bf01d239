/** Words of the mechanisms: titles, why a remedy helps, how to see that it did, and what speaks for and against. */
import type { MechanismId } from '#shared/domain/mechanism.ts';
import { formatBytes, formatCount, formatShare } from '#shared/units/format.ts';

/** Of one mechanism; `why` by key of its remedies. */
export interface MechanismText {
  readonly title: string;
  readonly why: Readonly<Record<string, string>>;
  readonly verify: string;
}

const lower = 'A lower limit: what piles up stays below it; handle the error of a full queue.';
const timeout = 'Messages that cannot be delivered are given up sooner.';
const arenas = 'Fewer arenas keep less of what was freed; needs a restart.';
const rss =
  'Take the same snapshot again under the same load: the process’s anonymous memory stays below the new ceiling.';

const texts: Readonly<Record<MechanismId, MechanismText>> = {
  'librdkafka-producer': {
    title: 'librdkafka producer queue',
    why: {
      'queue.buffering.max.messages': lower,
      'queue.buffering.max.kbytes':
        'Bounds the payload too; the default of 1 GiB never binds below 10 kB a message.',
      'message.timeout.ms': timeout,
      MALLOC_ARENA_MAX: arenas,
    },
    verify: 'Dump the heaps again and walk them: fewer living messages than the new limit.',
  },
  'librdkafka-consumer': {
    title: 'librdkafka consumer prefetch',
    why: { 'queued.max.messages.kbytes': lower },
    verify: rss,
  },
  'librdkafka-events': {
    title: 'librdkafka events that nobody polls',
    why: {
      rd_kafka_poll: 'Call it regularly: statistics, reports and logs wait for it without a limit.',
      'statistics.interval.ms': 'No statistics, nothing to pile up.',
    },
    verify: 'Dump again: no living statistics but the last.',
  },
  'kafka-java-producer': {
    title: 'Java Kafka producer buffers',
    why: { 'buffer.memory': lower, 'delivery.timeout.ms': timeout },
    verify: 'The metrics buffer-total-bytes and buffer-available-bytes of the producer.',
  },
  'rsyslog-queue': {
    title: 'rsyslog main queue',
    why: {
      'main_queue.queue.size': lower,
      'queue.filename': 'What does not fit goes to disk instead of memory.',
    },
    verify: 'impstats: size and maxqsize of the main queue.',
  },
  'rsyslog-omkafka': {
    title: 'rsyslog to Kafka: two queues, one behind the other',
    why: {
      'queue.buffering.max.messages': lower,
      'action.queue.size': 'The queue before it counts as well.',
    },
    verify: 'impstats: size of the action’s queue and maxoutqsize of omkafka.',
  },
  'syslog-ng-destination': {
    title: 'syslog-ng output queue',
    why: { 'log-fifo-size': lower, flags: 'Sources wait instead of messages piling up.' },
    verify: 'syslog-ng-ctl stats: queued of each destination.',
  },
  'fluent-bit-input': {
    title: 'Fluent Bit input chunks',
    why: { mem_buf_limit: 'Without it nothing bounds an input.', 'storage.type': 'Chunks go to disk.' },
    verify: '/api/v1/storage: mem_size of each input.',
  },
  'fluentd-buffer': {
    title: 'Fluentd memory buffer',
    why: { total_limit_size: lower, overflow_action: 'The oldest go instead of memory growing.' },
    verify: 'monitor_agent: buffer_total_queued_size of each output.',
  },
  'log4j2-async': {
    title: 'Log4j 2 asynchronous ring',
    why: {
      'log4j2.asyncLoggerRingBufferSize': lower,
      'log4j2.asyncQueueFullPolicy': 'A full ring drops events instead of blocking.',
    },
    verify: 'The JMX bean RingBufferAdmin: RemainingCapacity.',
  },
  'logback-async': {
    title: 'Logback AsyncAppender queue',
    why: { neverBlock: 'A full queue drops events instead of blocking.' },
    verify: 'AsyncAppender.getNumberOfElementsInQueue().',
  },
  'zeromq-pipe': {
    title: 'ZeroMQ pipes',
    why: { ZMQ_SNDHWM: 'Counts for each peer, in messages: lower it where messages are large.' },
    verify: rss,
  },
  'redis-client-output': {
    title: 'Redis output for slow clients',
    why: {
      'maxmemory-clients': 'Bounds all clients together.',
      'client-output-buffer-limit.normal': 'A client that does not read is disconnected.',
    },
    verify: 'CLIENT LIST: omem; INFO memory: mem_clients_normal.',
  },
  'hiredis-async': {
    title: 'hiredis commands that were not sent',
    why: { 'in-flight': 'The library has no limit; count replies that are outstanding.' },
    verify: rss,
  },
  'rabbitmq-java': {
    title: 'RabbitMQ messages without a confirm',
    why: { waitForConfirms: 'The set of unconfirmed messages has no limit of its own.' },
    verify: rss,
  },
  'nats-go': { title: 'NATS reconnect buffer', why: { ReconnectBufSize: lower }, verify: rss },
  'paho-python': {
    title: 'Paho MQTT queue (Python)',
    why: { max_queued_messages: 'Without it there is no limit for QoS 1 and 2.' },
    verify: rss,
  },
  'paho-c-async': {
    title: 'Paho MQTT buffer (C)',
    why: { deleteOldestMessages: 'The oldest go when the buffer is full.' },
    verify: 'MQTTAsync_getPendingTokens().',
  },
  'pulsar-cpp': {
    title: 'Pulsar pending messages',
    why: { memoryLimit: 'Bounds bytes over all producers of a client.' },
    verify: rss,
  },
  'otel-collector': {
    title: 'OpenTelemetry Collector sending queue',
    why: { 'sending_queue.queue_size': lower, memory_limiter: 'Refuses data before memory is short.' },
    verify: 'The metric otelcol_exporter_queue_size.',
  },
  'otel-sdk-spans': {
    title: 'OpenTelemetry spans that wait for a batch',
    why: { OTEL_BSP_MAX_QUEUE_SIZE: lower },
    verify: rss,
  },
  'beats-queue': {
    title: 'Beats memory queue',
    why: { 'queue.mem.events': lower },
    verify: 'The log’s libbeat.pipeline.events.active.',
  },
  'grpc-stream': {
    title: 'gRPC writes that wait for a slow peer',
    why: { ResourceQuota: 'Bounds what all streams hold together.' },
    verify: rss,
  },
  'event-loop-writes': {
    title: 'Writes of an event loop to a slow peer',
    why: { backpressure: 'The high-water mark is advice; the program has to heed it.' },
    verify: 'ss -tm: unsent bytes of the socket; and anonymous memory under the same load.',
  },
  'python-queue': {
    title: 'Python queue without a limit',
    why: { maxsize: 'The default of 0 means no limit.' },
    verify: 'queue.qsize().',
  },
  'vector-buffer': {
    title: 'Vector sink buffer',
    why: { 'buffer.when_full': 'New events go instead of holding up the source.' },
    verify: 'The metric buffer_events.',
  },
  'journald-volatile': {
    title: 'journald in memory',
    why: { RuntimeMaxUse: lower },
    verify: 'journalctl --disk-usage; Shmem in meminfo.',
  },
  'kernel-sockets': {
    title: 'Bytes in sockets that the peer does not take',
    why: { 'net.ipv4.tcp_wmem': 'Bounds the send buffer of each connection.' },
    verify: 'ss -tm; TCP mem in /proc/net/sockstat.',
  },
  'allocator-retention': {
    title: 'Freed, but kept by the allocator',
    why: {
      malloc_trim: 'Gives whole freed pages back to the kernel, once; call it when a backlog has drained.',
      MALLOC_ARENA_MAX: arenas,
      M_TRIM_THRESHOLD:
        'Gives the end of the heap back sooner, and keeps the threshold from growing by itself.',
    },
    verify: 'Anonymous memory before and after malloc_trim(0), which changes nothing for a queue.',
  },
  'arena-fragmentation': {
    title: 'Fragmented arenas',
    why: {
      MALLOC_ARENA_MAX: arenas,
      LD_PRELOAD: 'An allocator that keeps sizes apart; measure it before you rely on it.',
    },
    verify: 'Walk the heaps again after a day: the freed share stays small.',
  },
};

/** Parameters of each sentence: bytes, shares between 0 and 1, counts. */
export interface MechanismParams {
  'queue.live': { count: number; payload: number; chunks: number };
  'queue.counted': { count: number; bytes: number };
  'queue.at-limit': { count: number; limit: number };
  'queue.at-byte-limit': { bytes: number; limit: number };
  'queue.at-default-limit': { limit: number };
  'queue.below-limit': { count: number; limit: number };
  'queue.below-default-limit': { count: number; limit: number };
  'queue.above-default-limit': { count: number; limit: number };
  'queue.ceiling': { ceiling: number; growth: number };
  'queue.oldest': { minutes: number };
  'queue.still': { seconds: number };
  'queue.ghosts': { count: number; payload: number };
  'queue.undetermined': { count: number };
  'process.growth': { bytes: number };
  'process.no-growth': { bytes: number };
  'process.named': { process: string };
  'library.mapped': { library: string };
  'library.missing': { library: string };
  'broker.no-metadata': { count: number };
  'broker.some-metadata': { unassigned: number; count: number };
  'broker.retried': { retried: number; count: number };
  'peer.unanswered': { remote: string; count: number };
  'peer.refused': { count: number };
  'peer.unsent': { remote: string; bytes: number };
  'peer.connected': { remote: string };
  'dumps.partial': { share: number };
  'dumps.unknown': Record<never, never>;
  'limit.not-read': { setting: string };
  'limit.per': { setting: string; scope: string };
  'limit.none': Record<never, never>;
  'knowledge.unchecked': Record<never, never>;
  'content.live': { count: number; payload: number };
  'content.undetermined': { count: number; payload: number };
  'content.no-structure': Record<never, never>;
  'retention.amount': { bytes: number; share: number; arenas: number };
  'retention.past-backlog': { bytes: number };
  'retention.ghosts': { count: number; payload: number };
  'retention.trimmable': { bytes: number };
  'retention.residency-unknown': Record<never, never>;
  'retention.queue-lives': { count: number };
  'fragmentation.amount': { bytes: number; share: number; trimmable: number };
  'fragmentation.may-pass': Record<never, never>;
  'kernel.unsent': { bytes: number; connections: number };
  'group.queue': { processes: string; atLimit: number; count: number; observed: number; ceiling: number };
  'group.unbounded': { processes: string; count: number; observed: number };
}
export type MechanismCode = keyof MechanismParams;
export type MechanismSentences = {
  readonly [Code in MechanismCode]: (params: MechanismParams[Code]) => string;
};

const s = (count: number) => (count === 1 ? '' : 's');

const sentences: MechanismSentences = {
  'queue.live': ({ count, payload, chunks }) =>
    `${formatCount(count)} living message${s(count)} with ${formatBytes(payload)} of payload, ` +
    `${formatBytes(chunks)} with struct, key and the allocator’s overhead.`,
  'queue.counted': ({ count, bytes }) =>
    `The producer itself counts ${formatCount(count)} messages and ${formatBytes(bytes)}: none is missing, none too many.`,
  'queue.at-limit': ({ count, limit }) =>
    `The queue is full: ${formatCount(count)} of ${formatCount(limit)} messages, both as the producer keeps them.`,
  'queue.at-byte-limit': ({ bytes, limit }) =>
    `The queue is full: ${formatBytes(bytes)} of ${formatBytes(limit)}, both as the producer keeps them.`,
  'queue.at-default-limit': ({ limit }) =>
    `The queue stands at the default limit of ${formatCount(limit)} messages.`,
  'queue.below-limit': ({ count, limit }) =>
    `The queue is below its limit: ${formatCount(count)} of ${formatCount(limit)} messages.`,
  'queue.below-default-limit': ({ count, limit }) =>
    `${formatCount(count)} messages are below the default limit of ${formatCount(limit)}; whether a lower one is set is not known.`,
  'queue.above-default-limit': ({ count, limit }) =>
    `${formatCount(count)} messages are above the default limit of ${formatCount(limit)}: it was raised, or there are several clients.`,
  'queue.ceiling': ({ ceiling, growth }) =>
    `Predicted ceiling ${formatBytes(ceiling)}; the process uses ${formatBytes(growth)} more than its peer.`,
  'queue.oldest': ({ minutes }) => `The oldest message waits for ${formatCount(minutes)} min.`,
  'queue.still': ({ seconds }) =>
    `The newest message is ${formatCount(seconds)} s old: since then none was taken in, as when a queue is full.`,
  'queue.ghosts': ({ count, payload }) =>
    `${formatCount(count)} more message${s(count)} (${formatBytes(payload)}) are only remnants in freed memory, and not counted.`,
  'queue.undetermined': ({ count }) =>
    `${formatCount(count)} message${s(count)} lie where the heap could not be walked, and are not counted.`,
  'process.growth': ({ bytes }) =>
    `The process has ${formatBytes(bytes)} more anonymous memory than its like on the other side.`,
  'process.no-growth': ({ bytes }) =>
    `The process has no more anonymous memory than its like on the other side (${formatBytes(bytes)} less).`,
  'process.named': ({ process }) => `The process is called ${process}.`,
  'library.mapped': ({ library }) => `${library} is mapped.`,
  'library.missing': ({ library }) => `No file called ${library} is mapped; it may be linked statically.`,
  'broker.no-metadata': ({ count }) =>
    `All ${formatCount(count)} messages have number 0: no broker ever told where the partitions are.`,
  'broker.some-metadata': ({ unassigned, count }) =>
    `${formatCount(unassigned)} of ${formatCount(count)} messages were never given to a partition.`,
  'broker.retried': ({ retried, count }) =>
    `${formatCount(retried)} of ${formatCount(count)} messages were sent before, in vain: a broker is reached, and fails.`,
  'peer.unanswered': ({ remote, count }) =>
    `${formatCount(count)} connection${s(count)} to ${remote} without an answer (SYN-SENT).`,
  'peer.refused': ({ count }) =>
    `${formatCount(count)} line${s(count)} of its log tell that the peer refuses or fails.`,
  'peer.unsent': ({ remote, bytes }) =>
    `${formatBytes(bytes)} to ${remote} are not sent or not acknowledged.`,
  'peer.connected': ({ remote }) => `A connection to ${remote} stands, with nothing unsent.`,
  'dumps.partial': ({ share }) =>
    `Only ${formatShare(share)} of its resident heaps were dumped: there may be more.`,
  'dumps.unknown': () => 'Its regions are not known: how much of its heaps was dumped cannot be told.',
  'limit.not-read': ({ setting }) =>
    `The value of ${setting} was not found in memory: its default is assumed.`,
  'limit.per': ({ setting, scope }) =>
    `${setting} counts for each ${scope}; how many there are is not known.`,
  'limit.none': () => 'Nothing bounds it.',
  'knowledge.unchecked': () => 'What is said of this component was not checked against its source.',
  'content.live': ({ count, payload }) =>
    `${formatCount(count)} living record${s(count)} of the kind with ${formatBytes(payload)}.`,
  'content.undetermined': ({ count, payload }) =>
    `${formatCount(count)} record${s(count)} of the kind with ${formatBytes(payload)} in a heap where nobody can tell what lives.`,
  'content.no-structure': () => 'The records speak for it, not the queue’s own structure: an estimate.',
  'retention.amount': ({ bytes, share, arenas: count }) =>
    `${formatBytes(bytes)} are freed but kept in ${formatCount(count)} arena${s(count)}: ${formatShare(share)} of the heaps that were walked.`,
  'retention.past-backlog': ({ bytes }) =>
    `0 live messages; ${formatBytes(bytes)} free but kept by the allocator; malloc_trim or MALLOC_ARENA_MAX, not the queue.`,
  'retention.ghosts': ({ count, payload }) =>
    `${formatCount(count)} message${s(count)} (${formatBytes(payload)}) of a past backlog can still be read in freed memory.`,
  'retention.trimmable': ({ bytes }) =>
    `malloc_trim would give ${formatBytes(bytes)} of it back: whole pages.`,
  'retention.residency-unknown': () =>
    'Without a page map it is not known how much of it was given back already.',
  'retention.queue-lives': ({ count }) => `${formatCount(count)} message${s(count)} live in the same heaps.`,
  'fragmentation.amount': ({ bytes, share, trimmable }) =>
    `${formatBytes(bytes)} are freed, ${formatShare(share)} of the heaps that were walked, but only ${formatBytes(trimmable)} in whole pages.`,
  'fragmentation.may-pass': () =>
    'The same picture passes by itself when a burst has just ended: look again later.',
  'kernel.unsent': ({ bytes, connections }) =>
    `${formatBytes(bytes)} wait in ${formatCount(connections)} connection${s(connections)} for peers that do not take them.`,
  'group.queue': ({ processes, atLimit, count, observed, ceiling }) =>
    `${processes}: ${formatCount(atLimit)} of ${formatCount(count)} at the limit; together ${formatBytes(observed)} observed, ` +
    `ceiling ${formatBytes(ceiling)}.`,
  'group.unbounded': ({ processes, count, observed }) =>
    `${processes}: ${formatBytes(observed)} in ${formatCount(count)} process${count === 1 ? '' : 'es'}.`,
};

export interface MechanismMessages {
  readonly texts: Readonly<Record<MechanismId, MechanismText>>;
  readonly sentences: MechanismSentences;
}

export const mechanismsEn: MechanismMessages = { texts, sentences };
