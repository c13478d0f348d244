-- One row per configured source.
-- Days and weeks are counted back from the last poll of any source, so that a machine that was off makes no source look silent.
-- A backfilled article (fetched more than three days after it was published) says nothing about the present, and is left out of what
-- is usual. Usual is told by quantiles over the days since the source's first poll, 28 at most: in small sources a mean less two
-- deviations is below 0 and never tells of anything.
CREATE VIEW mart.source_health AS
WITH
    clock AS (SELECT max(polled_at) AS at FROM raw.polls),
    ways_in AS (
        SELECT
            source_id,
            url,
            min(polled_at) AS first_poll_at,
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
            min(first_poll_at) AS first_poll_at,
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
            count(*) FILTER (state = 'done' AND outcome NOT IN ('ok', 'not_modified')) AS urls_refused,
            histogram(outcome) FILTER (last_fetched_at > clock.at - INTERVAL 1 DAY) AS outcomes_last_day,
            histogram(outcome) FILTER (last_fetched_at > clock.at - INTERVAL 7 DAY) AS outcomes_last_week
        FROM mart.fates, clock
        GROUP BY ALL
    ),
    written AS (
        SELECT source_id, count(*) AS articles, max(published_at) AS last_article_published_at, max(first_fetched_at) AS last_article_fetched_at
        FROM core.articles
        GROUP BY ALL
    ),
    fresh AS (
        SELECT source_id, article_id, first_fetched_at, capture_id
        FROM core.articles, clock
        WHERE first_fetched_at > clock.at - INTERVAL 29 DAY
            AND coalesce(published_at, first_fetched_at) > first_fetched_at - INTERVAL 3 DAY
    ),
    days AS (
        SELECT source_id, (epoch(clock.at - first_fetched_at) // 86400)::INTEGER AS day, count(*) AS articles
        FROM fresh, clock
        GROUP BY ALL
    ),
    known AS (
        SELECT source_id, least(28, (epoch(clock.at - first_poll_at) // 86400)::INTEGER) AS days_known FROM polled, clock
    ),
    volumes AS (
        SELECT
            source_id,
            days_known,
            coalesce(sum(articles) FILTER (day = 0), 0)::BIGINT AS articles_last_day,
            coalesce(sum(articles) FILTER (day < 7), 0)::BIGINT AS articles_last_week,
            -- A day without any article has no row: it counts as 0.
            list_resize(coalesce(list(articles) FILTER (day BETWEEN 1 AND days_known), []), greatest(days_known, 1), 0) AS per_day
        FROM known LEFT JOIN days USING (source_id)
        GROUP BY source_id, days_known
    ),
    gaps AS (
        SELECT source_id, count(gap_s) AS gaps, quantile_cont(gap_s, 0.99) AS usual_gap_s
        FROM (SELECT source_id, epoch(first_fetched_at - lag(first_fetched_at) OVER (PARTITION BY source_id ORDER BY first_fetched_at)) AS gap_s FROM fresh)
        GROUP BY ALL
    ),
    arrivals AS (
        SELECT fresh.source_id, fresh.article_id, articles.published_at, articles.published_prec, min(sightings.seen_at) AS seen_at, min(readings.read_at) AS read_at
        FROM fresh
            CROSS JOIN clock
            INNER JOIN core.articles AS articles USING (article_id)
            INNER JOIN raw.captures AS captures ON captures.capture_id = fresh.capture_id
            INNER JOIN core.readings AS readings ON readings.capture_id = fresh.capture_id
            INNER JOIN raw.sightings AS sightings ON sightings.source_id = captures.source_id AND sightings.url_key = captures.url_key
        WHERE fresh.first_fetched_at > clock.at - INTERVAL 7 DAY
        GROUP BY ALL
    ),
    delays AS (
        SELECT
            source_id,
            -- A publication told to the day says nothing about minutes.
            quantile_cont(epoch(seen_at - published_at), 0.5) FILTER (published_prec IN ('second', 'minute')) AS publication_to_sighting_median_s,
            quantile_cont(epoch(seen_at - published_at), 0.95) FILTER (published_prec IN ('second', 'minute')) AS publication_to_sighting_p95_s,
            quantile_cont(epoch(read_at - seen_at), 0.5) AS sighting_to_load_median_s,
            quantile_cont(epoch(read_at - seen_at), 0.95) AS sighting_to_load_p95_s
        FROM arrivals
        GROUP BY ALL
    ),
    judged AS (
        SELECT
            sources.source_id,
            epoch(polled.last_poll_at - coalesce(written.last_article_fetched_at, polled.first_poll_at)) AS silent_s,
            -- Of a source that is hardly known, only the configuration can say what is too long.
            coalesce(sources.expected_within_s, if(gaps.gaps >= 20, greatest(86400, 2 * gaps.usual_gap_s), NULL)) AS silence_limit_s,
            CASE
                WHEN volumes.days_known >= 1 AND volumes.articles_last_day < sources.expected_per_day THEN 'fewer than expected'
                WHEN volumes.days_known < 7 THEN NULL
                WHEN volumes.articles_last_day < list_aggregate(per_day, 'quantile_disc', 0.05) THEN 'fewer than usual'
                WHEN volumes.articles_last_day > list_aggregate(per_day, 'quantile_disc', 0.95) THEN 'more than usual'
                ELSE 'usual'
            END AS volume
        FROM raw.sources
            LEFT JOIN polled USING (source_id)
            LEFT JOIN written USING (source_id)
            LEFT JOIN volumes USING (source_id)
            LEFT JOIN gaps USING (source_id)
    )
SELECT
    sources.source_id,
    sources.name,
    CASE
        WHEN polled.last_poll_at IS NULL THEN 'never polled'
        WHEN polled.ways_in_failing = polled.ways_in THEN 'failing'
        WHEN judged.silent_s > judged.silence_limit_s THEN 'silent'
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
    addresses.outcomes_last_day,
    addresses.outcomes_last_week,
    coalesce(written.articles, 0) AS articles,
    coalesce(volumes.articles_last_day, 0) AS articles_last_day,
    coalesce(volumes.articles_last_week, 0) AS articles_last_week,
    if(volumes.days_known >= 7, list_aggregate(volumes.per_day, 'quantile_disc', 0.05), NULL) AS usual_per_day_low,
    if(volumes.days_known >= 7, list_aggregate(volumes.per_day, 'quantile_disc', 0.5), NULL) AS usual_per_day,
    if(volumes.days_known >= 7, list_aggregate(volumes.per_day, 'quantile_disc', 0.95), NULL) AS usual_per_day_high,
    sources.expected_per_day,
    judged.volume,
    round(judged.silent_s / 3600, 1) AS silent_h,
    round(judged.silence_limit_s / 3600, 1) AS silence_limit_h,
    round(delays.publication_to_sighting_median_s) AS publication_to_sighting_median_s,
    round(delays.publication_to_sighting_p95_s) AS publication_to_sighting_p95_s,
    round(delays.sighting_to_load_median_s) AS sighting_to_load_median_s,
    round(delays.sighting_to_load_p95_s) AS sighting_to_load_p95_s,
    written.last_article_published_at,
    written.last_article_fetched_at
FROM raw.sources
    INNER JOIN judged USING (source_id)
    LEFT JOIN polled USING (source_id)
    LEFT JOIN addresses USING (source_id)
    LEFT JOIN written USING (source_id)
    LEFT JOIN volumes USING (source_id)
    LEFT JOIN delays USING (source_id)
ORDER BY sources.source_id;

COMMENT ON VIEW mart.source_health IS 'One row per configured source: whether it can be read, what came of it, and whether that is as usual. Few articles can be a quiet day: compare with usual_per_day_low.';
COMMENT ON COLUMN mart.source_health.source_id IS 'Identifier of the source in sources.yaml.';
COMMENT ON COLUMN mart.source_health.name IS 'Name of the outlet.';
COMMENT ON COLUMN mart.source_health.state IS 'ok; failing in part: some ways in failed when last polled; silent: no new article for longer than silence_limit_h; failing: all ways in failed; or never polled.';
COMMENT ON COLUMN mart.source_health.problem IS 'What was wrong, by way in, when something was.';
COMMENT ON COLUMN mart.source_health.last_poll_at IS 'When a way in was last polled (UTC).';
COMMENT ON COLUMN mart.source_health.last_good_poll_at IS 'When a way in was last read, or had not changed (UTC).';
COMMENT ON COLUMN mart.source_health.ways_in IS 'Feeds, sitemaps and listings polled in the day before the last poll, and those whose turn comes later.';
COMMENT ON COLUMN mart.source_health.ways_in_failing IS 'Those that failed when last polled.';
COMMENT ON COLUMN mart.source_health.urls_seen IS 'Addresses ever seen.';
COMMENT ON COLUMN mart.source_health.urls_waiting IS 'Addresses to be fetched, read or tried again.';
COMMENT ON COLUMN mart.source_health.urls_refused IS 'Addresses that are done with and hold no article; mart.fates says why.';
COMMENT ON COLUMN mart.source_health.urls_given_up IS 'Addresses that failed as often and as long as addresses are tried.';
COMMENT ON COLUMN mart.source_health.outcomes_last_day IS 'How many addresses ended in which outcome when they were last fetched, in the 24 hours before the last poll of any source. NULL: none was fetched.';
COMMENT ON COLUMN mart.source_health.outcomes_last_week IS 'The same for the 7 days before it.';
COMMENT ON COLUMN mart.source_health.articles IS 'Articles read.';
COMMENT ON COLUMN mart.source_health.articles_last_day IS 'New articles in the 24 hours before the last poll of any source, without those that were backfilled.';
COMMENT ON COLUMN mart.source_health.articles_last_week IS 'The same for the 7 days before it.';
COMMENT ON COLUMN mart.source_health.usual_per_day_low IS 'New articles of a slow day: the 5% quantile of the days before the last, 28 at most. NULL: fewer than 7 days are known.';
COMMENT ON COLUMN mart.source_health.usual_per_day IS 'New articles of a usual day: the median.';
COMMENT ON COLUMN mart.source_health.usual_per_day_high IS 'New articles of a busy day: the 95% quantile.';
COMMENT ON COLUMN mart.source_health.expected_per_day IS 'New articles of a day, at least, as sources.yaml says. NULL: it does not.';
COMMENT ON COLUMN mart.source_health.volume IS 'The last day: fewer than expected (by sources.yaml), fewer than usual (below usual_per_day_low), more than usual, or usual. NULL: too little is known.';
COMMENT ON COLUMN mart.source_health.silent_h IS 'Hours from its last new article to its last poll.';
COMMENT ON COLUMN mart.source_health.silence_limit_h IS 'Hours of silence that are too many: as sources.yaml says, otherwise a day or twice the 99% quantile of its own pauses, whichever is longer. NULL: too little is known.';
COMMENT ON COLUMN mart.source_health.publication_to_sighting_median_s IS 'Seconds from publication, as the page tells it, to when a way in first showed the address: median of the last week''s new articles.';
COMMENT ON COLUMN mart.source_health.publication_to_sighting_p95_s IS 'The same, 95% quantile.';
COMMENT ON COLUMN mart.source_health.sighting_to_load_median_s IS 'Seconds from when a way in first showed the address to when the article was read and loaded: median of the last week''s new articles.';
COMMENT ON COLUMN mart.source_health.sighting_to_load_p95_s IS 'The same, 95% quantile.';
COMMENT ON COLUMN mart.source_health.last_article_published_at IS 'Latest publication time of its articles (UTC).';
COMMENT ON COLUMN mart.source_health.last_article_fetched_at IS 'When its latest article was first fetched (UTC).';
