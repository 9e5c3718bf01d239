/**
 * Broken evidence is data, not an exception: a parser reads what can be read and says, by line,
 * what it could not, or what it read in spite of damage.
 */
export const problemReasons = [
  /** A character that stands for a digit, such as the Greek theta for 0. Read as the digit. */
  'damaged-digit',
  /** Permissions with look-alike letters, such as a Cyrillic or Greek capital for r. Read as the letters. */
  'damaged-permissions',
  /** A mapping label with look-alikes, such as `l anon l` for `[ anon ]`. Read as the label. */
  'damaged-label',
  /** Fewer columns than the header promises. What is there is read. */
  'missing-column',
  /** More columns than expected, or columns that moved. What is certain is read. */
  'moved-column',
  /** A number that is none, or one that no machine can have. The field is left out. */
  'bad-number',
  /** A field or row that came before. The first one counts. */
  'duplicate',
  /** The input ends in the middle of a record. What came is read. */
  'truncated',
  /** A line that fits no form. Nothing is read from it. */
  'unparsed-line',
  /** A line longer than the limit. Its head is looked at, the bytes stay. */
  'line-too-long',
  /** Control characters or bytes that are no text in the encoding. Shown as placeholders. */
  'not-text',
  /** A field that the kind of evidence cannot do without, for example MemTotal. */
  'missing-field',
  /** A region that lies across another or ends before it starts. Kept, not classified. */
  'impossible-range',
  /** Values that disagree with each other, for example more resident than mapped. Kept as read. */
  'incoherent',
  /** Asked of a live target, and not had or not whole. */
  'not-collected',
] as const;

export type ProblemReason = (typeof problemReasons)[number];

export interface Problem {
  /** 1-based line in the stored source text; 0 where it concerns the whole. */
  readonly line: number;
  readonly reason: ProblemReason;
  /** The raw line, at most 200 characters. */
  readonly text: string;
  /** What was read, or what was expected; one short English phrase for the details pane. */
  readonly detail?: string;
}
