-- One row per cluster of copies that was touched: counted from its articles; one that has none left goes.
MERGE INTO core.stories AS kept
USING (
    WITH counted AS (
        SELECT articles.story_id, list(article_id ORDER BY article_id) AS members
        FROM core.articles SEMI JOIN incoming_stories USING (story_id)
        GROUP BY ALL
    )
    SELECT
        incoming_stories.story_id,
        CASE
            WHEN incoming_stories.first_article_id IS NOT NULL THEN incoming_stories.first_article_id
            WHEN list_contains(counted.members, known.first_article_id) THEN known.first_article_id
            ELSE counted.members[1]
        END AS first_article_id,
        coalesce(len(counted.members), 0)::INTEGER AS article_count
    FROM incoming_stories
        LEFT JOIN counted USING (story_id)
        LEFT JOIN core.stories AS known USING (story_id)
) AS new
ON kept.story_id = new.story_id
WHEN MATCHED AND new.article_count = 0 THEN DELETE
WHEN MATCHED AND kept IS DISTINCT FROM new THEN UPDATE BY NAME
WHEN NOT MATCHED AND new.article_count > 0 THEN INSERT BY NAME;
