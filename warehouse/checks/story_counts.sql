-- One row per story whose count is not that of its articles.
-- severity: error
-- says: A story counts other articles than it has.
-- do: This is a fault of Dateline: restore a backup (`dateline restore DIR`) and report the key.
SELECT story_id, stories.article_count, counted.article_count AS counted
FROM core.stories
    FULL JOIN (
        SELECT story_id, count(*) AS article_count FROM core.articles WHERE story_id IS NOT NULL GROUP BY ALL
    ) AS counted USING (story_id)
WHERE stories.article_count IS DISTINCT FROM counted.article_count;
