-- One row per configured source: when its articles are looked at again.
ALTER TABLE raw.sources ADD COLUMN recheck_s BIGINT[];

COMMENT ON COLUMN raw.sources.recheck_s IS 'Seconds after publication at which an article is fetched again. Empty or NULL: never.';
