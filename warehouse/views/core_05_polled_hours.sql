-- One row per hour in which any source was polled: how long the machine had been on by then.
-- Only the polls tell when it was on, and they may lie far apart although it was: a source may be due but every few hours, or runs start
-- but once a day. So the time from one polled hour to the next counts in full as long as that is usual (90% quantile of 28 days; 6 hours
-- at least), and of a longer one no more than this counts: the rest nobody could have seen anything in.
-- Polls of a backfill are left out, as they do not ask what is shown now.
CREATE OR REPLACE VIEW core.polled_hours AS
WITH
    hours AS (SELECT DISTINCT time_bucket(INTERVAL 1 HOUR, polled_at) AS hour_at FROM raw.polls WHERE since_day IS NULL),
    gaps AS (SELECT hour_at, epoch(hour_at - lag(hour_at) OVER (ORDER BY hour_at)) AS gap_s FROM hours),
    usual AS (
        SELECT greatest(6 * 3600, quantile_disc(gap_s, 0.9)) AS longest_gap_s
        FROM gaps
        WHERE hour_at > (SELECT max(hour_at) FROM gaps) - INTERVAL 28 DAY
    )
SELECT
    gaps.hour_at,
    usual.longest_gap_s,
    sum(least(coalesce(gaps.gap_s, 0), usual.longest_gap_s)) OVER (ORDER BY gaps.hour_at) AS on_s
FROM gaps CROSS JOIN usual;

COMMENT ON VIEW core.polled_hours IS 'One row per hour in which any source was polled for what it shows now: how long the machine had been on by then.';
COMMENT ON COLUMN core.polled_hours.hour_at IS 'Beginning of the hour (UTC).';
COMMENT ON COLUMN core.polled_hours.longest_gap_s IS 'Seconds that count at most from one polled hour to the next; the machine was off for the rest.';
COMMENT ON COLUMN core.polled_hours.on_s IS 'Seconds that count from the first polled hour to this one.';
