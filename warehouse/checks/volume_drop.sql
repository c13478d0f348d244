-- One row per source that in the latest day brought less than a third of what it brings on such days.
-- The rule: articles are counted by when they were first fetched, in the 24 hours up to the last fetch of any page, against the
-- median of the seven days before; a source counts when that median is at least 10. Backfilled days are no measure of the present.
-- severity: warning
-- says: A source brings far fewer articles than it used to.
-- do: Look at it in `dateline status`, then try it with `dateline sources try ID`. A site may have moved its feed or may block us.
WITH
    latest AS (SELECT max(first_fetched_at) AS at FROM core.articles),
    days AS (
        SELECT source_id, date_diff('hour', first_fetched_at, latest.at) // 24 AS day, count(*) AS articles
        FROM core.articles INNER JOIN raw.sources USING (source_id), latest
        WHERE coalesce(is_configured, true)
            AND first_fetched_at > latest.at - INTERVAL 8 DAY
            AND published_at > first_fetched_at - INTERVAL 3 DAY
        GROUP BY ALL
    ),
    volumes AS (
        SELECT
            source_id,
            coalesce(sum(articles) FILTER (day = 0), 0) AS articles_now,
            -- A day without any article has no row: it counts as 0.
            list_median(list_resize(list(articles) FILTER (day BETWEEN 1 AND 7), 7, 0)) AS articles_before
        FROM days
        GROUP BY ALL
    )
SELECT source_id, articles_now, articles_before
FROM volumes
WHERE articles_before >= 10 AND articles_now * 3 < articles_before;
