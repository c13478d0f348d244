-- One row per configured source.
CREATE VIEW mart.source_health AS
WITH
    ways_in AS (
        SELECT
            source_id,
            url,
            max(polled_at) AS last_poll_at,
            max(polled_at) FILTER (outcome IN ('ok', 'not_modified')) AS last_good_poll_at,
            arg_max(outcome, polled_at) AS outcome,
            arg_max_null(reason, polled_at) AS reason
        FROM raw.polls
        GROUP BY source_id, url
        -- A part of a sitemap that is listed no more says nothing about today. A way in that fails may wait for days.
        QUALIFY greatest(last_poll_at, arg_max(next_poll_at, polled_at)) >= max(last_poll_at) OVER (PARTITION BY source_id) - INTERVAL 1 DAY
    ),
    polled AS (
        SELECT
            source_id,
            max(last_poll_at) AS last_poll_at,
            max(last_good_poll_at) AS last_good_poll_at,
            count(*) AS ways_in,
            count(*) FILTER (outcome NOT IN ('ok', 'not_modified')) AS ways_in_failing,
            string_agg(url || ': ' || coalesce(reason, outcome), '; ' ORDER BY url) FILTER (outcome NOT IN ('ok', 'not_modified')) AS problem
        FROM ways_in
        GROUP BY ALL
    ),
    addresses AS (
        SELECT
            source_id,
            count(*) AS urls_seen,
            count(*) FILTER (state = 'waiting') AS urls_waiting,
            count(*) FILTER (state = 'given up') AS urls_given_up,
            count(*) FILTER (state = 'done' AND outcome NOT IN ('ok', 'not_modified')) AS urls_refused
        FROM mart.fates
        GROUP BY ALL
    ),
    written AS (
        SELECT source_id, count(*) AS articles, max(published_at) AS last_article_published_at, max(first_fetched_at) AS last_article_fetched_at
        FROM core.articles
        GROUP BY ALL
    )
SELECT
    sources.source_id,
    sources.name,
    CASE
        WHEN polled.last_poll_at IS NULL THEN 'never polled'
        WHEN polled.ways_in_failing = polled.ways_in THEN 'failing'
        WHEN polled.ways_in_failing > 0 THEN 'failing in part'
        ELSE 'ok'
    END AS state,
    polled.problem,
    polled.last_poll_at,
    polled.last_good_poll_at,
    coalesce(polled.ways_in, 0) AS ways_in,
    coalesce(polled.ways_in_failing, 0) AS ways_in_failing,
    coalesce(addresses.urls_seen, 0) AS urls_seen,
    coalesce(addresses.urls_waiting, 0) AS urls_waiting,
    coalesce(addresses.urls_refused, 0) AS urls_refused,
    coalesce(addresses.urls_given_up, 0) AS urls_given_up,
    coalesce(written.articles, 0) AS articles,
    written.last_article_published_at,
    written.last_article_fetched_at
FROM raw.sources
    LEFT JOIN polled USING (source_id)
    LEFT JOIN addresses USING (source_id)
    LEFT JOIN written USING (source_id)
ORDER BY sources.source_id;

COMMENT ON VIEW mart.source_health IS 'One row per configured source: whether it can be read, and what came of it.';
COMMENT ON COLUMN mart.source_health.source_id IS 'Identifier of the source in sources.yaml.';
COMMENT ON COLUMN mart.source_health.name IS 'Name of the outlet.';
COMMENT ON COLUMN mart.source_health.state IS 'ok; failing in part: some ways in failed when last polled; failing: all did; or never polled.';
COMMENT ON COLUMN mart.source_health.problem IS 'What was wrong, by way in, when something was.';
COMMENT ON COLUMN mart.source_health.last_poll_at IS 'When a way in was last polled (UTC).';
COMMENT ON COLUMN mart.source_health.last_good_poll_at IS 'When a way in was last read, or had not changed (UTC).';
COMMENT ON COLUMN mart.source_health.ways_in IS 'Feeds, sitemaps and listings polled in the day before the last poll, and those whose turn comes later.';
COMMENT ON COLUMN mart.source_health.ways_in_failing IS 'Those that failed when last polled.';
COMMENT ON COLUMN mart.source_health.urls_seen IS 'Addresses ever seen.';
COMMENT ON COLUMN mart.source_health.urls_waiting IS 'Addresses to be fetched, read or tried again.';
COMMENT ON COLUMN mart.source_health.urls_refused IS 'Addresses that are done with and hold no article; mart.fates says why.';
COMMENT ON COLUMN mart.source_health.urls_given_up IS 'Addresses that failed as often and as long as addresses are tried.';
COMMENT ON COLUMN mart.source_health.articles IS 'Articles read.';
COMMENT ON COLUMN mart.source_health.last_article_published_at IS 'Latest publication time of its articles (UTC).';
COMMENT ON COLUMN mart.source_health.last_article_fetched_at IS 'When its latest article was first fetched (UTC).';
