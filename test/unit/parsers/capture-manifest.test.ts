import { expect, it } from 'vitest';
import { parseManifest } from '#shared/parsers/capture-manifest.ts';

const TAB = '\t';

it('reads the head and the rows; a command may hold tabs', () => {
  const manifest = parseManifest(
    [
      `# memcase-capture/1${TAB}target=gw-a${TAB}at=1763820000123`,
      `proc/meminfo${TAB}1763820000200${TAB}0${TAB}-${TAB}cat /proc/meminfo`,
      `proc/1234/smaps${TAB}1763820000300${TAB}1${TAB}1234${TAB}awk -F'${TAB}' 1 /proc/1234/smaps`,
      '',
    ].join('\n'),
  );
  expect(manifest?.target).toBe('gw-a');
  expect(manifest?.takenAt).toBe(1_763_820_000_123);
  expect(manifest?.rows.get('proc/meminfo')).toEqual({
    capturedAt: 1_763_820_000_200,
    exitCode: 0,
    pid: null,
    command: 'cat /proc/meminfo',
  });
  expect(manifest?.rows.get('proc/1234/smaps')).toMatchObject({
    exitCode: 1,
    pid: 1234,
    command: `awk -F'${TAB}' 1 /proc/1234/smaps`,
  });
});

it('keeps what it can of a damaged one, and says which lines it could not', () => {
  const manifest = parseManifest(`# memcase-capture/1\nproc/meminfo\ncmd/ps${TAB}soon${TAB}0\nok${TAB}12\n`);
  expect(manifest).toMatchObject({ target: null, takenAt: null, badLines: [2, 3] });
  expect([...(manifest?.rows.keys() ?? [])]).toEqual(['ok']);
});

it('is none without its first line, or of another version', () => {
  expect(parseManifest('proc/meminfo\t1\t0\t-\tcat')).toBeUndefined();
  expect(parseManifest('# memcase-capture/2\ttarget=x')).toBeUndefined();
  expect(parseManifest('')).toBeUndefined();
});
