-- One row per article whose latest version no coder has coded yet.
CREATE OR REPLACE VIEW core.pending_codes AS
SELECT article_id, version, source_id, title, fetched_at
FROM core.articles
WHERE NOT EXISTS (
    SELECT 1 FROM core.codings WHERE codings.article_id = articles.article_id AND codings.article_version = articles.version
);

COMMENT ON VIEW core.pending_codes IS 'One row per article whose latest version no coder has coded yet.';
COMMENT ON COLUMN core.pending_codes.article_id IS 'The article.';
COMMENT ON COLUMN core.pending_codes.version IS 'Number of its latest version.';
COMMENT ON COLUMN core.pending_codes.source_id IS 'Source that published it.';
COMMENT ON COLUMN core.pending_codes.title IS 'Headline.';
COMMENT ON COLUMN core.pending_codes.fetched_at IS 'When its latest capture was fetched (UTC).';
