-- One row per line of the latest 200 articles of a source, those included that were taken out because the source repeats them.
CREATE OR REPLACE VIEW core.source_lines AS
WITH recent AS (
    SELECT source_id, article_id, capture_id, extractor_version, text
    FROM core.articles
    QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY fetched_at DESC, article_id) <= 200
),
lines AS (
    SELECT source_id, article_id, capture_id, unnest(string_split(text, chr(10))) AS line, true AS is_in_text FROM recent
    UNION ALL
    SELECT source_id, article_id, capture_id, line, false
    FROM recent INNER JOIN core.removed_lines USING (capture_id, extractor_version)
    WHERE rule = 'learnt'
)
SELECT
    source_id,
    article_id,
    capture_id,
    line,
    lower(regexp_replace(line, '[^\p{L}\p{N}]', '', 'g')) AS line_key,
    is_in_text,
    arg_max(line, length(line)) OVER (PARTITION BY article_id) AS lead
FROM lines;

COMMENT ON VIEW core.source_lines IS 'One row per line of the latest 200 articles of a source, those included that were taken out because the source repeats them.';
COMMENT ON COLUMN core.source_lines.source_id IS 'The source.';
COMMENT ON COLUMN core.source_lines.article_id IS 'The article.';
COMMENT ON COLUMN core.source_lines.capture_id IS 'Latest capture that holds the article.';
COMMENT ON COLUMN core.source_lines.line IS 'The line.';
COMMENT ON COLUMN core.source_lines.line_key IS 'Its letters and digits, lower case: what two writings of it share.';
COMMENT ON COLUMN core.source_lines.is_in_text IS 'Whether the article''s text has it; false: it was taken out.';
COMMENT ON COLUMN core.source_lines.lead IS 'The article''s longest line: articles that share it are copies, and count as one.';
