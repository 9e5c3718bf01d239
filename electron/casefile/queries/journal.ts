import type { Database } from 'better-sqlite3';
import { corrupt } from '../errors.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { JournalDetail } from '../journal.ts';
import { JSON_BYTES } from '../limits.ts';
import { capped, integer, natural, text, type RawRow } from '../rows.ts';
import type { JournalEntry } from '../types.ts';

export type JournalQueries = ReturnType<typeof journalQueries>;

export function journalQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT sequence, at, ${capped('actor')}, ${capped('action')}, ${capped('detail', JSON_BYTES)},
              ${capped('previous_hash')}, ${capped('hash')}
       FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    )
    .raw();
  const has = database.prepare('SELECT 1 FROM journal WHERE action = ? AND detail = ? LIMIT 1').pluck();
  const newestOf = database
    .prepare(
      `SELECT sequence, at, ${capped('actor')}, ${capped('action')}, ${capped('detail', JSON_BYTES)},
              ${capped('previous_hash')}, ${capped('hash')}
       FROM journal WHERE action = ? AND iif(json_valid(detail), detail ->> '$.snapshot', NULL) = ? ORDER BY sequence DESC LIMIT 1`,
    )
    .raw();
  const insert = database.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)');
  return {
    list: (after: number, limit: number): JournalEntry[] =>
      (select.all(after, limit) as RawRow[]).map(toEntry),
    /** The last entry of an action whose detail names this snapshot. */
    newestOf: (action: string, snapshot: number): JournalEntry | undefined => {
      const row = newestOf.get(action, snapshot) as RawRow | undefined;
      return row === undefined ? undefined : toEntry(row);
    },
    /** Row by row, for a journal of any length. */
    iterate: function* (): Generator<JournalEntry> {
      for (const row of select.iterate(0, -1)) yield toEntry(row as RawRow);
    },
    /** Reads the whole journal where there is none. */
    has: (action: string, detail: JournalDetail): boolean => has.get(action, canonicalJson(detail)) === 1,
    insert: (entry: JournalEntry): void => {
      const { sequence, at, actor, action, detail, previousHash, hash } = entry;
      insert.run(sequence, at, actor, action, canonicalJson(detail), previousHash, hash);
    },
  };
}

function toEntry(row: RawRow): JournalEntry {
  return {
    sequence: natural(row[0], 'journal.sequence'),
    at: integer(row[1], 'journal.at'),
    actor: text(row[2], 'journal.actor'),
    action: text(row[3], 'journal.action'),
    detail: toDetail(text(row[4], 'journal.detail')),
    previousHash: text(row[5], 'journal.previous_hash'),
    hash: text(row[6], 'journal.hash'),
  };
}

/** Only the canonical form is taken: a byte that changes nothing in the value is a change too. */
function toDetail(json: string): JournalDetail {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw corrupt('a journal entry is no JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && canonicalJson(value) === json) {
    return value as JournalDetail;
  }
  throw corrupt('a journal entry is not in canonical form');
}
