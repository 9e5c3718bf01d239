/** P12: a long report on paper, beside Chromium printing the same tables and figures from plain HTML. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figuresOf, generateLongRows, longReport, plainHtml, type LongRow } from '../generate/long-report.ts';
import { chromiumPath } from '#test/support/chromium.ts';
import { requireCommands } from '#test/support/ssh/install-packages.ts';
import type { Claim } from '../harness/claim.ts';
import { projectRoot, requireCommand, runChild, runNode } from '../harness/measure.ts';

const [ROWS, TINY_ROWS, SEED] = [5000, 400, 12];
const LEAST_PAGES = 20;
const MOST_BYTES = 2_000_000;
const script = join(projectRoot, 'test/prove/claims/print-report-once.ts');
const peerScript = join(projectRoot, 'test/prove/claims/print-page-once.ts');

export const printReportClaim: Claim = {
  id: 'P12',
  promise: `a tagged report of at least ${LEAST_PAGES} pages, 6 figures and an appendix of ${ROWS} rows in at most 5 s and 2 MB, start of the program included, the same bytes each time`,
  sabotage: 'the last row of the appendix is not printed',
  peers: { pdftotext: 'poppler-utils' },
  async prepare(context) {
    if (context.scale === 'tiny') requireCommands({ pdftotext: 'poppler-utils' });
    requireCommand('pdftotext');
    // Unpacked before the clock runs.
    await chromiumPath();
    const count = context.scale === 'tiny' ? TINY_ROWS : ROWS;
    const rows = generateLongRows(count, SEED);
    const document = longReport(rows);
    const folder = mkdtempSync(join(context.inputs, 'p12-'));
    const [ours, again, peer, page] = ['ours.pdf', 'again.pdf', 'peer.pdf', 'page.html'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    writeFileSync(page, plainHtml(document));
    const print = async (path: string) => {
      const printed = context.sabotage ? count - 1 : count;
      const finished = await runNode([script, String(printed), String(SEED), path]);
      if (finished.code !== 0) throw new Error(`print-report-once: ${finished.stderr}`);
      return finished;
    };
    const printPeer = async () => {
      const finished = await runChild(process.execPath, [peerScript, page, peer]);
      if (finished.code !== 0) throw new Error(`chromium: ${finished.stderr.slice(-500)}`);
      return finished;
    };
    return {
      close: () => rmSync(folder, { recursive: true, force: true }),
      inputs: [
        `${count} rows of five columns from seed ${SEED}, ${figuresOf(document).length} figures, all chapters of the report`,
        'the peer gets the same tables and figures as plain HTML: no contents, no outline, no links, no register',
      ],
      async answers() {
        const { stdout } = await print(ours);
        await print(again);
        await printPeer();
        const { pages } = JSON.parse(stdout) as { pages: number };
        const bytes = statSync(ours).size;
        context.note(`ours: ${pages} pages, ${bytes} bytes; Chromium: ${statSync(peer).size} bytes`);
        const expected = rows.map(lineOf).join('\n');
        const atLeast = (what: string, holds: boolean, value: number) => ({
          what,
          ours: holds ? 'yes' : String(value),
          expected: 'yes',
          source: 'the promise',
        });
        return [
          { what: 'rows in our PDF', ours: rowsOf(ours), expected, source: 'generator, by poppler' },
          {
            what: 'rows in both PDFs',
            ours: rowsOf(ours),
            expected: rowsOf(peer),
            source: 'Chromium, by poppler',
          },
          {
            what: 'the same bytes again',
            ours: sha256(ours),
            expected: sha256(again),
            source: 'a second run',
          },
          atLeast('at most 2 MB', bytes <= MOST_BYTES, bytes),
          atLeast(`at least ${LEAST_PAGES} pages`, pages >= LEAST_PAGES, pages),
        ];
      },
      rows: () => [
        {
          name: 'from the start of the program to the file',
          ours: { name: 'Typst, tagged, packed', run: async () => (await print(ours)).cost },
          peer: { name: 'headless Chromium, tagged', run: async () => (await printPeer()).cost },
          limits: { wallMs: 5000 },
        },
      ],
    };
  },
};

function lineOf({ name, a, b, delta, place }: LongRow): string {
  return [name, a, b, delta, place].join(' ');
}

/** Rows of the appendix as a reader can copy them. */
function rowsOf(path: string): string {
  const shown = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const pattern = /^\s*(p\d{5})\s+([\d,]+)\s+([\d,]+)\s+([+−]?[\d,]+)\s+(E-\d+:\d+)\s*$/gm;
  return [...shown.matchAll(pattern)].map((match) => match.slice(1).join(' ')).join('\n');
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
