/** Schema version 2: dumps that have not arrived in full yet. Explained in CASEFILE-FORMAT.md. Never edit: add a migration. */
export const stagedDumps = `
CREATE TABLE staged_dump (
  id INTEGER PRIMARY KEY,
  snapshot INTEGER NOT NULL REFERENCES snapshot (id),
  size INTEGER NOT NULL,
  piece_size INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT;

CREATE TABLE staged_piece (
  dump INTEGER NOT NULL REFERENCES staged_dump (id),
  ordinal INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (dump, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE staged_chunk (
  dump INTEGER NOT NULL REFERENCES staged_dump (id),
  piece INTEGER NOT NULL,
  position INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  PRIMARY KEY (dump, piece, position)
) STRICT, WITHOUT ROWID;
`;
