-- One row per version of an article.
CREATE TABLE core.article_versions (
    article_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    change VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    title VARCHAR,
    modified_at TIMESTAMPTZ,
    text VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    word_count INTEGER NOT NULL
);

COMMENT ON TABLE core.article_versions IS 'One row per version of an article. Every state of an article''s text and headline, the present one too.';
COMMENT ON COLUMN core.article_versions.article_id IS 'The article.';
COMMENT ON COLUMN core.article_versions.version IS 'Number of the version, from 1.';
COMMENT ON COLUMN core.article_versions.valid_from IS 'Since when Dateline has known this version (UTC).';
COMMENT ON COLUMN core.article_versions.change IS 'What made it a new version: first, text, title, title and text, or extractor (another version of the extractor read the same page).';
COMMENT ON COLUMN core.article_versions.capture_id IS 'First capture that holds this version.';
COMMENT ON COLUMN core.article_versions.extractor_version IS 'Version of the extractor that read it.';
COMMENT ON COLUMN core.article_versions.title IS 'Headline of this version.';
COMMENT ON COLUMN core.article_versions.modified_at IS 'When the article says that it was last changed (UTC).';
COMMENT ON COLUMN core.article_versions.text IS 'Text of this version, one paragraph a line.';
COMMENT ON COLUMN core.article_versions.text_sha256 IS 'SHA-256 of the normalised text.';
COMMENT ON COLUMN core.article_versions.word_count IS 'Number of words in the text.';
