-- One row per version of an article and version of the coder.
CREATE TABLE core.codings (
    coding_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    coder_version VARCHAR NOT NULL,
    language VARCHAR,
    relevant BOOLEAN NOT NULL,
    uncoded_reason VARCHAR,
    mention_count INTEGER NOT NULL,
    coded_at TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ
);

COMMENT ON TABLE core.codings IS 'One row per version of an article and version of the coder. What the coder made of each text.';
COMMENT ON COLUMN core.codings.coding_id IS 'Identifier of the coding: article, version and coder.';
COMMENT ON COLUMN core.codings.article_id IS 'The article.';
COMMENT ON COLUMN core.codings.article_version IS 'The version that was coded.';
COMMENT ON COLUMN core.codings.text_sha256 IS 'SHA-256 of the normalised text that was coded.';
COMMENT ON COLUMN core.codings.coder_version IS 'Version of the coder.';
COMMENT ON COLUMN core.codings.language IS 'Language of the text as the coder saw it, ISO 639-1.';
COMMENT ON COLUMN core.codings.relevant IS 'Whether the text is about armed conflict.';
COMMENT ON COLUMN core.codings.uncoded_reason IS 'Why there are no events: language, not_relevant, empty or too_long. NULL: it was coded.';
COMMENT ON COLUMN core.codings.mention_count IS 'Event mentions found.';
COMMENT ON COLUMN core.codings.coded_at IS 'When it was coded (UTC).';
COMMENT ON COLUMN core.codings.superseded_at IS 'When another coding took its place (UTC). NULL: current.';
