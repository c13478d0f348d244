-- One row per configured source.
-- Days and weeks are counted back from the last poll of any source, so that a machine that was off makes no source look silent.
-- A backfilled article (fetched more than three days after it was published) says nothing about the present, and is left out of all
-- that is said of it. Usual is told by quantiles over the 28 days before the last (before its last article, where that is older, so that
-- a long silence does not become usual): in small sources a mean less two deviations is below 0 and never tells of anything. Days in
-- which the machine was off for most of the time say nothing of a source, neither what is usual nor that it brought little.
CREATE VIEW mart.source_health AS
WITH
    machine AS MATERIALIZED (FROM core.polled_hours),
    silences AS MATERIALIZED (FROM core.silence),
    clock AS (SELECT any_value(counted_from_at) AS at FROM silences),
    polled AS (
        SELECT
            source_id,
            max(last_good_poll_at) AS last_good_poll_at,
            count(DISTINCT way_in_url) AS ways_in,
            count(DISTINCT way_in_url) FILTER (outcome NOT IN ('ok', 'not_modified')) AS ways_in_failing,
            count(*) FILTER (outcome NOT IN ('ok', 'not_modified') AND url = way_in_url) AS ways_in_shut,
            string_agg(url || ': ' || coalesce(reason, outcome), '; ' ORDER BY url) FILTER (outcome NOT IN ('ok', 'not_modified')) AS problem
        FROM core.ways_in
        GROUP BY ALL
    ),
    outrun AS (SELECT source_id, count(*) FILTER (state = 'open') AS gaps_open FROM mart.gaps GROUP BY ALL),
    addresses AS (
        SELECT
            source_id,
            count(*) FILTER (state <> 'passed over') AS urls_seen,
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
        FROM core.articles
        WHERE coalesce(published_at, first_fetched_at) > first_fetched_at - INTERVAL 3 DAY
    ),
    days AS (
        SELECT source_id, floor(epoch(usual_until_at - first_fetched_at) / 86400)::INTEGER AS day, count(*) AS articles
        FROM fresh INNER JOIN silences USING (source_id)
        WHERE first_fetched_at <= usual_until_at AND first_fetched_at > usual_until_at - INTERVAL 28 DAY
        GROUP BY ALL
    ),
    -- Day 0 ends where the usual days do; day -1 is the last day, the one to judge.
    borders AS (
        SELECT source_id, day, if(day = -1, counted_from_at, usual_until_at - to_days(day::INTEGER)) AS until_at
        FROM silences, range(-1, 28) AS numbers(day)
        WHERE day = -1 OR first_poll_at <= usual_until_at - to_days(day::INTEGER + 1)
    ),
    on_days AS (
        SELECT source_id, day
        FROM (
            SELECT source_id, day, 'end' AS border, until_at AS at FROM borders
            UNION ALL
            SELECT source_id, day, 'beginning', until_at - INTERVAL 1 DAY FROM borders
        ) AS moments
            ASOF LEFT JOIN machine ON moments.at >= machine.hour_at
        GROUP BY ALL
        HAVING sum(coalesce(on_s + least(epoch(moments.at - machine.hour_at), longest_gap_s), 0) * if(border = 'end', 1, -1)) >= 86400 / 2
    ),
    volumes AS (
        SELECT
            source_id,
            -- A day without any article has no row: it counts as 0.
            list(coalesce(articles, 0)) FILTER (day >= 0) AS per_day,
            bool_or(day = -1) AS is_last_day_on
        FROM on_days LEFT JOIN days USING (source_id, day)
        GROUP BY ALL
    ),
    lately AS (
        SELECT
            source_id,
            count(*) FILTER (first_fetched_at > clock.at - INTERVAL 1 DAY) AS articles_last_day,
            count(*) AS articles_last_week
        FROM fresh, clock
        WHERE first_fetched_at > clock.at - INTERVAL 7 DAY
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
            CASE
                WHEN volumes.is_last_day_on IS NOT TRUE THEN NULL
                WHEN silence.first_poll_at <= silence.counted_from_at - INTERVAL 1 DAY
                    AND coalesce(lately.articles_last_day, 0) < sources.expected_per_day
                    THEN 'fewer than expected'
                WHEN coalesce(len(volumes.per_day), 0) < 7 THEN NULL
                WHEN coalesce(lately.articles_last_day, 0) < list_aggregate(per_day, 'quantile_disc', 0.05) THEN 'fewer than usual'
                WHEN lately.articles_last_day > list_aggregate(per_day, 'quantile_disc', 0.95) THEN 'more than usual'
                ELSE 'usual'
            END AS volume
        FROM raw.sources AS sources
            INNER JOIN silences AS silence USING (source_id)
            LEFT JOIN lately USING (source_id)
            LEFT JOIN volumes USING (source_id)
    )
SELECT
    sources.source_id,
    sources.name,
    CASE
        WHEN silence.last_poll_at IS NULL THEN 'never polled'
        WHEN polled.ways_in_shut = polled.ways_in THEN 'failing'
        WHEN silence.is_silent THEN 'silent'
        WHEN polled.ways_in_failing > 0 THEN 'failing in part'
        ELSE 'ok'
    END AS state,
    polled.problem,
    silence.last_poll_at,
    polled.last_good_poll_at,
    coalesce(polled.ways_in, 0) AS ways_in,
    coalesce(polled.ways_in_failing, 0) AS ways_in_failing,
    coalesce(outrun.gaps_open, 0) AS gaps_open,
    coalesce(addresses.urls_seen, 0) AS urls_seen,
    coalesce(addresses.urls_waiting, 0) AS urls_waiting,
    coalesce(addresses.urls_refused, 0) AS urls_refused,
    coalesce(addresses.urls_given_up, 0) AS urls_given_up,
    addresses.outcomes_last_day,
    addresses.outcomes_last_week,
    coalesce(written.articles, 0) AS articles,
    coalesce(lately.articles_last_day, 0) AS articles_last_day,
    coalesce(lately.articles_last_week, 0) AS articles_last_week,
    if(len(volumes.per_day) >= 7, list_aggregate(volumes.per_day, 'quantile_disc', 0.05), NULL) AS usual_per_day_low,
    if(len(volumes.per_day) >= 7, list_aggregate(volumes.per_day, 'quantile_disc', 0.5), NULL) AS usual_per_day,
    if(len(volumes.per_day) >= 7, list_aggregate(volumes.per_day, 'quantile_disc', 0.95), NULL) AS usual_per_day_high,
    sources.expected_per_day,
    judged.volume,
    silence.silent_from,
    round(silence.silent_s / 3600, 1) AS silent_h,
    round(silence.silence_limit_s / 3600, 1) AS silence_limit_h,
    round(delays.publication_to_sighting_median_s) AS publication_to_sighting_median_s,
    round(delays.publication_to_sighting_p95_s) AS publication_to_sighting_p95_s,
    round(delays.sighting_to_load_median_s) AS sighting_to_load_median_s,
    round(delays.sighting_to_load_p95_s) AS sighting_to_load_p95_s,
    written.last_article_published_at,
    written.last_article_fetched_at
FROM raw.sources
    LEFT JOIN silences AS silence USING (source_id)
    LEFT JOIN judged USING (source_id)
    LEFT JOIN polled USING (source_id)
    LEFT JOIN outrun USING (source_id)
    LEFT JOIN addresses USING (source_id)
    LEFT JOIN written USING (source_id)
    LEFT JOIN volumes USING (source_id)
    LEFT JOIN lately USING (source_id)
    LEFT JOIN delays USING (source_id)
WHERE coalesce(sources.is_configured, true)
ORDER BY sources.source_id;

COMMENT ON VIEW mart.source_health IS 'One row per configured source: whether it can be read, what came of it, and whether that is as usual. Few articles can be a quiet day: compare with usual_per_day_low.';
COMMENT ON COLUMN mart.source_health.source_id IS 'Identifier of the source in sources.yaml.';
COMMENT ON COLUMN mart.source_health.name IS 'Name of the outlet.';
COMMENT ON COLUMN mart.source_health.state IS 'ok; failing in part: some ways in failed when last polled; silent: no new article for longer than silence_limit_h; failing: all ways in failed; or never polled.';
COMMENT ON COLUMN mart.source_health.problem IS 'What was wrong, by way in, when something was.';
COMMENT ON COLUMN mart.source_health.last_poll_at IS 'When a way in was last polled (UTC).';
COMMENT ON COLUMN mart.source_health.last_good_poll_at IS 'When a way in was last read, or had not changed (UTC).';
COMMENT ON COLUMN mart.source_health.ways_in IS 'Feeds, sitemaps and listings polled in the day before the last poll, and those whose turn comes later.';
COMMENT ON COLUMN mart.source_health.ways_in_failing IS 'Those that failed when last polled, or of which a part did.';
COMMENT ON COLUMN mart.source_health.gaps_open IS 'Times that a way in showed only what was new, so that articles were probably missed, that are still to be searched for; see mart.gaps.';
COMMENT ON COLUMN mart.source_health.urls_seen IS 'Addresses ever seen, but for those that searches of the past passed over.';
COMMENT ON COLUMN mart.source_health.urls_waiting IS 'Addresses to be fetched, read or tried again.';
COMMENT ON COLUMN mart.source_health.urls_refused IS 'Addresses that are done with and hold no article; mart.fates says why.';
COMMENT ON COLUMN mart.source_health.urls_given_up IS 'Addresses that failed as often and as long as addresses are tried.';
COMMENT ON COLUMN mart.source_health.outcomes_last_day IS 'How many addresses ended in which outcome when they were last fetched, in the 24 hours before the last poll of any source. NULL: none was fetched.';
COMMENT ON COLUMN mart.source_health.outcomes_last_week IS 'The same for the 7 days before it.';
COMMENT ON COLUMN mart.source_health.articles IS 'Articles read.';
COMMENT ON COLUMN mart.source_health.articles_last_day IS 'New articles in the 24 hours before the last poll of any source, without those that were backfilled.';
COMMENT ON COLUMN mart.source_health.articles_last_week IS 'The same for the 7 days before it.';
COMMENT ON COLUMN mart.source_health.usual_per_day_low IS 'New articles of a slow day: the 5% quantile of 28 days at most, up to the day before the last, or up to its last article where that is older, without days in which the machine was off for most of the time. NULL: fewer than 7 days are known.';
COMMENT ON COLUMN mart.source_health.usual_per_day IS 'New articles of a usual day: the median.';
COMMENT ON COLUMN mart.source_health.usual_per_day_high IS 'New articles of a busy day: the 95% quantile.';
COMMENT ON COLUMN mart.source_health.expected_per_day IS 'New articles of a day, at least, as sources.yaml says. NULL: it does not.';
COMMENT ON COLUMN mart.source_health.volume IS 'The last day: fewer than expected (by sources.yaml), fewer than usual (below usual_per_day_low), more than usual, or usual. NULL: too little is known, or the machine was off for most of it.';
COMMENT ON COLUMN mart.source_health.silent_from IS 'When its last new article was fetched, or else its first poll (UTC).';
COMMENT ON COLUMN mart.source_health.silent_h IS 'Hours from its last new article, or else its first poll, to its last poll, without those in which the machine was off.';
COMMENT ON COLUMN mart.source_health.silence_limit_h IS 'Hours of silence that are too many: as sources.yaml says, otherwise twice what its longer pauses (over three hours) are at most (95% quantile of 28 days), and a day at least; a week, where fewer than 7 days or too few pauses are known. Hours in which the machine was off do not count.';
COMMENT ON COLUMN mart.source_health.publication_to_sighting_median_s IS 'Seconds from publication, as the page tells it, to when a way in first showed the address: median of the last week''s new articles.';
COMMENT ON COLUMN mart.source_health.publication_to_sighting_p95_s IS 'The same, 95% quantile.';
COMMENT ON COLUMN mart.source_health.sighting_to_load_median_s IS 'Seconds from when a way in first showed the address to when the article was read and loaded: median of the last week''s new articles.';
COMMENT ON COLUMN mart.source_health.sighting_to_load_p95_s IS 'The same, 95% quantile.';
COMMENT ON COLUMN mart.source_health.last_article_published_at IS 'Latest publication time of its articles (UTC).';
COMMENT ON COLUMN mart.source_health.last_article_fetched_at IS 'When its latest article was first fetched (UTC).';
