/**
 * The report as a document: what it says, in which order, in one language, and nothing about paper.
 * All values are plain JSON. Text may come from evidence and is data throughout: whoever draws it must
 * never read it as markup.
 */
import type { ArtifactId } from '#shared/domain/evidence.ts';
import type { ReportLanguage } from '#shared/i18n/report.ts';

/** A piece of a line. `evidence` leads to its row in the register; `artifact` must have one. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'muted'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'evidence'; readonly text: string; readonly artifact: ArtifactId };

export interface Cell {
  readonly inlines: readonly Inline[];
  /** Steps to the right, for trees in tables. */
  readonly indent: number;
}

export interface Column {
  readonly heading: string;
  /** `right` is for numbers that end in the same place. */
  readonly align: 'left' | 'right';
  /** Share of the free width; 0 takes what the content needs. */
  readonly weight: number;
}

export interface Row {
  readonly cells: readonly Cell[];
  /** `total` is set off from what it adds up; `residual` is what nothing explains. */
  readonly tone: 'plain' | 'total' | 'residual';
}

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** One line below: units, what is not printed. */
  readonly note: string | null;
}

export interface Fact {
  readonly label: string;
  readonly value: readonly Inline[];
}

/** One artifact in the register; the place that evidence numbers lead to. */
export interface RegisterEntry {
  readonly artifact: ArtifactId;
  readonly number: string;
  readonly target: string;
  readonly snapshot: string;
  readonly time: string;
  readonly kind: string;
  readonly size: string;
  readonly problems: string;
  /** Name as given, command, lines of the source: whatever is known. */
  readonly details: readonly Fact[];
  /** 64 hex digits in eight groups. */
  readonly sha256: string;
}

export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'notice'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'key-numbers'; readonly numbers: readonly { value: string; label: string }[] }
  | { readonly kind: 'command'; readonly text: string }
  | {
      readonly kind: 'figure';
      readonly svg: string;
      /** The same in words, for those who do not see it. */
      readonly alt: string;
      readonly caption: string;
      readonly source: readonly Inline[];
    }
  | TableBlock
  | {
      readonly kind: 'register';
      readonly headings: readonly string[];
      readonly hashLabel: string;
      readonly entries: readonly RegisterEntry[];
    };

export interface Section {
  readonly title: string;
  /** 1 for a chapter, 2 below it. */
  readonly level: 1 | 2;
  readonly startsPage: boolean;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly language: ReportLanguage;
  readonly title: string;
  readonly subtitle: string;
  readonly classification: string;
  readonly author: string;
  /** Metadata of the file: UTC, to the second. */
  readonly dateMs: number;
  readonly coverFacts: readonly Fact[];
  readonly contentsTitle: string;
  readonly figuresTitle: string;
  readonly tablesTitle: string;
  readonly runningHead: string;
  readonly runningFoot: string;
  /** `Page {page} of {pages}`: the two words in braces are numbers that only the layout knows. */
  readonly pageLabel: string;
  readonly figureLabel: string;
  readonly tableLabel: string;
  readonly sourceLabel: string;
  readonly sections: readonly Section[];
}
