-- One row per article whose text has not been compared with the other articles yet.
CREATE OR REPLACE VIEW core.pending_stories AS
SELECT article_id, source_id, title, coalesce(published_at, first_fetched_at)::DATE AS day
FROM core.articles
WHERE story_text_sha256 IS DISTINCT FROM text_sha256;

COMMENT ON VIEW core.pending_stories IS 'One row per article whose text has not been compared with the other articles yet.';
COMMENT ON COLUMN core.pending_stories.article_id IS 'The article.';
COMMENT ON COLUMN core.pending_stories.source_id IS 'Source that published it.';
COMMENT ON COLUMN core.pending_stories.title IS 'Headline.';
COMMENT ON COLUMN core.pending_stories.day IS 'Day on which it was published, or else first fetched (UTC).';
