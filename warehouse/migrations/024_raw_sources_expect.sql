-- One row per configured source: what its configuration says to expect of it.
ALTER TABLE raw.sources ADD COLUMN expected_per_day DOUBLE;
ALTER TABLE raw.sources ADD COLUMN expected_within_s BIGINT;

COMMENT ON COLUMN raw.sources.expected_per_day IS 'New articles that it should bring in a day, at least, as configured. NULL: not configured.';
COMMENT ON COLUMN raw.sources.expected_within_s IS 'Longest time between two new articles that is still usual, in seconds, as configured. NULL: not configured.';
