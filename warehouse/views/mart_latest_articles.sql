-- One row per article, latest version.
CREATE VIEW mart.latest_articles AS
WITH reported AS (
    SELECT article_id, count(DISTINCT event_id) AS event_count
    FROM core.linkable_mentions INNER JOIN core.event_reports USING (mention_id) INNER JOIN core.events USING (event_id)
    WHERE status = 'active'
    GROUP BY ALL
)
SELECT
    articles.article_id,
    articles.published_at,
    coalesce(sources.name, articles.source_id) AS source,
    articles.title,
    articles.subtitle,
    articles.authors,
    articles.language,
    articles.canonical_url AS url,
    articles.text,
    articles.word_count,
    articles.version,
    articles.story_id,
    coalesce(reported.event_count, 0) AS event_count,
    codings.uncoded_reason,
    articles.fetched_at
FROM core.articles
    LEFT JOIN raw.sources USING (source_id)
    LEFT JOIN reported USING (article_id)
    LEFT JOIN core.codings ON codings.article_id = articles.article_id AND codings.superseded_at IS NULL
ORDER BY articles.published_at DESC NULLS LAST, articles.article_id;

COMMENT ON VIEW mart.latest_articles IS 'One row per article, latest version; the latest published first.';
COMMENT ON COLUMN mart.latest_articles.article_id IS 'Identifier of the article.';
COMMENT ON COLUMN mart.latest_articles.published_at IS 'When it was published (UTC). NULL: the page does not say.';
COMMENT ON COLUMN mart.latest_articles.source IS 'Name of the outlet.';
COMMENT ON COLUMN mart.latest_articles.title IS 'Headline.';
COMMENT ON COLUMN mart.latest_articles.subtitle IS 'Standfirst.';
COMMENT ON COLUMN mart.latest_articles.authors IS 'Authors as the page names them.';
COMMENT ON COLUMN mart.latest_articles.language IS 'Language of the text, ISO 639-1.';
COMMENT ON COLUMN mart.latest_articles.url IS 'Address that the page gives as its own.';
COMMENT ON COLUMN mart.latest_articles.text IS 'The text, one paragraph a line.';
COMMENT ON COLUMN mart.latest_articles.word_count IS 'Number of words in the text.';
COMMENT ON COLUMN mart.latest_articles.version IS 'Number of the version; above 1, it was changed after we first saw it.';
COMMENT ON COLUMN mart.latest_articles.story_id IS 'Cluster of copies that it belongs to.';
COMMENT ON COLUMN mart.latest_articles.event_count IS 'Events that it reports.';
COMMENT ON COLUMN mart.latest_articles.uncoded_reason IS 'Why no events were sought or found in it: language, not_relevant, empty or too_long. NULL: it was coded, or is still to be.';
COMMENT ON COLUMN mart.latest_articles.fetched_at IS 'When it was last fetched (UTC).';
