-- Which articles were no longer there, or behind a wall, when we looked at them again?
-- Their texts stay here.
SELECT articles.source, articles.title, fates.last_outcome, fates.last_fetched_at, articles.url
FROM mart.fates AS fates INNER JOIN mart.latest_articles AS articles USING (article_id)
WHERE fates.outcome = 'ok' AND fates.last_outcome NOT IN ('ok', 'unchanged', 'not_modified')
ORDER BY fates.last_fetched_at DESC, articles.url;
