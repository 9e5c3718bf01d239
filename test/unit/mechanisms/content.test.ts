/** Mechanisms whose structures nobody reads: the component, living records, and a stuck peer. */
import { describe, expect, test } from 'vitest';
import { mechanismIds } from '#shared/domain/mechanism.ts';
import { mechanismsEn } from '#shared/i18n/mechanisms.en.ts';
import { mechanismsZhCn } from '#shared/i18n/mechanisms.zh-CN.ts';
import { chunkBytesOf } from '#shared/mechanisms/ceilings.ts';
import { defaultLimits, remediesFor } from '#shared/mechanisms/limits.ts';
import { matchMechanisms } from '#shared/mechanisms/match.ts';
import { definitions } from '#shared/mechanisms/registry.ts';
import { evidenceOf, shapeOf } from '#test/support/builders/process-evidence.ts';

const MB = 1_000_000;
const evidence = { artifact: 9, line: 3 };
const syslog = '<134>Nov 22 22:00:00 gw-a fwlog: accept';

function idsOf(given: Parameters<typeof evidenceOf>[0]): string[] {
  return matchMechanisms([evidenceOf({ libraries: [], ...given })]).map(({ id }) => id);
}

test('the table is whole, in both languages', () => {
  expect(definitions.map(({ id }) => id)).toEqual([...mechanismIds]);
  for (const definition of definitions) {
    for (const { texts } of [mechanismsEn, mechanismsZhCn]) {
      const { title, why, verify } = texts[definition.id];
      expect(title.length * verify.length).toBeGreaterThan(0);
      for (const { key } of definition.remedy) expect(why[key], `${definition.id} ${key}`).toBeTruthy();
    }
    for (const { line } of remediesFor(definition, defaultLimits(definition))) {
      expect(line).not.toContain('{value}');
    }
  }
});

test('none is claimed for its name and a stuck peer alone', () => {
  const names = [
    'rsyslogd',
    'syslog-ng',
    'fluent-bit',
    'redis-server',
    'otelcol',
    'filebeat',
    'vector',
    'python3',
  ];
  const files = [
    'omkafka.so',
    'librdkafka.so.1',
    'libzmq.so.5',
    'libhiredis.so.1',
    'libpulsar.so',
    'libgrpc.so.37',
  ];
  const ports = [9092, 1883, 4222, 5672, 6379, 6650, 4317];
  const sockets = ports.map((port) => ({
    remote: `10.0.0.9:${port}`,
    state: 'SYN-SENT',
    unsentBytes: 1,
    evidence,
  }));
  const libraries = files.map((file) => `/usr/lib/${file}`);
  const named = names.map((process) => evidenceOf({ process, libraries, sockets }));
  expect(matchMechanisms(named)).toEqual([]);
});

describe('rsyslog', () => {
  const shapes = [shapeOf(syslog, { live: [100_000, 60 * MB] })];

  test('with living messages is an estimate that stands at the default', () => {
    const [found] = matchMechanisms([evidenceOf({ process: 'rsyslogd', libraries: [], shapes })]);
    expect(found).toMatchObject({
      ...{ id: 'rsyslog-queue', confidence: 'estimated', standing: 'at-default-limit' },
      predictedCeilingBytes: 60 * MB,
    });
    expect(found?.remedy[0]?.line).toBe('main_queue(queue.size="20000")');
    expect(found?.against.map(({ code }) => code)).toEqual(['content.no-structure', 'limit.not-read']);
  });

  test('under another name, with remnants, or with little is none', () => {
    expect(idsOf({ process: 'fwlog', shapes })).toEqual([]);
    expect(idsOf({ process: 'rsyslogd', shapes: [shapeOf(syslog, { ghost: [100_000, 60 * MB] })] })).toEqual(
      [],
    );
    expect(idsOf({ process: 'rsyslogd', shapes: [shapeOf(syslog, { live: [100, MB / 2] })] })).toEqual([]);
    expect(idsOf({ process: 'rsyslogd', shapes: [shapeOf('plain', { live: [100_000, 60 * MB] })] })).toEqual(
      [],
    );
  });
});

test('where content is common, a stuck peer has to speak for it', () => {
  const shapes = [shapeOf('{"a":1}', { live: [5000, 5 * MB] })];
  const libraries = ['/usr/lib/libzmq.so.5'];
  const sockets = [{ remote: '10.0.0.9:5555', state: 'ESTAB', unsentBytes: 87_040, evidence }];
  expect(idsOf({ libraries, shapes })).toEqual([]);
  expect(idsOf({ libraries, shapes, sockets })).toEqual(['zeromq-pipe']);
});

test('in a heap that nobody can walk, so does it, and the port has to be the mechanism’s', () => {
  const shapes = [shapeOf('{"a":1}', { undetermined: [5000, 5 * MB] })];
  const libraries = ['/opt/app/kafka-clients-3.7.0.jar'];
  const to = (remote: string) => [{ remote, state: 'SYN-SENT', unsentBytes: 1, evidence }];
  expect(idsOf({ libraries, shapes, sockets: to('10.0.0.9:443') })).toEqual([]);
  expect(idsOf({ libraries, shapes, sockets: to('10.0.0.9:9092') })).toEqual(['kafka-java-producer']);
});

test('what nobody checked is never more than an estimate', () => {
  const sockets = [{ remote: '10.0.0.9:443', state: 'ESTAB', unsentBytes: 3_000_000, evidence }];
  const [found] = matchMechanisms([evidenceOf({ libraries: [], sockets })]);
  expect(found).toMatchObject({ id: 'kernel-sockets', kind: 'kernel', confidence: 'estimated' });
  expect(found?.against.map(({ code }) => code)).toContain('knowledge.unchecked');
});

test('a block takes what glibc takes for it', () => {
  // request2size: 24 bytes fit the least chunk, 25 do not.
  expect([0, 24, 25, 40, 41, 2176].map(chunkBytesOf)).toEqual([32, 32, 48, 48, 64, 2192]);
});
