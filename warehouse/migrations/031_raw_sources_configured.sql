-- One row per source ever configured: whether it still is, through which ways in, and since when like this.
ALTER TABLE raw.sources ADD COLUMN is_configured BOOLEAN;
ALTER TABLE raw.sources ADD COLUMN ways_in VARCHAR[];
ALTER TABLE raw.sources ADD COLUMN configured_at TIMESTAMPTZ;

COMMENT ON TABLE raw.sources IS 'One row per source ever configured: what sources.yaml says, or last said, of it.';
COMMENT ON COLUMN raw.sources.is_configured IS 'Whether sources.yaml still has it. NULL: not noted yet.';
COMMENT ON COLUMN raw.sources.ways_in IS 'Addresses of its ways in.';
COMMENT ON COLUMN raw.sources.configured_at IS 'When its configuration last changed (UTC). NULL: before this was noted.';
