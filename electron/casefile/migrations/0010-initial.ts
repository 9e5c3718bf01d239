/** Schema version 1. Explained, table by table, in CASEFILE-FORMAT.md. Never edit: add a migration. */
export const initial = `
CREATE TABLE case_info (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  case_id TEXT NOT NULL,
  title TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  journal_sequence INTEGER NOT NULL,
  journal_head TEXT NOT NULL
) STRICT;

CREATE TABLE target (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY,
  target INTEGER NOT NULL REFERENCES target (id),
  taken_at INTEGER NOT NULL,
  time_source TEXT NOT NULL,
  derived_version INTEGER
) STRICT;

CREATE INDEX snapshot_time ON snapshot (target, taken_at, id);

CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  encoding INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE pending (
  id INTEGER PRIMARY KEY,
  first_chunk INTEGER NOT NULL,
  last_chunk INTEGER
) STRICT;

CREATE TABLE artifact (
  id INTEGER PRIMARY KEY,
  snapshot INTEGER NOT NULL REFERENCES snapshot (id),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  source INTEGER REFERENCES artifact (id),
  first_line INTEGER,
  last_line INTEGER,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  encoding TEXT NOT NULL,
  command TEXT,
  exit_code INTEGER,
  pid INTEGER,
  process_name TEXT,
  base_address INTEGER,
  captured_at INTEGER NOT NULL,
  imported_at INTEGER NOT NULL
) STRICT;

CREATE INDEX artifact_snapshot ON artifact (snapshot, kind);

CREATE TABLE artifact_chunk (
  artifact INTEGER NOT NULL REFERENCES artifact (id),
  ordinal INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  PRIMARY KEY (artifact, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE meminfo (
  snapshot INTEGER NOT NULL REFERENCES snapshot (id),
  ordinal INTEGER NOT NULL,
  field TEXT NOT NULL,
  value INTEGER NOT NULL,
  unit TEXT NOT NULL,
  evidence INTEGER NOT NULL,
  evidence_at INTEGER NOT NULL,
  evidence_length INTEGER,
  PRIMARY KEY (snapshot, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE process (
  id INTEGER PRIMARY KEY,
  snapshot INTEGER NOT NULL REFERENCES snapshot (id),
  pid INTEGER,
  parent_pid INTEGER,
  user TEXT,
  name TEXT NOT NULL,
  executable TEXT NOT NULL,
  command_line TEXT NOT NULL,
  start_text TEXT,
  measures TEXT NOT NULL,
  region_artifact INTEGER,
  region_source TEXT,
  evidence INTEGER NOT NULL,
  evidence_at INTEGER NOT NULL,
  evidence_length INTEGER
) STRICT;

CREATE INDEX process_snapshot ON process (snapshot);

CREATE TABLE region (
  process INTEGER NOT NULL REFERENCES process (id),
  ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  permissions TEXT NOT NULL,
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  rss INTEGER,
  pss INTEGER,
  anonymous INTEGER,
  dirty INTEGER,
  swap INTEGER,
  class TEXT NOT NULL,
  rule TEXT NOT NULL,
  arena INTEGER,
  estimated INTEGER NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (process, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE class_total (
  process INTEGER NOT NULL REFERENCES process (id),
  ordinal INTEGER NOT NULL,
  class TEXT NOT NULL,
  rule TEXT NOT NULL,
  count INTEGER NOT NULL,
  size INTEGER NOT NULL,
  rss INTEGER,
  pss INTEGER,
  anonymous INTEGER,
  swap INTEGER,
  evidence INTEGER NOT NULL,
  evidence_at INTEGER NOT NULL,
  PRIMARY KEY (process, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE socket (
  snapshot INTEGER NOT NULL REFERENCES snapshot (id),
  ordinal INTEGER NOT NULL,
  state TEXT NOT NULL,
  local TEXT NOT NULL,
  remote TEXT NOT NULL,
  send_queue INTEGER,
  receive_queue INTEGER,
  pid INTEGER,
  process_name TEXT,
  artifact INTEGER NOT NULL REFERENCES artifact (id),
  line INTEGER NOT NULL,
  PRIMARY KEY (snapshot, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  snapshot INTEGER NOT NULL REFERENCES snapshot (id),
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  time_text TEXT NOT NULL,
  text TEXT NOT NULL,
  pid INTEGER,
  process_name TEXT,
  anonymous_rss INTEGER,
  artifact INTEGER NOT NULL REFERENCES artifact (id),
  line INTEGER NOT NULL,
  PRIMARY KEY (snapshot, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE problem (
  snapshot INTEGER NOT NULL REFERENCES snapshot (id),
  ordinal INTEGER NOT NULL,
  artifact INTEGER NOT NULL REFERENCES artifact (id),
  line INTEGER NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  detail TEXT,
  PRIMARY KEY (snapshot, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX problem_artifact ON problem (artifact);
`;
