/**
 * Redaction happens to the data, before a word of the report is made of it: nothing that comes later (tables,
 * figures, shortened lines, metadata) can hold what is no longer there.
 */
import { authorWords } from './redaction/author-words.ts';
import { createValueSearch, type ValueSearch } from './redaction/value-search.ts';
import { findSensitive, redactionClasses, type Finding, type RedactionClass } from './redaction-rules.ts';

export interface RedactionCount {
  readonly class: RedactionClass;
  /** Different values. */
  readonly values: number;
  /** Places where one stood. */
  readonly places: number;
}

/** A value that was replaced. Never printed: it is what the finished file must not hold. */
export interface Original {
  readonly class: RedactionClass;
  readonly value: string;
}

export interface Labelled extends Original {
  readonly label: string;
}

export interface Redactor {
  /** Reads a text first, so that what is told apart in one place is replaced in every other place too. */
  readonly learn: (text: string) => void;
  /** The same value becomes the same label, for example `[IPV4-1]`. */
  readonly redact: (text: string) => string;
  /** What `redact` would replace, without counting it: for bytes that are masked instead of labelled. */
  readonly find: (text: string) => Finding[];
  /** Notes a value that was taken out in another way than by a label. */
  readonly note: (found: Original) => void;
  /** Classes that were found, in the order of `redactionClasses`. Never the values. */
  readonly counts: () => RedactionCount[];
  /** What was found and left in clear because the author wants it so. */
  readonly kept: () => Original[];
  /** The author's words too, found or not. */
  readonly originals: () => Original[];
}

/**
 * What stands behind the class in a label: letters and digits that tell the value from others and tell nothing of
 * it. As many of them are used as it takes; `ordinal` counts the values of the class, from 1.
 */
export type LabelCode = (kind: RedactionClass, value: string, ordinal: number) => string;

export interface RedactorOptions {
  /** Texts that stay readable wherever they stand: the names of targets. */
  readonly keep?: readonly string[];
  /** Names of programs: a service's account is named like it, and leads to nobody. */
  readonly programs?: readonly string[];
  /** Words that go wherever they stand, in any case and inside others; targets' names are no exception. */
  readonly words?: readonly string[];
  /** Values that the author leaves in clear. */
  readonly kept?: readonly string[];
  /** Told of every place. The value is not to be printed. */
  readonly onLabel?: (found: Labelled) => void;
  /** Default: numbers by first appearance. */
  readonly code?: LabelCode;
}

/** Letters of a code in a label, unless two values share them. */
const CODE_LENGTH = 4;

export function createRedactor(options: RedactorOptions = {}): Redactor {
  const { keep = [], words = [], code = (_kind, _value, ordinal) => String(ordinal) } = options;
  const programs = new Set(options.programs);
  const labels = new Map<string, string>();
  const used = new Set<string>();
  const originals: Original[] = [];
  const valueCounts = new Map<RedactionClass, number>();
  const places = new Map<RedactionClass, number>();
  const known = new Map<string, RedactionClass>();
  const given = authorWords(words);
  const wanted = new Set(options.kept);
  const kept = new Map<string, Original>();
  let search: ValueSearch | undefined;

  const isKept = (value: string, kind: RedactionClass): boolean => {
    if (!wanted.has(value)) return false;
    kept.set(value, { class: kind, value });
    return true;
  };

  const stays = (value: string, kind: RedactionClass): boolean =>
    !given.isIn(value) &&
    (isKept(value, kind) ||
      keep.some((name) => name.includes(value)) ||
      ((kind === 'user' || kind === 'host') && programs.has(value)));

  const findAll = (text: string): Finding[] => {
    search ??= createValueSearch(known.keys());
    const again = search(text).map(({ value, start, end }) => ({
      class: known.get(value) ?? 'word',
      start,
      end,
    }));
    return findSensitive(text, [...given.find(text), ...again]).filter(
      ({ class: kind, start, end }) => !stays(text.slice(start, end), kind),
    );
  };

  const labelOf = (kind: RedactionClass, value: string): string => {
    const key = `${kind} ${kind === 'word' ? value.toLowerCase() : value}`;
    const label = labels.get(key) ?? newLabel(kind, value);
    labels.set(key, label);
    return label;
  };

  const newLabel = (kind: RedactionClass, value: string): string => {
    originals.push({ class: kind, value });
    const ordinal = (valueCounts.get(kind) ?? 0) + 1;
    valueCounts.set(kind, ordinal);
    const full = code(kind, value, ordinal);
    let length = Math.min(CODE_LENGTH, full.length);
    const label = (): string => `[${kind.toUpperCase()}-${full.slice(0, length)}]`;
    while (used.has(label()) && length < full.length) length += 1;
    const name = used.has(label()) ? `[${kind.toUpperCase()}-${full}-${ordinal}]` : label();
    used.add(name);
    return name;
  };

  const note = ({ class: kind, value }: Original): string => {
    places.set(kind, (places.get(kind) ?? 0) + 1);
    const label = labelOf(kind, value);
    options.onLabel?.({ class: kind, value, label });
    return label;
  };

  return {
    learn: (text) => {
      for (const { class: kind, start, end } of findSensitive(text)) {
        const value = text.slice(start, end);
        if (isDistinct(value) && !stays(value, kind) && !known.has(value)) {
          known.set(value, kind);
          search = undefined;
        }
      }
    },
    redact: (text) => {
      let done = 0;
      let result = '';
      for (const { class: kind, start, end } of findAll(text)) {
        result += text.slice(done, start) + note({ class: kind, value: text.slice(start, end) });
        done = end;
      }
      return done === 0 ? text : result + text.slice(done);
    },
    find: findAll,
    note: (found) => void note(found),
    counts: () =>
      redactionClasses.flatMap((kind) => {
        const values = valueCounts.get(kind) ?? 0;
        return values === 0 ? [] : [{ class: kind, values, places: places.get(kind) ?? 0 }];
      }),
    kept: () => [...kept.values()],
    originals: () => [...words.map((value) => ({ class: 'word' as const, value })), ...originals],
  };
}

/**
 * Whether a value can be looked for by itself: `1` as a password is replaced where it is one, but a report cannot
 * do without the digit.
 */
export function isDistinct(value: string): boolean {
  return /^[\d.,:-]+$/.test(value)
    ? value.length >= 8
    : Array.from(value).length >= 4 || /^\p{Script=Han}{2,}$/u.test(value);
}

/**
 * Members that we made ourselves and that would be spoilt by a look-alike: keys, hashes, addresses. All other
 * text is taken for evidence, so that a new member is filtered until someone says otherwise.
 */
const OWN_MEMBERS: ReadonlySet<string> = new Set([
  'id',
  'nodeId',
  'parentId',
  'kind',
  'kinds',
  'labelKey',
  'measure',
  'notes',
  'confidence',
  'severity',
  'standing',
  'scope',
  'code',
  'class',
  'rule',
  'unit',
  'group',
  'reason',
  'encoding',
  'timeSource',
  'sha256',
  'caseId',
  'journalHead',
  'start',
  'end',
  'permissions',
  'baseAddress',
]);

/** Where a text stands: the member's name and what holds it, outwards. */
export interface TextPlace {
  readonly key: string;
  readonly holder: Readonly<Record<string, unknown>>;
  readonly up: TextPlace | null;
}

type ChangeText = (text: string, at: TextPlace | null) => string;

/** A copy of `value` in which every text from evidence went through `change`. Arrays, plain objects and leaves. */
export function mapEvidenceText<Value>(value: Value, change: ChangeText): Value {
  return mapValue(value, change, null) as Value;
}

function mapValue(value: unknown, change: ChangeText, at: TextPlace | null): unknown {
  if (typeof value === 'string') return change(value, at);
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change, at));
  if (typeof value !== 'object' || value === null) return value;
  const holder = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      OWN_MEMBERS.has(key) ? member : mapValue(member, change, { key, holder, up: at }),
    ]),
  );
}

/** Place of a class in the log. */
export function redactionOrder(kind: string): number {
  return redactionClasses.findIndex((one) => one === kind);
}
