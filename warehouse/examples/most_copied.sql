-- Which stories were printed most often, and by whom?
SELECT story_id, count(*) AS articles, string_agg(DISTINCT source, '; ' ORDER BY source) AS sources, min(published_at) AS first_published_at
FROM mart.latest_articles
WHERE story_id IS NOT NULL
GROUP BY ALL
HAVING count(*) > 1
ORDER BY articles DESC, story_id;
