-- The diseases that a record names, as JSON ("?" for one that was not understood), and its status; the version in which a saved
-- search found a trial. Of records that were there before, the diseases are open until their next version.
ALTER TABLE sources ADD COLUMN diseases TEXT NOT NULL DEFAULT '["?"]';
ALTER TABLE sources ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE trials ADD COLUMN diseases TEXT NOT NULL DEFAULT '["?"]';
ALTER TABLE trials ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE found ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
