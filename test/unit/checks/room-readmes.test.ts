import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isFileRoom, rooms } from '#build/checks/layers.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folders = rooms
  .filter((room) => !isFileRoom(room))
  .flatMap((room) => globSync(room.path, { cwd: root }).map((path) => path.replaceAll('\\', '/')));

describe.each(['shared', 'electron', 'renderer', 'test', 'build', ...folders])('%s', (folder) => {
  // One README stands for all views; each is a screen, not a purpose of its own.
  const path = join(root, folder.startsWith('renderer/views/') ? 'renderer/views' : folder, 'README.md');

  it('has a README of at most 15 lines', () => {
    expect(existsSync(path), path).toBe(true);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines[0]).toMatch(/^# /);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.length).toBeLessThanOrEqual(15);
  });
});

describe.each(['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'])('%s', (name) => {
  const text = readFileSync(join(root, name), 'utf8');

  it('names only files that exist', () => {
    const named = [
      ...text.matchAll(/\]\(([\w./-]+)\)|`((?:shared|electron|renderer|test|build)\/[\w./-]+)`/g),
    ];
    const missing = named
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((path) => !existsSync(join(root, path)));
    expect(named.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});
