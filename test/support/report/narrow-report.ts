/**
 * Writes a report to a disk that is too small, in a mount namespace of its own: `node narrow-report.ts FOLDER`. Prints
 * the code of the failure and what is left, as JSON.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isAppError } from '#shared/errors/app-error.ts';
import { writeReport } from '#electron/cli/report-file.ts';

const folder = process.argv[2] ?? '';
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]);
let code = 'none';
try {
  const report = { pdf: new Uint8Array(200_000), evidence: new Uint8Array(20_000) };
  await writeReport(join(folder, 'postmortem.pdf'), report);
} catch (error) {
  code = isAppError(error) ? `${error.code} ${String(error.data['code'])}` : String(error);
}
process.stdout.write(JSON.stringify({ code, left: readdirSync(folder) }));
