/** 内存机制的用语：名称、措施为何有效、如何确认，以及支持与反对的理由。 */
import { formatBytes, formatCount, formatShare } from '#shared/units/format.ts';
import type { MechanismMessages } from './mechanisms.en.ts';

const lower = '降低上限：堆积不会超过它；程序需处理队列已满的错误。';
const timeout = '无法投递的消息更早放弃。';
const arenas = 'arena 越少，释放后被保留的内存越少；需要重启进程。';
const rss = '在相同负载下再取一次快照：进程匿名内存低于新的上限。';

const scopes: Readonly<Record<string, string>> = {
  queue: '队列',
  partition: '分区',
  destination: '目的地',
  input: '输入',
  output: '输出',
  connection: '连接',
  subscription: '订阅',
  pipe: '对端',
  producer: '生产者',
  exporter: '导出器',
  stream: '流',
};

export const mechanismsZhCn: MechanismMessages = {
  texts: {
    'librdkafka-producer': {
      title: 'librdkafka 生产者队列',
      why: {
        'queue.buffering.max.messages': lower,
        'queue.buffering.max.kbytes': '同时限制载荷字节；默认 1 GiB 在单条消息小于 10 kB 时永远不起作用。',
        'message.timeout.ms': timeout,
        MALLOC_ARENA_MAX: arenas,
      },
      verify: '再次转储并遍历堆：存活消息少于新的上限。',
    },
    'librdkafka-consumer': {
      title: 'librdkafka 消费者预取',
      why: { 'queued.max.messages.kbytes': lower },
      verify: rss,
    },
    'librdkafka-events': {
      title: '无人轮询的 librdkafka 事件',
      why: {
        rd_kafka_poll: '定期调用：统计、投递报告与日志都在等它，且没有上限。',
        'statistics.interval.ms': '不产生统计，就不会堆积。',
      },
      verify: '再次转储：除最后一份外没有存活的统计。',
    },
    'kafka-java-producer': {
      title: 'Java Kafka 生产者缓冲',
      why: { 'buffer.memory': lower, 'delivery.timeout.ms': timeout },
      verify: '生产者指标 buffer-total-bytes 与 buffer-available-bytes。',
    },
    'rsyslog-queue': {
      title: 'rsyslog 主队列',
      why: { 'main_queue.queue.size': lower, 'queue.filename': '放不下的写到磁盘，而不是内存。' },
      verify: 'impstats：主队列的 size 与 maxqsize。',
    },
    'rsyslog-omkafka': {
      title: 'rsyslog 到 Kafka：前后两个队列',
      why: { 'queue.buffering.max.messages': lower, 'action.queue.size': '它前面的队列同样占内存。' },
      verify: 'impstats：动作队列的 size 与 omkafka 的 maxoutqsize。',
    },
    'syslog-ng-destination': {
      title: 'syslog-ng 输出队列',
      why: { 'log-fifo-size': lower, flags: '让来源等待，而不是堆积消息。' },
      verify: 'syslog-ng-ctl stats：各目的地的 queued。',
    },
    'fluent-bit-input': {
      title: 'Fluent Bit 输入块',
      why: { mem_buf_limit: '不设置时输入没有任何上限。', 'storage.type': '块写到磁盘。' },
      verify: '/api/v1/storage：各输入的 mem_size。',
    },
    'fluentd-buffer': {
      title: 'Fluentd 内存缓冲',
      why: { total_limit_size: lower, overflow_action: '丢弃最旧的，而不是继续增长。' },
      verify: 'monitor_agent：各输出的 buffer_total_queued_size。',
    },
    'log4j2-async': {
      title: 'Log4j 2 异步环形缓冲',
      why: {
        'log4j2.asyncLoggerRingBufferSize': lower,
        'log4j2.asyncQueueFullPolicy': '缓冲满时丢弃事件，而不是阻塞。',
      },
      verify: 'JMX 的 RingBufferAdmin：RemainingCapacity。',
    },
    'logback-async': {
      title: 'Logback AsyncAppender 队列',
      why: { neverBlock: '队列满时丢弃事件，而不是阻塞。' },
      verify: 'AsyncAppender.getNumberOfElementsInQueue()。',
    },
    'zeromq-pipe': {
      title: 'ZeroMQ 管道',
      why: { ZMQ_SNDHWM: '按对端、按消息条数计；消息大时应降低。' },
      verify: rss,
    },
    'redis-client-output': {
      title: 'Redis 慢客户端输出',
      why: {
        'maxmemory-clients': '限制所有客户端的总和。',
        'client-output-buffer-limit.normal': '断开不读取的客户端。',
      },
      verify: 'CLIENT LIST 的 omem；INFO memory 的 mem_clients_normal。',
    },
    'hiredis-async': {
      title: 'hiredis 未发出的命令',
      why: { 'in-flight': '该库没有上限；请对未完成的应答计数。' },
      verify: rss,
    },
    'rabbitmq-java': {
      title: 'RabbitMQ 未确认的消息',
      why: { waitForConfirms: '未确认消息的集合本身没有上限。' },
      verify: rss,
    },
    'nats-go': { title: 'NATS 重连缓冲', why: { ReconnectBufSize: lower }, verify: rss },
    'paho-python': {
      title: 'Paho MQTT 队列（Python）',
      why: { max_queued_messages: '不设置时 QoS 1 与 2 没有上限。' },
      verify: rss,
    },
    'paho-c-async': {
      title: 'Paho MQTT 缓冲（C）',
      why: { deleteOldestMessages: '缓冲满时丢弃最旧的。' },
      verify: 'MQTTAsync_getPendingTokens()。',
    },
    'pulsar-cpp': {
      title: 'Pulsar 待确认消息',
      why: { memoryLimit: '限制一个客户端所有生产者的字节数。' },
      verify: rss,
    },
    'otel-collector': {
      title: 'OpenTelemetry Collector 发送队列',
      why: { 'sending_queue.queue_size': lower, memory_limiter: '内存不足之前就拒收数据。' },
      verify: '指标 otelcol_exporter_queue_size。',
    },
    'otel-sdk-spans': {
      title: '等待批量发送的 OpenTelemetry span',
      why: { OTEL_BSP_MAX_QUEUE_SIZE: lower },
      verify: rss,
    },
    'beats-queue': {
      title: 'Beats 内存队列',
      why: { 'queue.mem.events': lower },
      verify: '日志中的 libbeat.pipeline.events.active。',
    },
    'grpc-stream': {
      title: '等待慢对端的 gRPC 写',
      why: { ResourceQuota: '限制所有流合计占用的内存。' },
      verify: rss,
    },
    'event-loop-writes': {
      title: '事件循环对慢对端的写',
      why: { backpressure: '高水位只是建议，程序必须遵守。' },
      verify: 'ss -tm：套接字未发送的字节；以及相同负载下的匿名内存。',
    },
    'python-queue': {
      title: '没有上限的 Python 队列',
      why: { maxsize: '默认值 0 表示没有上限。' },
      verify: 'queue.qsize()。',
    },
    'vector-buffer': {
      title: 'Vector 输出缓冲',
      why: { 'buffer.when_full': '丢弃新事件，而不是阻塞来源。' },
      verify: '指标 buffer_events。',
    },
    'journald-volatile': {
      title: '内存中的 journald',
      why: { RuntimeMaxUse: lower },
      verify: 'journalctl --disk-usage；meminfo 的 Shmem。',
    },
    'kernel-sockets': {
      title: '对端未取走的套接字数据',
      why: { 'net.ipv4.tcp_wmem': '限制每个连接的发送缓冲。' },
      verify: 'ss -tm；/proc/net/sockstat 中的 TCP mem。',
    },
    'allocator-retention': {
      title: '已释放但被分配器保留',
      why: {
        malloc_trim: '把整页的空闲内存归还内核，一次性；应在积压排空后调用。',
        MALLOC_ARENA_MAX: arenas,
        M_TRIM_THRESHOLD: '更早归还堆尾，并阻止该阈值自动增大。',
      },
      verify: '比较 malloc_trim(0) 前后的匿名内存；若是队列则不会变化。',
    },
    'arena-fragmentation': {
      title: 'arena 碎片',
      why: { MALLOC_ARENA_MAX: arenas, LD_PRELOAD: '按大小分开存放的分配器；依赖它之前请先测量。' },
      verify: '一天后再遍历堆：已释放的占比保持很小。',
    },
  },
  sentences: {
    'queue.live': ({ count, payload, chunks }) =>
      `${formatCount(count)} 条存活消息，载荷 ${formatBytes(payload)}；连同结构体、键与分配器开销共 ${formatBytes(chunks)}。`,
    'queue.counted': ({ count, bytes }) =>
      `生产者自身的计数为 ${formatCount(count)} 条、${formatBytes(bytes)}：不多不少。`,
    'queue.at-limit': ({ count, limit }) =>
      `队列已满：${formatCount(count)} / ${formatCount(limit)} 条，两个数都由生产者自己记录。`,
    'queue.at-byte-limit': ({ bytes, limit }) =>
      `队列已满：${formatBytes(bytes)} / ${formatBytes(limit)}，两个数都由生产者自己记录。`,
    'queue.at-default-limit': ({ limit }) => `队列恰为默认上限 ${formatCount(limit)} 条消息。`,
    'queue.below-limit': ({ count, limit }) =>
      `队列低于其上限：${formatCount(count)} / ${formatCount(limit)} 条消息。`,
    'queue.below-default-limit': ({ count, limit }) =>
      `${formatCount(count)} 条消息低于默认上限 ${formatCount(limit)}；是否设置了更低的上限尚不可知。`,
    'queue.above-default-limit': ({ count, limit }) =>
      `${formatCount(count)} 条消息高于默认上限 ${formatCount(limit)}：上限被调高，或有多个客户端。`,
    'queue.ceiling': ({ ceiling, growth }) =>
      `预测上限 ${formatBytes(ceiling)}；该进程比对侧多用 ${formatBytes(growth)}。`,
    'queue.oldest': ({ minutes }) => `最旧的消息已等待 ${formatCount(minutes)} 分钟。`,
    'queue.still': ({ seconds }) =>
      `最新的消息已有 ${formatCount(seconds)} 秒：此后再未接收任何消息，与队列已满时一样。`,
    'queue.ghosts': ({ count, payload }) =>
      `另有 ${formatCount(count)} 条消息（${formatBytes(payload)}）只是已释放内存中的残留，不计入。`,
    'queue.undetermined': ({ count }) => `${formatCount(count)} 条消息位于无法遍历的堆中，不计入。`,
    'process.growth': ({ bytes }) => `该进程的匿名内存比另一侧的同类进程多 ${formatBytes(bytes)}。`,
    'process.no-growth': ({ bytes }) =>
      `该进程的匿名内存并不比另一侧的同类进程多（少 ${formatBytes(bytes)}）。`,
    'process.named': ({ process }) => `进程名为 ${process}。`,
    'library.mapped': ({ library }) => `已映射 ${library}。`,
    'library.missing': ({ library }) => `没有映射名为 ${library} 的文件；可能是静态链接。`,
    'broker.no-metadata': ({ count }) =>
      `全部 ${formatCount(count)} 条消息的编号均为 0：从未有 broker 告知分区所在。`,
    'broker.some-metadata': ({ unassigned, count }) =>
      `${formatCount(count)} 条消息中有 ${formatCount(unassigned)} 条从未分配到分区。`,
    'broker.retried': ({ retried, count }) =>
      `${formatCount(count)} 条消息中有 ${formatCount(retried)} 条曾发送未果：能连上 broker，但它失败。`,
    'peer.unanswered': ({ remote, count }) =>
      `到 ${remote} 的 ${formatCount(count)} 个连接没有应答（SYN-SENT）。`,
    'peer.refused': ({ count }) => `其日志中有 ${formatCount(count)} 行表明对端拒绝连接或失败。`,
    'peer.unsent': ({ remote, bytes }) => `发往 ${remote} 的 ${formatBytes(bytes)} 未发送或未确认。`,
    'peer.connected': ({ remote }) => `到 ${remote} 的连接正常，没有未发送的数据。`,
    'dumps.partial': ({ share }) => `其常驻堆只转储了 ${formatShare(share)}：可能还有更多。`,
    'dumps.unknown': () => '其内存区域未知：无法得知转储了多少堆。',
    'limit.not-read': ({ setting }) => `在内存中未找到 ${setting} 的值：按默认值估算。`,
    'limit.per': ({ setting, scope }) => `${setting} 按每个${scopes[scope] ?? scope}计；其个数未知。`,
    'limit.none': () => '没有任何上限。',
    'knowledge.unchecked': () => '关于该组件的说法未与其源代码核对。',
    'content.live': ({ count, payload }) =>
      `${formatCount(count)} 条该类存活记录，共 ${formatBytes(payload)}。`,
    'content.undetermined': ({ count, payload }) =>
      `${formatCount(count)} 条该类记录（${formatBytes(payload)}）位于无法判断存活的堆中。`,
    'content.no-structure': () => '依据是记录，而不是队列自身的结构：仅为估计。',
    'retention.amount': ({ bytes, share, arenas: count }) =>
      `${formatBytes(bytes)} 已释放但仍保留在 ${formatCount(count)} 个 arena 中：占已遍历堆的 ${formatShare(share)}。`,
    'retention.past-backlog': ({ bytes }) =>
      `0 条存活消息；${formatBytes(bytes)} 已释放但被分配器保留；应使用 malloc_trim 或 MALLOC_ARENA_MAX，而不是调整队列。`,
    'retention.ghosts': ({ count, payload }) =>
      `过去积压的 ${formatCount(count)} 条消息（${formatBytes(payload)}）仍可在已释放内存中读到。`,
    'retention.trimmable': ({ bytes }) => `malloc_trim 可归还其中 ${formatBytes(bytes)}：整页部分。`,
    'retention.residency-unknown': () => '没有页表信息，无法得知其中多少已经归还。',
    'retention.queue-lives': ({ count }) => `同一批堆中有 ${formatCount(count)} 条消息存活。`,
    'fragmentation.amount': ({ bytes, share, trimmable }) =>
      `${formatBytes(bytes)} 已释放，占已遍历堆的 ${formatShare(share)}，但只有 ${formatBytes(trimmable)} 是整页。`,
    'fragmentation.may-pass': () => '突发刚结束时也会如此，随后自行消失：请稍后再看。',
    'kernel.unsent': ({ bytes, connections }) =>
      `${formatCount(connections)} 个连接中有 ${formatBytes(bytes)} 等待对端取走。`,
    'group.queue': ({ processes, atLimit, count, observed, ceiling }) =>
      `${processes}：${formatCount(count)} 个进程中 ${formatCount(atLimit)} 个达到上限；合计实测 ${formatBytes(observed)}，上限 ${formatBytes(ceiling)}。`,
    'group.unbounded': ({ processes, count, observed }) =>
      `${processes}：${formatCount(count)} 个进程共 ${formatBytes(observed)}。`,
  },
};
