-- One row per source and address in which it was lately looked for news: ways in, and the parts of sitemaps and listings.
CREATE OR REPLACE VIEW core.ways_in AS
SELECT
    polls.source_id,
    polls.url,
    -- The parts of a sitemap and the further pages of a listing are no ways in of their own.
    arg_max(coalesce(polls.way_in_url, polls.url), polled_at) AS way_in_url,
    max(polled_at) AS last_poll_at,
    max(polled_at) FILTER (outcome IN ('ok', 'not_modified')) AS last_good_poll_at,
    arg_max(outcome, polled_at) AS outcome,
    arg_max_null(reason, polled_at) AS reason
FROM raw.polls AS polls INNER JOIN raw.sources AS sources USING (source_id)
WHERE sources.ways_in IS NULL OR list_contains(sources.ways_in, coalesce(polls.way_in_url, polls.url))
GROUP BY polls.source_id, polls.url
-- A part of a sitemap that is listed no more says nothing about today. A way in that fails may wait for days.
QUALIFY greatest(max(polled_at), arg_max(next_poll_at, polled_at))
    >= max(max(polled_at)) OVER (PARTITION BY polls.source_id) - INTERVAL 1 DAY;

COMMENT ON VIEW core.ways_in IS 'One row per source and address in which it was lately looked for news: its configured ways in, and the parts of sitemaps and the further pages of listings that they led to.';
COMMENT ON COLUMN core.ways_in.source_id IS 'The source.';
COMMENT ON COLUMN core.ways_in.url IS 'Address that was asked for.';
COMMENT ON COLUMN core.ways_in.way_in_url IS 'The configured way in that led to it; itself, where it is one.';
COMMENT ON COLUMN core.ways_in.last_poll_at IS 'When it was last asked for (UTC).';
COMMENT ON COLUMN core.ways_in.last_good_poll_at IS 'When it was last read, or had not changed (UTC).';
COMMENT ON COLUMN core.ways_in.outcome IS 'How it ended the last time; see raw.outcomes.';
COMMENT ON COLUMN core.ways_in.reason IS 'What was wrong then, when something was.';
