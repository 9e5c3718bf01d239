/** Redaction of tables on their way out: two passes, so that what one row tells is replaced in all of them. */
import type { Redactor } from '#shared/report/redact.ts';
import type { CellValue, Table } from '#electron/table-files/table.ts';

/** Each text once: the same paths stand in thousands of rows. */
export function learnTables(redactor: Redactor, tables: readonly Table[]): void {
  const seen = new Set<string>();
  for (const table of tables) {
    for (const text of evidenceTextsOf(table)) {
      if (seen.has(text)) continue;
      seen.add(text);
      redactor.learn(text);
    }
  }
}

export function* evidenceTextsOf({ columns, rows }: Table): Generator<string> {
  const places = columns.flatMap(({ type }, index) => (type === 'evidence' ? [index] : []));
  if (places.length === 0) return;
  for (const row of rows()) {
    for (const index of places) {
      const value = row[index];
      if (typeof value === 'string') yield value;
    }
  }
}

/** The same paths stand in thousands of regions: each text is looked at once. */
export function redactTables(tables: readonly Table[], redactor: Redactor): Table[] {
  const known = new Map<string, string>();
  const change = (text: string): string => {
    const clean = known.get(text) ?? redactor.redact(text);
    known.set(text, clean);
    return clean;
  };
  return tables.map((table) => ({
    ...table,
    rows: function* rows() {
      for (const row of table.rows()) {
        yield row.map((value, index): CellValue =>
          typeof value === 'string' && table.columns[index]?.type === 'evidence' ? change(value) : value,
        );
      }
    },
  }));
}
