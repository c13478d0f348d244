-- One row per change that an outlet made to an article after it was first seen: what it said before, and what it says since.
CREATE VIEW mart.corrections AS
WITH states AS (
    SELECT
        *,
        lag(title) OVER in_order AS title_before,
        string_split(text, chr(10)) AS lines,
        string_split(lag(text) OVER in_order, chr(10)) AS lines_before
    FROM core.article_versions
    WINDOW in_order AS (PARTITION BY article_id ORDER BY version)
)
SELECT
    states.article_id,
    coalesce(sources.name, articles.source_id) AS source,
    states.version,
    states.valid_from,
    states.change,
    states.title_before,
    states.title,
    list_filter(states.lines_before, lambda line: NOT list_contains(states.lines, line)) AS lines_before,
    list_filter(states.lines, lambda line: NOT list_contains(states.lines_before, line)) AS lines_since,
    articles.canonical_url AS url
FROM states
    INNER JOIN core.articles AS articles USING (article_id)
    LEFT JOIN raw.sources AS sources ON sources.source_id = articles.source_id
WHERE states.change IN ('text', 'title', 'title and text')
ORDER BY states.valid_from DESC, articles.canonical_url;

COMMENT ON VIEW mart.corrections IS 'One row per change that an outlet made to an article after it was first seen: what it said before, and what it says since. What only another reading of the same page changed is not here.';
COMMENT ON COLUMN mart.corrections.article_id IS 'Identifier of the article.';
COMMENT ON COLUMN mart.corrections.source IS 'Name of the outlet.';
COMMENT ON COLUMN mart.corrections.version IS 'Number of the version that the change made.';
COMMENT ON COLUMN mart.corrections.valid_from IS 'When the changed page was fetched (UTC); it was changed at some time since the fetch before.';
COMMENT ON COLUMN mart.corrections.change IS 'What changed: text, title, or title and text.';
COMMENT ON COLUMN mart.corrections.title_before IS 'Headline before.';
COMMENT ON COLUMN mart.corrections.title IS 'Headline since.';
COMMENT ON COLUMN mart.corrections.lines_before IS 'Paragraphs of the text before that are no longer in it.';
COMMENT ON COLUMN mart.corrections.lines_since IS 'Paragraphs of the text since that were not in it.';
COMMENT ON COLUMN mart.corrections.url IS 'Address of the article.';
