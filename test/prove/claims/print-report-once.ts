/** Prints one long report as a process of its own: for the claim P12. Arguments: rows, seed, file. */
import { writeFileSync } from 'node:fs';
import { renderPdf } from '#electron/report-pdf/render-pdf.ts';
import { generateLongRows, longReport } from '../generate/long-report.ts';

const [, , rows = '', seed = '', path = ''] = process.argv;
const { pdf, pages } = renderPdf(longReport(generateLongRows(Number(rows), Number(seed))));
writeFileSync(path, pdf);
console.log(JSON.stringify({ pages }));
