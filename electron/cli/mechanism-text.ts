/** Known causes for people: what holds the memory, how sure that is, what to set. */
import type { Explanation } from '#shared/domain/ledger.ts';
import type { Mechanism } from '#shared/domain/mechanism.ts';
import { UNKNOWN, bytesCell, evidenceCell } from './cells.ts';
import { formatTable } from './text-table.ts';

const columns = [
  { title: 'mechanism', shrinks: true, least: 24 },
  { title: 'process' },
  { title: 'observed', align: 'right' as const },
  { title: 'ceiling', align: 'right' as const },
  { title: 'stands', least: 12, leaves: 1 },
  { title: 'sure', leaves: 2 },
];

/**
 * One row a process, one paragraph a mechanism: those for and against of its largest process, and its remedy.
 * @param fold breaks a line at the terminal's width
 */
export function mechanismLines(
  { mechanisms, mechanismGroups }: Pick<Explanation, 'mechanisms' | 'mechanismGroups'>,
  width: number | undefined,
  fold: (text: string, indent?: string) => string[],
): string[] {
  if (mechanisms.length === 0) return [];
  const rows = mechanisms.map(({ title, target, process, pid, observed, ...rest }) => [
    title,
    `${process}${pid === null ? '' : ` (${pid})`} on ${target}`,
    bytesCell(observed.bytes ?? null),
    rest.predictedCeilingBytes === null ? UNKNOWN : bytesCell(rest.predictedCeilingBytes),
    rest.standing.replaceAll('-', ' '),
    rest.confidence,
  ]);
  return [
    ...formatTable(columns, rows, width),
    '',
    ...mechanismGroups.flatMap(({ id, target, statement }) => {
      const largest = mechanisms.find((mechanism) => mechanism.id === id && mechanism.target === target);
      return [...fold(statement.text), ...(largest === undefined ? [] : reasonLines(largest, fold)), ''];
    }),
  ];
}

function inBrackets(evidence: Mechanism['evidence']): string {
  return evidence.length === 0 ? '' : ` (${evidenceCell(evidence)})`;
}

function reasonLines(
  { process, for: speakFor, against, remedy, verify }: Mechanism,
  fold: (text: string, indent?: string) => string[],
): string[] {
  const reason = (sign: string) => (statement: Mechanism['for'][number]) =>
    fold(`  ${sign} ${statement.text}${inBrackets(statement.evidence)}`, '    ');
  return [
    ...fold(`For ${process}, as an example:`),
    ...speakFor.flatMap(reason('+')),
    ...against.flatMap(reason('−')),
    ...remedy.flatMap(({ line, why }) => fold(`  → ${line}   ${why}`, '    ')),
    ...fold(`  ✓ ${verify}`, '    '),
  ];
}
