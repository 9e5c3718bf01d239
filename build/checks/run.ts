/** `npm run check:sources`: exits 1 where a check finds a breach, or found nothing to check. */
import { fileURLToPath } from 'node:url';
import { checkSources } from './source-checks.ts';
import { readSources } from './source-files.ts';

const root = process.argv[2] ?? fileURLToPath(new URL('../..', import.meta.url));
const files = readSources(root);
const breaches = checkSources(files, new Date().toISOString().slice(0, 10));
for (const breach of breaches) console.error(breach);
console.log(`${files.length} files checked, ${breaches.length} breaches`);
if (breaches.length > 0 || files.length === 0) process.exitCode = 1;
