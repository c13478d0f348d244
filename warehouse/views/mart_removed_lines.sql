-- One row per source, rule and line that was taken out of its articles' texts.
CREATE VIEW mart.removed_lines AS
SELECT
    captures.source_id,
    removed.rule,
    min(removed.line) AS line,
    count(DISTINCT captures.url_key) AS pages,
    length(min(removed.line)) >= 60 AND regexp_matches(min(removed.line), '[.!?…。！？؟।]["”’»)\]]*$') AS reads_like_news,
    min(captures.fetched_at) AS first_fetched_at,
    max(captures.fetched_at) AS last_fetched_at,
    arg_max(captures.url, captures.fetched_at) AS example_url
FROM core.removed_lines AS removed INNER JOIN raw.captures USING (capture_id)
GROUP BY captures.source_id, removed.rule, lower(regexp_replace(removed.line, '[^\p{L}\p{N}]', '', 'g'));

COMMENT ON VIEW mart.removed_lines IS 'One row per source, rule and line that was taken out of its articles'' texts. To find a rule that takes good lines: WHERE reads_like_news ORDER BY pages.';
COMMENT ON COLUMN mart.removed_lines.source_id IS 'The source.';
COMMENT ON COLUMN mart.removed_lines.rule IS 'The rule that took the line: a name from lines.yaml, block: with a name from blocks.yaml, source (the configuration''s patterns), or learnt (the source''s pages repeat it).';
COMMENT ON COLUMN mart.removed_lines.line IS 'The line, in one of its writings.';
COMMENT ON COLUMN mart.removed_lines.pages IS 'Number of pages that it was taken out of.';
COMMENT ON COLUMN mart.removed_lines.reads_like_news IS 'Whether it is as long as a paragraph and ends as a sentence does.';
COMMENT ON COLUMN mart.removed_lines.first_fetched_at IS 'When the first page with it was fetched (UTC).';
COMMENT ON COLUMN mart.removed_lines.last_fetched_at IS 'When the last page with it was fetched (UTC).';
COMMENT ON COLUMN mart.removed_lines.example_url IS 'Latest page with it.';
