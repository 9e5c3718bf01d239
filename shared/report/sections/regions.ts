/** The inside of the processes that have the difference: region classes, then the largest regions. */
import type { ClassDiffRow, RegionDiffRow } from '#shared/domain/diff.ts';
import { formatCount } from '#shared/units/format.ts';
import { isComparison, LABEL_LENGTH, NAME_LENGTH, TABLE_LIMIT, type ReportContext } from '../context.ts';
import type { Block, Cell, Section, TableBlock } from '../document.ts';
import { cell, code, left, muted, right, text } from '../inlines.ts';
import type { ReportProcessRegions } from '../report-input.ts';
import { UNKNOWN } from '../amounts.ts';
import { shorten } from '../visible-text.ts';
import { diffTable } from './diff-table.ts';

/** Beyond a dozen, differences are those of file pages that one side has read. */
const REGION_LIMIT = 12;

export function regionsSections(context: ReportContext): Section[] {
  const { input, words } = context;
  const opening: Section = {
    title: words.regions.title,
    level: 1,
    startsPage: false,
    blocks: input.regions.length === 0 ? [{ kind: 'paragraph', inlines: [text(words.notProvided)] }] : [],
  };
  return [
    opening,
    ...input.regions.map((owner) =>
      ownerSection({ ...owner, process: shorten(owner.process, NAME_LENGTH) }, context),
    ),
  ];
}

function ownerSection(owner: ReportProcessRegions, context: ReportContext): Section {
  const blocks: Block[] = [];
  if (owner.classes.length > 0) blocks.push(classTable(owner, context));
  if (owner.regions.length > 0) blocks.push(regionTable(owner, context));
  return { title: context.words.regions.of(owner.process), level: 2, startsPage: false, blocks };
}

function classTable(owner: ReportProcessRegions, context: ReportContext): TableBlock {
  const { words, input } = context;
  const compared = isComparison(input.explanation);
  return diffTable<ClassDiffRow>(
    {
      caption: words.regions.classes(owner.process),
      rows: owner.classes,
      limit: TABLE_LIMIT,
      lead: [
        left(words.columns.class, 1),
        ...(compared
          ? [right(words.columns.countA), right(words.columns.countB)]
          : [right(words.columns.count)]),
      ],
      leadCells: (item) => [
        cell(text(words.ledgerWords.classes[item.class]), muted(`  ${item.rule}`)),
        cell(text(formatCount(item.aCount))),
        ...(compared ? [cell(text(formatCount(item.bCount)))] : []),
      ],
      note: words.regions.note,
      countsMissing: true,
    },
    context,
  );
}

function regionTable(owner: ReportProcessRegions, context: ReportContext): TableBlock {
  const { words, input } = context;
  const compared = isComparison(input.explanation);
  return diffTable<RegionDiffRow>(
    {
      caption: words.regions[compared ? 'changed' : 'largest'](owner.process),
      rows: owner.regions,
      total: owner.regionTotal,
      limit: REGION_LIMIT,
      lead: [
        left(words.columns.class, 1),
        left(words.columns.startA, 0),
        ...(compared ? [left(words.columns.startB, 0)] : []),
      ],
      leadCells: (item) => [
        regionName(item, context),
        startCell(item.a),
        ...(compared ? [startCell(item.b)] : []),
      ],
      note: words.regions.note,
      countsMissing: true,
    },
    context,
  );
}

function regionName(item: RegionDiffRow, { words }: ReportContext): Cell {
  const name = words.ledgerWords.classes[item.class];
  const whole = item.arena === null ? name : words.regions.arena(name, item.arena);
  return item.path === ''
    ? cell(text(whole))
    : cell(text(`${whole}  `), code(shorten(item.path, LABEL_LENGTH)));
}

function startCell(side: RegionDiffRow['a']): Cell {
  return cell(code(side === null ? UNKNOWN : side.start));
}
