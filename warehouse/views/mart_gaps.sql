-- One row per poll of a way in of which nothing had been seen before although it was read well earlier: articles came and went between.
CREATE VIEW mart.gaps AS
WITH
    looks AS (
        SELECT
            source_id,
            way_in_url,
            run_id,
            min(polled_at) AS polled_at,
            bool_and(outcome = 'ok') AS is_whole,
            bool_and(outcome IN ('ok', 'not_modified')) AS is_good,
            sum(listed_urls)::BIGINT AS listed_urls,
            sum(known_urls)::BIGINT AS known_urls
        FROM raw.polls
        -- A sitemap lists all there is, so it misses nothing.
        WHERE way_in_url IS NOT NULL AND since_day IS NULL AND kind IN ('feed', 'news_sitemap', 'listing')
        GROUP BY ALL
    ),
    shown AS (
        SELECT
            *,
            -- "Not modified" shows what the last whole answer did.
            last_value(if(is_whole, listed_urls, NULL) IGNORE NULLS) OVER (PARTITION BY source_id, way_in_url ORDER BY polled_at) AS shown_urls,
            max(polled_at) OVER (PARTITION BY source_id) AS last_poll_at
        FROM looks
    ),
    compared AS (
        SELECT
            *,
            -- An empty feed may have been a broken one, and says nothing of how far it reached.
            max(polled_at) FILTER (is_good AND shown_urls > 0) OVER (
                PARTITION BY source_id, way_in_url ORDER BY polled_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS gap_from
        FROM shown
    ),
    gaps AS (
        SELECT source_id, way_in_url, gap_from, polled_at AS found_at, listed_urls, last_poll_at
        FROM compared
        -- One or two entries are easily all new.
        WHERE is_whole AND listed_urls >= 3 AND known_urls = 0 AND gap_from IS NOT NULL
    ),
    searches AS (
        SELECT
            polls.source_id,
            polls.run_id,
            polls.since_day,
            polls.until_day,
            min(polls.polled_at) AS polled_at,
            -- A part of an index that is gone for good hides nothing that a later search would find.
            bool_and(polls.outcome = 'ok' OR polls.url <> polls.way_in_url AND NOT coalesce(outcomes.is_failure, true)) AS is_good,
            sum(polls.new_urls)::BIGINT AS new_urls
        FROM raw.polls AS polls LEFT JOIN raw.outcomes AS outcomes USING (outcome)
        WHERE polls.since_day IS NOT NULL
        GROUP BY ALL
    )
SELECT
    gaps.* EXCLUDE (last_poll_at),
    min(searches.polled_at) FILTER (searches.is_good) AS filled_at,
    count(searches.polled_at) AS attempts,
    max(searches.polled_at) AS last_tried_at,
    coalesce(sum(searches.new_urls), 0)::BIGINT AS new_urls,
    CASE
        WHEN filled_at IS NOT NULL THEN 'filled'
        WHEN attempts >= 8 OR gaps.found_at < gaps.last_poll_at - INTERVAL 14 DAY THEN 'given up'
        ELSE 'open'
    END AS state
FROM gaps
    LEFT JOIN searches
        ON searches.source_id = gaps.source_id
        AND searches.since_day <= gaps.gap_from::DATE
        AND searches.until_day >= gaps.found_at::DATE
        AND searches.polled_at >= gaps.found_at
GROUP BY gaps.source_id, gaps.way_in_url, gaps.gap_from, gaps.found_at, gaps.listed_urls, gaps.last_poll_at
ORDER BY gaps.found_at DESC, gaps.source_id, gaps.way_in_url;

COMMENT ON VIEW mart.gaps IS 'One row per poll of a way in of which nothing had been seen before although it was read well earlier: articles came and went in between, unseen. The next run looks for them in the source''s sitemaps.';
COMMENT ON COLUMN mart.gaps.source_id IS 'Source whose way in it is.';
COMMENT ON COLUMN mart.gaps.way_in_url IS 'The feed, news sitemap or listing.';
COMMENT ON COLUMN mart.gaps.gap_from IS 'When it was last read well before and showed something (UTC).';
COMMENT ON COLUMN mart.gaps.found_at IS 'When it was found to show only what is new (UTC).';
COMMENT ON COLUMN mart.gaps.listed_urls IS 'Addresses that it listed then.';
COMMENT ON COLUMN mart.gaps.filled_at IS 'When all sitemaps of the source were first read for these days (UTC). NULL: not yet.';
COMMENT ON COLUMN mart.gaps.attempts IS 'How often the source was asked for these days.';
COMMENT ON COLUMN mart.gaps.last_tried_at IS 'When it was last asked for them (UTC).';
COMMENT ON COLUMN mart.gaps.new_urls IS 'Addresses that were found so and that nothing had shown before.';
COMMENT ON COLUMN mart.gaps.state IS 'filled; open: the next run tries, or the source has no sitemap, and a backfill from its listing is needed; given up: 8 attempts failed, or 14 days have passed.';
