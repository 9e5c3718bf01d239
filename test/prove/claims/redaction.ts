/** S12: what leads to a person or opens something is found, what only looks like it stays, and no file that leaves holds it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { findSensitive, type Finding } from '#shared/report/redaction-rules.ts';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import { renderReport } from '#electron/jobs/render-report.ts';
import type { Job } from '#electron/jobs/types.ts';
import { requireCommands } from '#test/support/ssh/install-packages.ts';
import { createTempCase } from '#test/support/temp-case.ts';
import {
  digestOf,
  generatePersonalLines,
  generateSecrets,
  type PersonalLine,
} from '../generate/personal-data.ts';
import type { Answer, Claim, Context } from '../harness/claim.ts';
import { measured, requireCommand } from '../harness/measure.ts';

const FULL_ITEMS = 10_000;
const TINY_ITEMS = 1_000;
const SECRETS = 30;
const RECALL = 0.99;
const PRECISION = 0.95;
const going = { aborted: false };

export const redactionClaim: Claim = {
  id: 'S12',
  promise: `of ${FULL_ITEMS} personal values among as many look-alikes at least ${RECALL * 100} % are found, at least ${PRECISION * 100} % of what is found is personal; of ${SECRETS} planted secrets none is in the PDF or the log`,
  sabotage: 'numbers of phones, cards and identity are not looked for, and the report is not redacted',
  peers: { pdftotext: 'poppler-utils' },
  answersOnly: true,
  prepare(context) {
    if (context.scale === 'tiny') requireCommands({ pdftotext: 'poppler-utils' });
    requireCommand('pdftotext');
    // The small run looks at other lines than the large one.
    const [seed, items] = context.scale === 'tiny' ? [2, TINY_ITEMS] : [1, FULL_ITEMS];
    const lines = generatePersonalLines(seed, items);
    return Promise.resolve({
      inputs: [
        `${lines.length} lines from seed ${seed} (${digestOf(lines)}): half with one personal value, half with a look-alike`,
        `a case of two targets with ${SECRETS} secrets in its commands, names and title; a report in each language`,
      ],
      answers: async () => [...judgeLines(lines, context), ...(await judgeReports(seed, context))],
      rows: () => [
        {
          name: 'finding in all lines (printed, not judged)',
          ours: {
            name: 'findSensitive',
            run: () => measured(async () => lines.forEach(({ text }) => findSensitive(text))),
          },
          limits: {},
          bytes: lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
        },
      ],
    });
  },
};

const BLINDED = new Set(['phone', 'bank-card', 'id-card']);

function judgeLines(lines: readonly PersonalLine[], { sabotage, note }: Context): Answer[] {
  const missed = new Map<string, number>();
  const wrong = new Map<string, number>();
  const count = (where: Map<string, number>, kind: string): void =>
    void where.set(kind, (where.get(kind) ?? 0) + 1);
  let personal = 0;
  let right = 0;
  for (const { text, value, kind } of lines) {
    const found = findSensitive(text).filter((one) => !(sabotage && BLINDED.has(one.class)));
    const [start, end] = value === null ? [0, 0] : [text.indexOf(value), text.indexOf(value) + value.length];
    if (value !== null) personal += 1;
    if (value !== null && !covers(found, start, end)) count(missed, kind);
    for (const one of found) {
      if (one.start < end && one.end > start) right += 1;
      else count(wrong, kind);
    }
  }
  const sum = (where: Map<string, number>): number =>
    [...where.values()].reduce((total, one) => total + one, 0);
  const recall = 1 - sum(missed) / personal;
  const precision = right / (right + sum(wrong));
  note(`recall ${percent(recall)} of ${personal}${listOf(missed)}`);
  note(`precision ${percent(precision)} of ${right + sum(wrong)} findings${listOf(wrong)}`);
  const atLeast = (what: string, value: number, least: number): Answer => ({
    what,
    ours: value >= least ? 'reached' : percent(value),
    expected: 'reached',
    source: 'the generator',
  });
  return [
    atLeast(`recall of at least ${percent(RECALL)}`, recall, RECALL),
    atLeast(`precision of at least ${percent(PRECISION)}`, precision, PRECISION),
  ];
}

/** Whether nothing of `[start, end)` is left. */
function covers(found: readonly Finding[], start: number, end: number): boolean {
  let done = start;
  for (const one of found) if (one.start <= done && one.end > done) done = one.end;
  return done >= end;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const listOf = (counts: Map<string, number>): string =>
  [...counts].map(([kind, number]) => `; ${kind}: ${number}`).join('');

/** The secrets as processes of two machines, as names of files and as the title of a case; then both reports. */
async function judgeReports(seed: number, { sabotage, note }: Context): Promise<Answer[]> {
  const secrets = generateSecrets(seed + 1000, SECRETS);
  const logged: string[] = [];
  const temporary = createTempCase({ title: `Case of ${secrets[5]!.text}` });
  const platform = {
    ...temporary.platform,
    log: (...words: readonly unknown[]) => void logged.push(JSON.stringify(words)),
  };
  try {
    for (const [index, target] of ['suspect', 'baseline'].entries()) {
      const files = {
        meminfo: meminfo(index),
        [`ps ${secrets[9]!.text.replaceAll('/', '_')}`]: ps(secrets, index),
      };
      const sources = Object.entries(files).map(([name, text]) => ({
        kind: 'bytes' as const,
        name,
        bytes: new Uint8Array(Buffer.from(text)),
      }));
      await finish(importEvidence(temporary.file, { target, sources }, going, platform));
    }
    const leaks: string[] = [];
    let printed = 0;
    for (const lang of ['en', 'zh-CN'] as const) {
      const request = { case: '-', lang, redact: !sabotage, date: Date.UTC(2026, 2, 4) };
      const { pdf } = await finish(renderReport(temporary.file, request, going, platform));
      const path = join(temporary.folder, `${lang}.pdf`);
      writeFileSync(path, pdf);
      const places = { text: textOf(path), streams: streamsOf(pdf), log: logged.join('\n') };
      printed += [...places.text.matchAll(/\[[A-Z0-9-]+-[A-Z2-7]{4,}\]/g)].length;
      for (const { value, kind } of secrets) {
        for (const [place, text] of Object.entries(places)) {
          if (value !== null && text.includes(value.replaceAll(/\s/g, '')))
            leaks.push(`${kind} in ${lang} ${place}`);
        }
      }
    }
    note(`${SECRETS} secrets in ${SECRETS * 2} processes: ${leaks.length} leaks, ${printed} labels printed`);
    const answer = (what: string, ours: string, expected: string): Answer => ({
      what,
      ours,
      expected,
      source: 'poppler',
    });
    return [
      answer('secrets in the PDF or the log', [...new Set(leaks)].join('; '), ''),
      answer(
        'labels in their place',
        printed >= SECRETS || sabotage ? 'printed' : String(printed),
        'printed',
      ),
    ];
  } finally {
    temporary.remove();
  }
}

/** What a reader can copy, by poppler, without white space: lines break where the layout likes. */
function textOf(path: string): string {
  return execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8', maxBuffer: 2 ** 28 }).replaceAll(
    /\s/g,
    '',
  );
}

/** All bytes of a PDF with its compressed streams laid open. */
function streamsOf(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString('latin1');
  const opened = [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return body;
    }
  });
  return [raw, ...opened].join('\n').replaceAll(/\s/g, '');
}

function meminfo(index: number): string {
  const available = 5_890_004 + index * 300_316;
  return `MemTotal:        8167848 kB\nMemFree:         1204112 kB\nMemAvailable:    ${available} kB\nAnonPages:        412100 kB\n`;
}

function ps(secrets: readonly PersonalLine[], index: number): string {
  const lines = secrets.map(
    ({ text }, row) => `${100 + row} 1 root ${1000 + row * 40 * (2 - index)} /usr/sbin/daemon${row} ${text}`,
  );
  return `  PID  PPID USER       RSS COMMAND\n${lines.join('\n')}\n`;
}

async function finish<Result>(job: Job<Result>): Promise<Result> {
  for (;;) {
    const step = await job.next();
    if (step.done) return step.value;
  }
}
