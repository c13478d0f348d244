-- One row per source and address that a way in showed: whether ingest leaves it to backfills.
ALTER TABLE raw.sightings ADD COLUMN by_backfill BOOLEAN DEFAULT false;

COMMENT ON COLUMN raw.sightings.by_backfill IS 'Whether only backfills were shown it so far. They fetch it when they find it again; ingest does not.';
