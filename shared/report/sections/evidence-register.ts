/** Every evidence number of the report with its hash; what was not cited follows up to a limit. */
import type { Artifact, ArtifactId, Snapshot } from '#shared/domain/evidence.ts';
import { formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { groupHex } from '../amounts.ts';
import { TABLE_LIMIT, type ReportContext } from '../context.ts';
import type { Block, Fact, RegisterEntry, Section } from '../document.ts';
import { code, text } from '../inlines.ts';
import { shorten } from '../visible-text.ts';

const NAME_LENGTH = 120;
const COMMAND_LENGTH = 400;

/** @param cited numbers that the rest of the report leads to; each of them gets a row, whatever the limit. */
export function registerSections(context: ReportContext, cited: ReadonlySet<ArtifactId>): Section[] {
  const { input, words } = context;
  const artifacts = [...input.artifacts].sort((one, other) => one.id - other.id);
  const others = artifacts.filter((artifact) => !cited.has(artifact.id));
  const printed = others.slice(0, Math.max(0, TABLE_LIMIT - cited.size));
  const left = others.length - printed.length;
  return [
    {
      title: words.register.title,
      level: 1,
      startsPage: true,
      blocks: [{ kind: 'paragraph', inlines: [text(words.register.intro)] }],
    },
    part(words.register.cited, [
      registerBlock(
        artifacts.filter((artifact) => cited.has(artifact.id)),
        context,
      ),
    ]),
    ...(others.length === 0
      ? []
      : [
          part(words.register.others, [
            ...(printed.length === 0 ? [] : [registerBlock(printed, context)]),
            ...(left === 0 ? [] : [paragraph(words.register.notPrinted(formatCount(left)))]),
          ]),
        ]),
  ];
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
