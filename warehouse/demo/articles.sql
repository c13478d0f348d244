-- One row per source: what came in from it.
SELECT
    source,
    count(*) AS articles,
    count(*) FILTER (event_count > 0) AS telling_events,
    count(*) FILTER (version > 1) AS corrected,
    min(published_at)::DATE AS published_from,
    max(published_at)::DATE AS published_to
FROM mart.latest_articles
GROUP BY ALL
ORDER BY source;
