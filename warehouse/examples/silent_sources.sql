-- From which sources has nothing come for a week, and do they still answer?
SELECT
    health.source_id,
    health.name,
    health.state,
    health.last_article_published_at::DATE AS last_article,
    health.last_good_poll_at::DATE AS last_answer,
    health.problem
FROM mart.source_health AS health
WHERE coalesce(health.last_article_published_at, TIMESTAMPTZ '1970-01-01 00:00Z')
    < (SELECT max(day) FROM mart.coverage) - INTERVAL 7 DAY
ORDER BY last_article NULLS FIRST, health.source_id;
