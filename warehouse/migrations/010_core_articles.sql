-- One row per article, latest version.
CREATE TABLE core.articles (
    article_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    capture_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    first_fetched_at TIMESTAMPTZ NOT NULL,
    title VARCHAR,
    subtitle VARCHAR,
    section VARCHAR,
    authors VARCHAR[],
    language VARCHAR,
    published_at TIMESTAMPTZ,
    published_prec VARCHAR,
    published_basis VARCHAR,
    modified_at TIMESTAMPTZ,
    modified_prec VARCHAR,
    modified_basis VARCHAR,
    text VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    text_chars INTEGER NOT NULL,
    word_count INTEGER NOT NULL,
    extractor_version VARCHAR NOT NULL,
    story_id VARCHAR,
    story_text_sha256 VARCHAR
);

COMMENT ON TABLE core.articles IS 'One row per article, latest version. Articles as they now stand.';
COMMENT ON COLUMN core.articles.article_id IS 'Identifier of the article: source and canonical address.';
COMMENT ON COLUMN core.articles.source_id IS 'Source that published it.';
COMMENT ON COLUMN core.articles.version IS 'Number of the version that this row holds, from 1.';
COMMENT ON COLUMN core.articles.capture_id IS 'Latest capture that holds the article.';
COMMENT ON COLUMN core.articles.url IS 'Address that was fetched.';
COMMENT ON COLUMN core.articles.canonical_url IS 'Address that the page gives as its own.';
COMMENT ON COLUMN core.articles.fetched_at IS 'When the latest capture was fetched (UTC).';
COMMENT ON COLUMN core.articles.first_fetched_at IS 'When the first capture was fetched (UTC).';
COMMENT ON COLUMN core.articles.title IS 'Headline.';
COMMENT ON COLUMN core.articles.subtitle IS 'Standfirst.';
COMMENT ON COLUMN core.articles.section IS 'Section of the paper.';
COMMENT ON COLUMN core.articles.authors IS 'Authors as the page names them.';
COMMENT ON COLUMN core.articles.language IS 'Language of the text, ISO 639-1.';
COMMENT ON COLUMN core.articles.published_at IS 'When it was published (UTC).';
COMMENT ON COLUMN core.articles.published_prec IS 'How precise that is: second, minute, day, month or year.';
COMMENT ON COLUMN core.articles.published_basis IS 'Where that was found: json-ld, meta, time-element, feed, sitemap, url or text; +source-zone: the page gave no time zone.';
COMMENT ON COLUMN core.articles.modified_at IS 'When it was last changed, as it says itself (UTC).';
COMMENT ON COLUMN core.articles.modified_prec IS 'How precise that is: second, minute, day, month or year.';
COMMENT ON COLUMN core.articles.modified_basis IS 'Where that was found.';
COMMENT ON COLUMN core.articles.text IS 'The text, one paragraph a line.';
COMMENT ON COLUMN core.articles.text_sha256 IS 'SHA-256 of the normalised text.';
COMMENT ON COLUMN core.articles.text_chars IS 'Length of the text in code points.';
COMMENT ON COLUMN core.articles.word_count IS 'Number of words in the text.';
COMMENT ON COLUMN core.articles.extractor_version IS 'Version of the extractor that read it.';
COMMENT ON COLUMN core.articles.story_id IS 'Cluster of copies that it belongs to. NULL: not yet grouped.';
COMMENT ON COLUMN core.articles.story_text_sha256 IS 'text_sha256 of the text for which story_id was found; another one: to be grouped again.';
