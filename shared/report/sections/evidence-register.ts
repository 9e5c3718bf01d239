/** Every evidence number of the report with its hash; what was not cited follows up to a limit. */
import type { Artifact, ArtifactId, Snapshot } from '#shared/domain/evidence.ts';
import { formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { groupHex } from '../amounts.ts';
import { notPrinted, TABLE_LIMIT, type ReportContext } from '../context.ts';
import type { Block, Fact, RegisterEntry, Section } from '../document.ts';
import { cell, code, left, right, row, text } from '../inlines.ts';
import { shorten } from '../visible-text.ts';
import { snapshotOf } from './limits.ts';

const NAME_LENGTH = 120;
const COMMAND_LENGTH = 400;

/**
 * Artifacts that nothing in the report cites; those of the compared snapshots first. A case holds thousands,
 * which a reader looks up in the case itself.
 */
const OTHERS_LIMIT = 60;

/** @param cited numbers that the rest of the report leads to; each of them gets a row, whatever the limit. */
export function registerSections(context: ReportContext, cited: ReadonlySet<ArtifactId>): Section[] {
  const { input, words } = context;
  const artifacts = input.artifacts.toSorted((one, other) => one.id - other.id);
  const others = artifacts.filter((artifact) => !cited.has(artifact.id));
  const printed = printedOthers(others, context);
  const omitted = others.length - printed.length;
  const citedArtifacts = artifacts.filter((artifact) => cited.has(artifact.id));
  return [
    { title: words.register.title, level: 1, startsPage: true, blocks: [paragraph(words.register.intro)] },
    part(words.register.snapshots, [snapshotTable(context)]),
    part(words.register.cited, [registerBlock(citedArtifacts, context)]),
    ...(others.length === 0
      ? []
      : [
          part(words.register.others, [
            registerBlock(printed, context),
            ...(omitted === 0 ? [] : [paragraph(words.register.notPrinted(formatCount(omitted)))]),
          ]),
        ]),
  ];
}

function printedOthers(others: readonly Artifact[], { input }: ReportContext): Artifact[] {
  const { a, b } = input.explanation;
  const compared = new Set(
    [a, b].map((side) => (side === null ? undefined : snapshotOf(side, input.snapshots)?.id)),
  );
  const near = others.filter((artifact) => compared.has(artifact.snapshotId));
  const far = others.filter((artifact) => !compared.has(artifact.snapshotId));
  return [...near, ...far].slice(0, OTHERS_LIMIT).toSorted((one, other) => one.id - other.id);
}

function snapshotTable({ input, words }: ReportContext): Block {
  const shown = input.snapshots.slice(0, TABLE_LIMIT);
  return {
    kind: 'table',
    caption: words.register.snapshots,
    columns: [
      left(words.columns.snapshot, 1),
      left(words.columns.time, 0),
      left(words.columns.timeSource, 1),
      right(words.register.artifacts),
      right(words.register.problems),
    ],
    rows: shown.map((snapshot) =>
      row([
        cell(text(`${snapshot.targetName} ${words.register.snapshot(snapshot.ordinal)}`)),
        cell(text(formatUtc(snapshot.takenAt))),
        cell(text(words.terms.timeSource[snapshot.timeSource])),
        cell(text(formatCount(snapshot.artifactCount))),
        cell(text(formatCount(snapshot.problemCount))),
      ]),
    ),
    note: notPrinted(input.snapshots.length, shown.length, words),
  };
}

function part(title: string, blocks: readonly Block[]): Section {
  return { title, level: 2, startsPage: false, blocks };
}

function paragraph(words: string): Block {
  return { kind: 'paragraph', inlines: [text(words)] };
}

function registerBlock(artifacts: readonly Artifact[], context: ReportContext): Block {
  const snapshots = new Map(context.input.snapshots.map((snapshot) => [snapshot.id, snapshot]));
  return {
    kind: 'register',
    headings: context.words.register.headings,
    hashLabel: context.words.register.hash,
    entries: artifacts.map((artifact) => entry(artifact, snapshots.get(artifact.snapshotId), context)),
  };
}

function entry(artifact: Artifact, snapshot: Snapshot | undefined, { words }: ReportContext): RegisterEntry {
  return {
    artifact: artifact.id,
    number: formatEvidenceId(artifact.id),
    target: artifact.targetName,
    snapshot: snapshot === undefined ? '' : words.register.snapshot(snapshot.ordinal),
    time: formatUtc(snapshot?.takenAt ?? artifact.capturedAt),
    kind: words.terms.artifactKind[artifact.kind],
    size: formatCount(artifact.sizeBytes),
    problems: formatCount(artifact.problemCount),
    details: details(artifact, snapshot, words),
    sha256: groupHex(artifact.sha256),
  };
}

function details(artifact: Artifact, snapshot: Snapshot | undefined, words: ReportContext['words']): Fact[] {
  const facts: Fact[] = [{ label: words.register.name, value: [code(shorten(artifact.name, NAME_LENGTH))] }];
  if (artifact.command !== null) {
    facts.push({ label: words.register.command, value: [code(shorten(artifact.command, COMMAND_LENGTH))] });
  }
  if (artifact.sourceId !== null && artifact.lines !== null) {
    const { first, last } = artifact.lines;
    const source = formatEvidenceId(artifact.sourceId);
    facts.push({
      label: words.register.part,
      value: [text(words.register.partOf(source, formatCount(first), formatCount(last)))],
    });
  }
  if (snapshot !== undefined) {
    facts.push({
      label: words.register.timeSource,
      value: [text(words.terms.timeSource[snapshot.timeSource])],
    });
  }
  return facts;
}
