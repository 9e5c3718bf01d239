/** The page as it is shipped, built when its sources are newer than what lies in dist/renderer. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');

function newest(): number {
  const sources = globSync(['renderer/**/*', 'shared/**/*.ts'], { cwd: root, withFileTypes: true });
  return Math.max(
    ...sources
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

export async function buildPage(): Promise<void> {
  const built = statSync(join(root, 'dist/renderer/index.html'), { throwIfNoEntry: false });
  if (built !== undefined && built.mtimeMs > newest()) return;
  const before = process.env['NODE_ENV'];
  // The test runner's own value would bring React's development build.
  process.env['NODE_ENV'] = 'production';
  try {
    await build({
      configFile: join(root, 'renderer/vite.config.ts'),
      mode: 'production',
      logLevel: 'error',
    });
  } finally {
    process.env['NODE_ENV'] = before;
  }
}
