-- One row per attempt to fetch a page: how long its server asked to stay away.
ALTER TABLE raw.captures ADD COLUMN retry_after_s DOUBLE;

COMMENT ON COLUMN raw.captures.retry_after_s IS 'Seconds for which the server asked to stay away (Retry-After), or for which its host was left alone. No page of the host is asked for before. NULL: none.';
