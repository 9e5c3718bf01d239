/**
 * Redaction happens to the data, before a word of the report is made of it: nothing that comes later (tables,
 * figures, shortened lines, metadata) can hold what is no longer there.
 */
import { redactionClasses, redactionRules, type RedactionClass } from './redaction-rules.ts';

export interface RedactionCount {
  readonly class: RedactionClass;
  /** Different values. */
  readonly values: number;
  /** Places where one stood. */
  readonly places: number;
}

export interface Redactor {
  /** The same value becomes the same label, for example `[IPV4-1]`, numbered by first appearance. */
  readonly redact: (value: string) => string;
  /** Classes that were found, in the order of `redactionClasses`. Never the values. */
  readonly counts: () => RedactionCount[];
}

/** @param keep texts that stay readable wherever they stand: the names of targets. */
export function createRedactor(keep: readonly string[]): Redactor {
  const labels = new Map<RedactionClass, Map<string, string>>();
  const places = new Map<RedactionClass, number>();

  const labelOf = (kind: RedactionClass, value: string): string => {
    const known = labels.get(kind) ?? new Map<string, string>();
    labels.set(kind, known);
    places.set(kind, (places.get(kind) ?? 0) + 1);
    const label = known.get(value) ?? `[${kind.toUpperCase()}-${known.size + 1}]`;
    known.set(value, label);
    return label;
  };

  return {
    redact: (value) =>
      redactionRules.reduce(
        (current, rule) =>
          current.replace(rule.pattern, (match) =>
            !rule.accepts(match) || keep.some((name) => name.includes(match))
              ? match
              : labelOf(rule.class, match),
          ),
        value,
      ),
    counts: () =>
      redactionClasses.flatMap((kind) => {
        const values = labels.get(kind)?.size ?? 0;
        return values === 0 ? [] : [{ class: kind, values, places: places.get(kind) ?? 0 }];
      }),
  };
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

/** A copy of `value` in which every text from evidence went through `change`. Arrays, plain objects and leaves. */
export function mapEvidenceText<Value>(value: Value, change: (text: string) => string): Value {
  return mapValue(value, change) as Value;
}

function mapValue(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      OWN_MEMBERS.has(key) ? member : mapValue(member, change),
    ]),
  );
}
