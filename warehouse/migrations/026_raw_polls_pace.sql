-- One row per feed, sitemap or listing fetched: when it is looked at next, and what tells whether something was missed.
ALTER TABLE raw.polls ADD COLUMN way_in_url VARCHAR;
ALTER TABLE raw.polls ADD COLUMN sha256 VARCHAR;
ALTER TABLE raw.polls ADD COLUMN since_day DATE;
ALTER TABLE raw.polls ADD COLUMN until_day DATE;
ALTER TABLE raw.polls ADD COLUMN known_urls INTEGER;
ALTER TABLE raw.polls ADD COLUMN fresh_for_s DOUBLE;
ALTER TABLE raw.polls ADD COLUMN retry_after_s DOUBLE;
ALTER TABLE raw.polls ADD COLUMN next_poll_at TIMESTAMPTZ;
ALTER TABLE raw.polls ADD COLUMN wait_reason VARCHAR;

COMMENT ON COLUMN raw.polls.way_in_url IS 'Configured way in that led to this address: the address itself, the index that names the sitemap, or the first page of the listing. NULL: polled before this was noted.';
COMMENT ON COLUMN raw.polls.sha256 IS 'SHA-256 of the body. NULL: none came.';
COMMENT ON COLUMN raw.polls.since_day IS 'First day that was asked for (UTC), by a backfill or to fill a gap. NULL: what is shown now.';
COMMENT ON COLUMN raw.polls.until_day IS 'Last day that was asked for (UTC). NULL: what is shown now.';
COMMENT ON COLUMN raw.polls.known_urls IS 'Addresses among the first 1,000 listed that had been seen before, through whatever way in. NULL: not counted, as when days were asked for.';
COMMENT ON COLUMN raw.polls.fresh_for_s IS 'Seconds for which the answer holds by its own word: the longer of ttl and Cache-Control or Expires.';
COMMENT ON COLUMN raw.polls.retry_after_s IS 'Seconds that the server asked to stay away (Retry-After).';
COMMENT ON COLUMN raw.polls.next_poll_at IS 'When the way in is to be polled next (UTC), by what was known after this poll. NULL: of a part of a way in, or a poll for days.';
COMMENT ON COLUMN raw.polls.wait_reason IS 'Why then.';
