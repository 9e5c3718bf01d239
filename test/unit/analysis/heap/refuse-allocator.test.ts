import { expect, test } from 'vitest';
import { allocatorOf, runtimeOf } from '#shared/analysis/heap/refuse-allocator.ts';

const glibc = ['/usr/sbin/rsyslogd', '/usr/lib/x86_64-linux-gnu/libc.so.6', '[heap]', '[stack]', ''];

test.each([
  ['/usr/lib/x86_64-linux-gnu/libjemalloc.so.2', 'jemalloc'],
  ['/opt/app/lib/libjemalloc.so.2 (deleted)', 'jemalloc'],
  ['[anon:jemalloc_pg_overcommit]', 'jemalloc'],
  ['/usr/lib64/libtcmalloc_minimal.so.4.5.16', 'tcmalloc'],
  ['[anon:tcmalloc_region_NORMAL]', 'tcmalloc'],
  ['/usr/lib/libmimalloc.so.2.1', 'mimalloc'],
  ['/lib/ld-musl-x86_64.so.1', 'musl'],
  ['/lib/libc.musl-x86_64.so.1', 'musl'],
  ['/usr/lib/x86_64-linux-musl/libc.so', 'musl'],
] as const)('%s: %s', (path, allocator) => {
  expect(allocatorOf([...glibc, path])).toBe(allocator);
});

test('glibc’s own is not refused, nor a file that is only called like another', () => {
  expect(allocatorOf(glibc)).toBeNull();
  expect(allocatorOf([...glibc, '/var/log/jemalloc.log', '/etc/libjemalloc.conf'])).toBeNull();
  expect(runtimeOf(glibc, [0x7f00_0000_0000n, 0x5555_0000_0000n])).toBeNull();
});

test.each([
  ['/usr/lib/jvm/java-17-openjdk-amd64/lib/server/libjvm.so', 'jvm'],
  ['/usr/bin/node', 'v8'],
  ['/usr/lib/x86_64-linux-gnu/libnode.so.108', 'v8'],
] as const)('%s: a runtime, %s', (path, runtime) => {
  expect(runtimeOf([...glibc, path])).toBe(runtime);
  expect(allocatorOf([...glibc, path])).toBeNull();
});

test('Go is known by where its first arena lies', () => {
  expect(runtimeOf([], [0xc0_0000_0000n])).toBe('go');
});
