-- The people of one portal. Times are seconds since 1970, UTC. Nothing of trials or patients stands here.
CREATE TABLE IF NOT EXISTS accounts (
  name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, password TEXT NOT NULL, added REAL NOT NULL, changed REAL NOT NULL
) WITHOUT ROWID;
-- `mark` is a hash of what the browser holds: who reads this file cannot use it to sign in.
CREATE TABLE IF NOT EXISTS sessions (
  mark BLOB PRIMARY KEY, account TEXT NOT NULL COLLATE NOCASE REFERENCES accounts (name) ON DELETE CASCADE,
  token TEXT NOT NULL, began REAL NOT NULL, seen REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_of_account ON sessions (account);
-- Accounts that may not sign in for now, since when, and who decided it.
CREATE TABLE IF NOT EXISTS disabled (
  account TEXT PRIMARY KEY COLLATE NOCASE REFERENCES accounts (name) ON DELETE CASCADE, at REAL NOT NULL, by TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
