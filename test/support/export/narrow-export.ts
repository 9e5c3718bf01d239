/**
 * Exports a case to a disk that is too small, in a mount namespace of its own: `node narrow-export.ts FOLDER CASE
 * FORMAT`. Prints the code of the failure and what is left in the folder, as JSON.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isAppError } from '#shared/errors/app-error.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { exportCase } from '#electron/jobs/export/export-case.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const [, , folder = '', path = '', format = ''] = process.argv;
const platform = createTestPlatform();
const file = openCaseForReading(path, platform);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]);
let code = 'none';
try {
  const request = {
    case: '-',
    directory: join(folder, 'tables'),
    format: format as 'csv' | 'parquet',
    redact: true,
  };
  for await (const _ of exportCase(file, request, { aborted: false }));
} catch (error) {
  code = isAppError(error) ? `${error.code} ${String(error.data['code'])}` : String(error);
}
file.close();
process.stdout.write(JSON.stringify({ code, left: readdirSync(folder) }));
