/** The one place that says which sections a report has and in which order. */
import type { ArtifactId } from '#shared/domain/evidence.ts';
import { reportWords } from '#shared/i18n/report.ts';
import { formatUtc } from '#shared/units/time.ts';
import { NAME_LENGTH, type ReportContext } from './context.ts';
import type { Block, Fact, Inline, ReportDocument, Section } from './document.ts';
import { code, text } from './inlines.ts';
import { createRedactor, mapEvidenceText, type Redactor, type RedactorOptions } from './redact.ts';
import type { ReportInput, ReportOptions } from './report-input.ts';
import { registerSections } from './sections/evidence-register.ts';
import { causeSections } from './sections/causes.ts';
import { insideSections } from './sections/inside.ts';
import { ledgerSection } from './sections/ledger.ts';
import { limitsSections } from './sections/limits.ts';
import { meminfoSection } from './sections/meminfo.ts';
import { processesAppendix, processesSection } from './sections/processes.ts';
import { regionsSections } from './sections/regions.ts';
import { summarySection } from './sections/summary.ts';
import { redactionSection, verificationSection } from './sections/closing.ts';
import { shorten, toVisibleText } from './visible-text.ts';

/**
 * Words the report. Equal arguments give an equal document; nothing is read from a clock or a locale.
 * Evidence text is redacted (where asked) and made visible before anything is made of it.
 * @param redactor knows afterwards what it replaced
 */
export function buildReport(
  raw: ReportInput,
  options: ReportOptions,
  redactor: Redactor = reportRedactor(raw),
): ReportDocument {
  if (options.redact) {
    mapEvidenceText(raw, (value) => {
      redactor.learn(value);
      return value;
    });
  }
  const input = mapEvidenceText(raw, (value) =>
    toVisibleText(options.redact ? redactor.redact(value) : value),
  );
  const context: ReportContext = { input, options, words: reportWords(options.language) };

  const body = [
    summarySection(context),
    ledgerSection(context),
    ...insideSections(context),
    ...causeSections(context),
    meminfoSection(context),
    processesSection(context),
    ...regionsSections(context),
    ...limitsSections(context),
  ];
  const appendix = processesAppendix(context);
  const last = appendix === null ? [] : [appendix];
  const cited = citedArtifacts([...body, ...last]);
  const sections = [
    ...body,
    ...registerSections(context, cited),
    verificationSection(context),
    redactionSection(context, redactor.counts()),
    ...last,
  ];
  return frame(context, sections);
}

/** What of this case is a name that stays readable. */
export function reportRedactor(raw: ReportInput, options: RedactorOptions = {}): Redactor {
  const targets = [raw.explanation.a.target, ...raw.snapshots.map((snapshot) => snapshot.targetName)];
  const executables = raw.processes.map(({ executable }) => executable.replace(/^.*\//, ''));
  return createRedactor({ keep: targets, programs: executables, ...options });
}

function frame(context: ReportContext, sections: readonly Section[]): ReportDocument {
  const { input, options, words } = context;
  return {
    language: options.language,
    title: words.title,
    subtitle: input.case.title,
    classification: words.classification,
    author: words.author,
    dateMs: options.date,
    coverFacts: coverFacts(context),
    contentsTitle: words.contents,
    runningHead: input.case.title === '' ? words.title : shorten(input.case.title, NAME_LENGTH),
    runningFoot: `${words.author} ${options.toolVersion} · ${input.case.caseId}`,
    pageLabel: words.page,
    figureLabel: words.figure,
    tableLabel: words.table,
    sourceLabel: words.source,
    sections,
  };
}

function coverFacts({ input, options, words }: ReportContext): Fact[] {
  const { cover } = words;
  const { a, b } = input.explanation;
  const side = (one: typeof a): Inline[] => [
    text(cover.snapshot(one.target, one.snapshot, formatUtc(one.takenAt))),
  ];
  const times = input.snapshots.map((snapshot) => snapshot.takenAt);
  const all = times.length === 0 ? [a.takenAt] : times;
  const interval = cover.intervalValue(formatUtc(Math.min(...all)), formatUtc(Math.max(...all)));
  return [
    { label: cover.caseId, value: [code(input.case.caseId)] },
    { label: cover.suspect, value: side(a) },
    { label: cover.baseline, value: b === null ? [text(cover.noBaseline)] : side(b) },
    { label: cover.interval, value: [text(interval)] },
    { label: cover.language, value: [text(cover.languageValue)] },
    { label: cover.tool, value: [text(`${words.author} ${options.toolVersion}`)] },
    { label: cover.date, value: [text(formatUtc(options.date))] },
    { label: cover.redaction, value: [text(options.redact ? cover.redacted : cover.notRedacted)] },
  ];
}

function citedArtifacts(sections: readonly Section[]): Set<ArtifactId> {
  const cited = new Set<ArtifactId>();
  const note = (inlines: readonly Inline[]): void => {
    for (const inline of inlines) if (inline.kind === 'evidence') cited.add(inline.artifact);
  };
  for (const block of sections.flatMap((section) => section.blocks)) inlinesOf(block).forEach(note);
  return cited;
}

function inlinesOf(block: Block): (readonly Inline[])[] {
  switch (block.kind) {
    case 'paragraph':
    case 'notice':
      return [block.inlines];
    case 'list':
      return [...block.items];
    case 'facts':
      return block.facts.map((fact) => fact.value);
    case 'figure':
      return [block.source];
    case 'table':
      return block.rows.flatMap((item) => item.cells.map((one) => one.inlines));
    case 'key-numbers':
    case 'command':
    case 'register':
      return [];
  }
}
