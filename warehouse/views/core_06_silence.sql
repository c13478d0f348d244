-- One row per source that was ever polled: since when it has brought nothing new, and how long that may last.
-- Days are counted back from the last poll of any source, so that a machine that was off makes no source look silent.
-- A backfilled article (fetched more than three days after it was published) says nothing about the present, and is left out.
-- For the same reason a silence, the pauses before it and the days known are told in time that the machine was on, which
-- core.polled_hours keeps: hours in which nobody asked are no pause of the source's own.
-- Usual is what the 28 days before the last were (before its last article, where that is older, so that a long silence does not become
-- usual).
CREATE OR REPLACE VIEW core.silence AS
WITH
    machine AS MATERIALIZED (FROM core.polled_hours),
    clock AS (SELECT coalesce(max(polled_at) FILTER (since_day IS NULL), max(polled_at)) AS at FROM raw.polls),
    asked AS (
        SELECT
            source_id,
            min(polled_at) AS first_poll_at,
            coalesce(max(polled_at) FILTER (since_day IS NULL), max(polled_at)) AS last_poll_at
        FROM raw.polls
        GROUP BY ALL
    ),
    fresh AS (
        SELECT source_id, first_fetched_at
        FROM core.articles
        WHERE coalesce(published_at, first_fetched_at) > first_fetched_at - INTERVAL 3 DAY
    ),
    latest AS (SELECT source_id, max(first_fetched_at) AS last_new_at FROM fresh GROUP BY ALL),
    known AS (
        SELECT
            source_id,
            first_poll_at,
            last_poll_at,
            last_new_at,
            least(clock.at - INTERVAL 1 DAY, last_new_at) AS usual_until_at,
            coalesce(last_new_at, first_poll_at) AS silent_from
        FROM asked CROSS JOIN clock LEFT JOIN latest USING (source_id)
    ),
    -- How long the machine had been on at each of these moments; not at all before it first asked what is shown now.
    times AS (
        SELECT
            source_id,
            any_value(on_s) FILTER (moment = 'first poll') AS first_poll_s,
            any_value(on_s) FILTER (moment = 'last poll') AS last_poll_s,
            any_value(on_s) FILTER (moment = 'usual until') AS usual_until_s,
            any_value(on_s) FILTER (moment = 'silent from') AS silent_from_s
        FROM (
            SELECT source_id, moment, coalesce(on_s + least(epoch(moments.at - machine.hour_at), longest_gap_s), 0) AS on_s
            FROM (
                SELECT source_id, 'first poll' AS moment, first_poll_at AS at FROM known
                UNION ALL
                SELECT source_id, 'last poll', last_poll_at FROM known
                UNION ALL
                SELECT source_id, 'usual until', usual_until_at FROM known
                UNION ALL
                SELECT source_id, 'silent from', silent_from FROM known
            ) AS moments
                ASOF LEFT JOIN machine ON moments.at >= machine.hour_at
        )
        GROUP BY ALL
    ),
    hours AS (
        SELECT DISTINCT source_id, time_bucket(INTERVAL 1 HOUR, first_fetched_at) AS hour_at
        FROM fresh INNER JOIN latest USING (source_id)
        WHERE first_fetched_at > last_new_at - INTERVAL 28 DAY
    ),
    hours_on AS (
        SELECT source_id, coalesce(on_s + least(epoch(hours.hour_at - machine.hour_at), longest_gap_s), 0) AS on_s
        FROM hours ASOF LEFT JOIN machine ON hours.hour_at >= machine.hour_at
    ),
    -- Between hours, since articles come many at a time; the long ones, since weekends are few among all pauses of a busy source.
    pauses AS (
        SELECT
            source_id,
            count(pause_s) AS pauses,
            count(pause_s) FILTER (pause_s > 10800) AS long_pauses,
            quantile_disc(pause_s, 0.95) FILTER (pause_s > 10800) AS long_pause_s
        FROM (SELECT source_id, on_s - lag(on_s) OVER (PARTITION BY source_id ORDER BY on_s) AS pause_s FROM hours_on)
        GROUP BY ALL
    )
SELECT
    sources.source_id,
    clock.at AS counted_from_at,
    known.first_poll_at,
    known.last_poll_at,
    known.last_new_at,
    known.usual_until_at,
    greatest(0, least(28, floor((times.usual_until_s - times.first_poll_s) / 86400)))::INTEGER AS days_known,
    known.silent_from,
    times.last_poll_s - times.silent_from_s AS silent_s,
    CASE
        WHEN sources.expected_within_s IS NOT NULL THEN sources.expected_within_s
        WHEN days_known >= 7 AND pauses.long_pauses >= 2 THEN greatest(86400, 2 * pauses.long_pause_s)
        WHEN days_known >= 7 AND pauses.pauses >= 20 THEN 86400
        -- Of a source that is hardly known.
        ELSE 7 * 86400
    END AS silence_limit_s,
    silent_s > silence_limit_s AS is_silent
FROM raw.sources AS sources
    CROSS JOIN clock
    INNER JOIN known USING (source_id)
    INNER JOIN times USING (source_id)
    LEFT JOIN pauses USING (source_id)
WHERE coalesce(sources.is_configured, true);

COMMENT ON VIEW core.silence IS 'One row per configured source that was ever polled: since when it has brought nothing new, and how long that may last.';
COMMENT ON COLUMN core.silence.source_id IS 'The source.';
COMMENT ON COLUMN core.silence.counted_from_at IS 'The last poll of any source, from which days are counted back (UTC).';
COMMENT ON COLUMN core.silence.first_poll_at IS 'When a way in of the source was first polled (UTC).';
COMMENT ON COLUMN core.silence.last_poll_at IS 'When one was last polled (UTC).';
COMMENT ON COLUMN core.silence.last_new_at IS 'When its latest new article was fetched (UTC). NULL: it has brought none.';
COMMENT ON COLUMN core.silence.usual_until_at IS 'End of the days that tell what is usual (UTC).';
COMMENT ON COLUMN core.silence.days_known IS 'Whole days before that in which the machine was on and polled, at most 28.';
COMMENT ON COLUMN core.silence.silent_from IS 'Since when it has brought nothing new (UTC): its latest new article, or its first poll.';
COMMENT ON COLUMN core.silence.silent_s IS 'Seconds from then to its last poll, without those in which the machine was off (see core.polled_hours).';
COMMENT ON COLUMN core.silence.silence_limit_s IS 'Seconds that this may last: as configured, else twice its longer pauses, at least a day; a week where it is hardly known. Counted as silent_s is.';
COMMENT ON COLUMN core.silence.is_silent IS 'Whether it has lasted longer.';
