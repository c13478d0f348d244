-- One row per text still to be grouped (without story_id), and per grouped text that may be its copy: of a week around it, or equal.
WITH days AS (
    SELECT DISTINCT unnest(range(day - INTERVAL 7 DAY, day + INTERVAL 8 DAY, INTERVAL 1 DAY))::DATE AS day FROM core.pending_stories
)
SELECT article_id, text, published_at, NULL AS story_id, day FROM core.pending_stories INNER JOIN core.articles USING (article_id)
UNION ALL
SELECT article_id, text, published_at, story_id, coalesce(published_at, first_fetched_at)::DATE AS day
FROM core.articles
WHERE story_text_sha256 = text_sha256
    AND (
        coalesce(published_at, first_fetched_at)::DATE IN (SELECT day FROM days)
        OR text_sha256 IN (SELECT text_sha256 FROM core.articles SEMI JOIN core.pending_stories USING (article_id))
    )
ORDER BY day, article_id;
