-- The first schema of a shelf. Times are UTC in ISO 8601; hashes are those of registries.record_form.content_hash.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Records in their stored form, packed with zlib; never changed once written.
CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL);

-- One record as one source keeps it. `origin` is the registry or the layout of a page, `mark` what names the record there,
-- `plain` what to call its trial without a number.
-- A source's own trial has its id; `trial` is the one that it is part of now.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY, origin TEXT NOT NULL, mark TEXT NOT NULL, trial INTEGER NOT NULL,
  version INTEGER NOT NULL, body INTEGER NOT NULL, hash BLOB NOT NULL, stated TEXT NOT NULL,
  plain TEXT NOT NULL, added TEXT NOT NULL, UNIQUE (origin, mark)
);
CREATE INDEX sources_of_trial ON sources (trial);
CREATE TABLE source_versions (
  source INTEGER NOT NULL, number INTEGER NOT NULL, body INTEGER NOT NULL, hash BLOB NOT NULL, stated TEXT NOT NULL,
  layout INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (source, number)
) WITHOUT ROWID;

-- What the shelf shows: one trial, made of the sources that lead to it. One that became part of another is not active.
CREATE TABLE trials (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, base TEXT NOT NULL, active INTEGER NOT NULL,
  version INTEGER NOT NULL, body INTEGER NOT NULL, hash BLOB NOT NULL, members TEXT NOT NULL,
  added TEXT NOT NULL, changed TEXT NOT NULL, generation INTEGER NOT NULL
);
CREATE UNIQUE INDEX trials_key ON trials (key COLLATE NOCASE) WHERE active;
CREATE INDEX trials_base ON trials (base COLLATE NOCASE);
CREATE INDEX trials_generation ON trials (generation, id);
CREATE INDEX trials_hash ON trials (hash);
CREATE TABLE trial_versions (
  trial INTEGER NOT NULL, number INTEGER NOT NULL, body INTEGER NOT NULL, hash BLOB NOT NULL, at TEXT NOT NULL,
  stated TEXT NOT NULL, why TEXT NOT NULL, members TEXT NOT NULL, PRIMARY KEY (trial, number)
) WITHOUT ROWID;

-- Keys that are no longer shown, so that an index can be brought up to date.
CREATE TABLE gone (id INTEGER PRIMARY KEY, key TEXT NOT NULL, generation INTEGER NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL);
CREATE INDEX gone_generation ON gone (generation);

-- Every number or name of a source in upper case. `how`: own, alias, address, secondary, or name (no number of a registry).
CREATE TABLE names (
  name TEXT NOT NULL, source INTEGER NOT NULL, how TEXT NOT NULL, registry TEXT NOT NULL, PRIMARY KEY (name, source, how)
) WITHOUT ROWID;
CREATE INDEX names_of_source ON names (source);

-- Hashes of titles, by which likely pairs are found.
CREATE TABLE prints (print INTEGER NOT NULL, source INTEGER NOT NULL, PRIMARY KEY (print, source)) WITHOUT ROWID;
CREATE INDEX prints_of_source ON prints (source);

-- What people decided on two sources, each as "origin mark": that they are of one trial, or that they are not. Rows of one `act`
-- were decided, and are undone, together.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY, act INTEGER NOT NULL, one TEXT NOT NULL, other TEXT NOT NULL, same INTEGER NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
  note TEXT NOT NULL, undone_by TEXT, undone_at TEXT
);
CREATE INDEX decisions_one ON decisions (one);
CREATE INDEX decisions_other ON decisions (other);
CREATE TABLE proposals (
  one INTEGER NOT NULL, other INTEGER NOT NULL, reasons TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (one, other)
) WITHOUT ROWID;

-- A person's review of the criteria: the text of its file, and the content of the record that it was last brought up to.
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, hash BLOB NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX reviews_of_source ON reviews (source);

-- Files that were put on the shelf, and how far each was read.
CREATE TABLE intakes (
  place TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, done INTEGER NOT NULL, finished INTEGER NOT NULL,
  at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE searches (name TEXT PRIMARY KEY, title TEXT NOT NULL, query TEXT NOT NULL, at TEXT NOT NULL, generation INTEGER NOT NULL)
WITHOUT ROWID;
CREATE TABLE found (search TEXT NOT NULL, trial INTEGER NOT NULL, PRIMARY KEY (search, trial)) WITHOUT ROWID;
CREATE TABLE news (
  id INTEGER PRIMARY KEY, search TEXT NOT NULL, trial INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, old INTEGER, new INTEGER,
  at TEXT NOT NULL
);
CREATE INDEX news_of_search ON news (search, id);
