/**
 * Generated inputs are kept, because the large ones take minutes. Their folder is named by a hash of all sources
 * that make them, so that a changed case format or generator never meets an old input; older folders are removed.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './measure.ts';

const makers = [
  'electron/casefile',
  'shared/parsers',
  'shared/analysis',
  'shared/domain',
  'test/prove/generate',
];

export function inputFolder(): string {
  const hash = createHash('sha256');
  for (const path of globSync(`{${makers.join(',')}}/**/*.ts`, { cwd: projectRoot }).sort()) {
    hash.update(path).update(readFileSync(join(projectRoot, path)));
  }
  const parent = join(projectRoot, 'node_modules/.cache/memcase-prove');
  const name = hash.digest('hex').slice(0, 16);
  mkdirSync(join(parent, name), { recursive: true });
  for (const old of readdirSync(parent))
    if (old !== name) rmSync(join(parent, old), { recursive: true, force: true });
  return join(parent, name);
}

/** Path of an input, made by `make(draft)` where it is not there yet; a cut-off making leaves nothing behind. */
export async function ensureInput(
  folder: string,
  name: string,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(folder, name);
  if (!existsSync(path)) {
    const draft = join(folder, `draft-${name}`);
    rmSync(draft, { recursive: true, force: true });
    await make(draft);
    renameSync(draft, path);
  }
  return path;
}
