-- One row per configured source and day, from the day of its first article to that of the last article of any source.
CREATE VIEW mart.coverage AS
WITH
    written AS (
        SELECT
            source_id,
            coalesce(published_at, first_fetched_at)::DATE AS day,
            count(*) AS articles,
            count(*) FILTER (article_id IN (SELECT article_id FROM core.linkable_mentions)) AS articles_with_events
        FROM core.articles
        GROUP BY ALL
    ),
    polled AS (
        SELECT source_id, polled_at::DATE AS day, count(*) AS polls, count(*) FILTER (outcome IN ('ok', 'not_modified')) AS good_polls
        FROM raw.polls
        GROUP BY ALL
    ),
    days AS (
        SELECT sources.source_id, sources.name AS source, unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
        FROM raw.sources AS sources
            INNER JOIN (SELECT source_id, min(day) AS first_day FROM written GROUP BY ALL) USING (source_id)
            CROSS JOIN (SELECT max(day) AS last_day FROM written)
    )
SELECT
    days.day,
    days.source_id,
    days.source,
    coalesce(written.articles, 0) AS articles,
    coalesce(written.articles_with_events, 0) AS articles_with_events,
    coalesce(polled.polls, 0) AS polls,
    coalesce(polled.good_polls, 0) AS good_polls
FROM days
    LEFT JOIN written ON written.source_id = days.source_id AND written.day = days.day
    LEFT JOIN polled ON polled.source_id = days.source_id AND polled.day = days.day
ORDER BY days.day, days.source_id;

COMMENT ON VIEW mart.coverage IS 'One row per configured source and day, from the day of its first article to that of the last article of any source. A day with 0 articles says that none was read, not that none was written, and nothing about peace.';
COMMENT ON COLUMN mart.coverage.day IS 'Day of publication, or where the page gives none of the first fetch (UTC).';
COMMENT ON COLUMN mart.coverage.source_id IS 'Identifier of the source in sources.yaml.';
COMMENT ON COLUMN mart.coverage.source IS 'Name of the outlet.';
COMMENT ON COLUMN mart.coverage.articles IS 'Articles of that day that were read.';
COMMENT ON COLUMN mart.coverage.articles_with_events IS 'Those of them that report an event.';
COMMENT ON COLUMN mart.coverage.polls IS 'Times that a way in was asked on that day.';
COMMENT ON COLUMN mart.coverage.good_polls IS 'Times that it answered with a list, or that nothing had changed.';
