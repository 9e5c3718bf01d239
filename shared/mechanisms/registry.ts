/** All mechanisms that are known, in the order of `mechanismIds`. A new one: its id there, a file here, its words in i18n. */
import { mechanismIds, type MechanismId } from '#shared/domain/mechanism.ts';
import type { MechanismDefinition } from './definition.ts';
import { librdkafkaProducer } from './librdkafka-producer.ts';
import { librdkafkaConsumer } from './librdkafka-consumer.ts';
import { librdkafkaEvents } from './librdkafka-events.ts';
import { kafkaJavaProducer } from './kafka-java-producer.ts';
import { rsyslogQueue } from './rsyslog-queue.ts';
import { rsyslogOmkafka } from './rsyslog-omkafka.ts';
import { syslogNgDestination } from './syslog-ng-destination.ts';
import { fluentBitInput } from './fluent-bit-input.ts';
import { fluentdBuffer } from './fluentd-buffer.ts';
import { log4j2Async } from './log4j2-async.ts';
import { logbackAsync } from './logback-async.ts';
import { zeromqPipe } from './zeromq-pipe.ts';
import { redisClientOutput } from './redis-client-output.ts';
import { hiredisAsync } from './hiredis-async.ts';
import { rabbitmqJava } from './rabbitmq-java.ts';
import { natsGo } from './nats-go.ts';
import { pahoPython } from './paho-python.ts';
import { pahoCAsync } from './paho-c-async.ts';
import { pulsarCpp } from './pulsar-cpp.ts';
import { otelCollector } from './otel-collector.ts';
import { otelSdkSpans } from './otel-sdk-spans.ts';
import { beatsQueue } from './beats-queue.ts';
import { grpcStream } from './grpc-stream.ts';
import { eventLoopWrites } from './event-loop-writes.ts';
import { pythonQueue } from './python-queue.ts';
import { vectorBuffer } from './vector-buffer.ts';
import { journaldVolatile } from './journald-volatile.ts';
import { kernelSockets } from './kernel-sockets.ts';
import { allocatorRetention } from './allocator-retention.ts';
import { arenaFragmentation } from './arena-fragmentation.ts';

const byId: Readonly<Record<MechanismId, MechanismDefinition>> = {
  'librdkafka-producer': librdkafkaProducer,
  'librdkafka-consumer': librdkafkaConsumer,
  'librdkafka-events': librdkafkaEvents,
  'kafka-java-producer': kafkaJavaProducer,
  'rsyslog-queue': rsyslogQueue,
  'rsyslog-omkafka': rsyslogOmkafka,
  'syslog-ng-destination': syslogNgDestination,
  'fluent-bit-input': fluentBitInput,
  'fluentd-buffer': fluentdBuffer,
  'log4j2-async': log4j2Async,
  'logback-async': logbackAsync,
  'zeromq-pipe': zeromqPipe,
  'redis-client-output': redisClientOutput,
  'hiredis-async': hiredisAsync,
  'rabbitmq-java': rabbitmqJava,
  'nats-go': natsGo,
  'paho-python': pahoPython,
  'paho-c-async': pahoCAsync,
  'pulsar-cpp': pulsarCpp,
  'otel-collector': otelCollector,
  'otel-sdk-spans': otelSdkSpans,
  'beats-queue': beatsQueue,
  'grpc-stream': grpcStream,
  'event-loop-writes': eventLoopWrites,
  'python-queue': pythonQueue,
  'vector-buffer': vectorBuffer,
  'journald-volatile': journaldVolatile,
  'kernel-sockets': kernelSockets,
  'allocator-retention': allocatorRetention,
  'arena-fragmentation': arenaFragmentation,
};

export const definitions: readonly MechanismDefinition[] = mechanismIds.map((id) => byId[id]);

export function definitionOf(id: MechanismId): MechanismDefinition {
  return byId[id];
}
