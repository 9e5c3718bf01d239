import { expect, it } from 'vitest';
import { assembleSnapshot } from '#shared/analysis/assemble-snapshot.ts';
import type { ArtifactContent } from '#shared/domain/assembled.ts';
import { parseArtifact } from '#shared/parsers/registry.ts';
import { sourceOf } from '#test/support/text-source.ts';

function content(id: number, kind: 'sockets' | 'ps', text: string): ArtifactContent {
  return { id, capturedAt: id, pid: null, process: null, parsed: parseArtifact(kind, sourceOf(text)) };
}

const tcp = (inode: number) =>
  `   1: 120200C0:D030 090200C0:2384 02 00000001:00000000 01:00000053 00000003     0        0 ${inode} 2 0\n`;
const ps = 'PID PPID USER VSZ RSS STAT COMMAND\n 2345 1 root 100 50 S /usr/sbin/fwlog -c x\n';
const owners =
  '/proc/2345/fd:\nlrwx------ 1 root root 64 Nov 22 21:52 7 -> socket:[53886]\n/proc/9/fd:\nlrwx------ 1 root root 64 Nov 22 21:52 7 -> socket:[53887]\n';

it('ties a socket of /proc/net/tcp to its process by the number of the socket', () => {
  const contents = [
    content(1, 'sockets', tcp(53_886) + tcp(53_887) + tcp(53_888)),
    content(2, 'ps', ps),
    content(3, 'sockets', owners),
  ];
  const { sockets } = assembleSnapshot(1, contents);
  expect(sockets.map(({ pid, processName }) => [pid, processName])).toEqual([
    [2345, 'fwlog'],
    [9, undefined],
    [undefined, undefined],
  ]);
});
