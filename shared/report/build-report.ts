/** The one place that says which sections a report has and in which order. */
import type { ArtifactId } from '#shared/domain/evidence.ts';
import { reportWords } from '#shared/i18n/report.ts';
import { formatUtc } from '#shared/units/time.ts';
import { NAME_LENGTH, type ReportContext } from './context.ts';
import type { Block, Fact, Inline, ReportDocument, Section } from './document.ts';
import { code, text } from './inlines.ts';
import { createRedactor, mapEvidenceText, type Redactor, type RedactorOptions } from './redact.ts';
import { sectionNames, type SectionName } from '#shared/domain/postmortem.ts';
import type { ReportInput, ReportOptions } from './report-input.ts';
import { registerSections } from './sections/evidence-register.ts';
import { causeSections } from './sections/causes.ts';
import { insideSections } from './sections/inside.ts';
import { ledgerSection } from './sections/ledger.ts';
import { limitsSections } from './sections/limits.ts';
import { meminfoSection } from './sections/meminfo.ts';
import { processesSection } from './sections/processes.ts';
import { regionsSections } from './sections/regions.ts';
import { environmentSection } from './sections/environment.ts';
import { fullTablesSection, parserNotesSection } from './sections/appendices.ts';
import {
  actionsSection,
  causesSection,
  glossarySection,
  hypothesesSection,
  impactSection,
  lessonsSection,
  resolutionSection,
} from './sections/narrative.ts';
import { summarySection } from './sections/summary.ts';
import { timelineSection } from './sections/timeline.ts';
import { redactionSection, verificationSection } from './sections/closing.ts';
import { shorten, toVisibleText } from './visible-text.ts';

/** On the cover; the register has all. */
const HOSTS_NAMED = 12;

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

  const body = bodySections(context);
  const appendices = [parserNotesSection(context), fullTablesSection(context)];
  const cited = citedArtifacts([...body, ...appendices]);
  const sections = [
    ...body,
    ...registerSections(context, cited),
    ...appendices,
    redactionSection(context, redactor.counts(), redactor.kept()),
    verificationSection(context),
  ];
  return frame(context, sections);
}

/** The chapters in their order; one that is left out is a heading that says so. */
function bodySections(context: ReportContext): Section[] {
  const chapters: Readonly<Record<SectionName, () => Section[]>> = {
    summary: () => [summarySection(context)],
    impact: () => [impactSection(context)],
    environment: () => [environmentSection(context)],
    timeline: () => [timelineSection(context)],
    meminfo: () => [meminfoSection(context)],
    processes: () => [processesSection(context)],
    regions: () => regionsSections(context),
    inside: () => insideSections(context),
    mechanisms: () => causeSections(context),
    ledger: () => [ledgerSection(context)],
    hypotheses: () => [hypothesesSection(context)],
    causes: () => causesSection(context),
    resolution: () => resolutionSection(context),
    lessons: () => lessonsSection(context),
    actions: () => [actionsSection(context)],
    limits: () => limitsSections(context),
    glossary: () => [glossarySection(context)],
  };
  return sectionNames.flatMap((name) => {
    const sections = chapters[name]();
    return context.options.omit?.includes(name) === true
      ? sections.slice(0, 1).map(leftOut(context))
      : sections;
  });
}

function leftOut({ words }: ReportContext): (section: Section) => Section {
  const said: Block = { kind: 'paragraph', inlines: [text(words.postmortem.omitted)] };
  return ({ title, level }) => ({ title, level, startsPage: false, blocks: [said] });
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
    classification: words.postmortem.classifications[input.written?.classification ?? 'internal'],
    figuresTitle: words.postmortem.figures,
    tablesTitle: words.postmortem.tables,
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
  const hosts = [...new Set(input.snapshots.map(({ targetName }) => targetName))].slice(0, HOSTS_NAMED);
  const interval = cover.intervalValue(formatUtc(Math.min(...all)), formatUtc(Math.max(...all)));
  return [
    ...noteFacts(input, words),
    { label: words.postmortem.cover.hosts, value: [text(hosts.join(words.postmortem.cover.separator))] },
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

/** What people say of the report itself; what nobody said is not on the cover. */
function noteFacts({ written }: ReportInput, { postmortem: { cover } }: ReportContext['words']): Fact[] {
  const { severity, status, owner, reviewers } = written ?? {};
  const said: readonly (readonly [string, string | undefined])[] = [
    [cover.severity, severity],
    [cover.status, status === undefined ? undefined : cover.states[status]],
    [cover.owner, owner],
    [cover.reviewers, reviewers?.join(cover.separator)],
  ];
  return said.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [{ label, value: [text(value)] }],
  );
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
