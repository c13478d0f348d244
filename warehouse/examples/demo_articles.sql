-- One row per source: what came in from it.
SELECT
    source,
    count(*) AS articles,
    count(*) FILTER (event_count > 0) AS with_events,
    count(*) FILTER (uncoded_reason IS NOT NULL) AS not_coded,
    count(*) FILTER (version > 1) AS corrected,
    min(published_at)::DATE AS first_published,
    max(published_at)::DATE AS last_published
FROM mart.latest_articles
GROUP BY ALL
ORDER BY source;
