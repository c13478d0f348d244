-- One row per story that some of the articles belong to now.
SELECT DISTINCT story_id FROM core.articles WHERE story_id IS NOT NULL AND article_id IN (SELECT unnest($article_ids::VARCHAR[]));
