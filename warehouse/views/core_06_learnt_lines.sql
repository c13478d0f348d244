-- One row per source and line that its pages repeat: boilerplate, by the source's latest 200 articles.
-- A label is one from three pages on and a fifth of them (or ten and a tenth); a sentence, which may be background that a newsroom
-- repeats, only where more than half of the pages have it. Copies of one text count once.
CREATE OR REPLACE VIEW core.learnt_lines AS
WITH counted AS (
    SELECT
        source_id, line_key, min(line) AS line, count(DISTINCT lead) AS pages,
        regexp_matches(min(line), '[.!?…。！？؟।]["”’»)\]]*$') AS is_sentence
    FROM core.source_lines
    WHERE line_key <> '' AND length(line) <= 400
    GROUP BY ALL
),
sizes AS (
    SELECT source_id, count(DISTINCT lead) AS of_pages FROM core.source_lines GROUP BY ALL
)
SELECT source_id, line_key, line, is_sentence, pages, of_pages
FROM counted INNER JOIN sizes USING (source_id)
WHERE pages >= 3
    AND if(is_sentence, pages > 0.5 * of_pages, pages >= 0.2 * of_pages OR (pages >= 10 AND pages >= 0.1 * of_pages));

COMMENT ON VIEW core.learnt_lines IS 'One row per source and line that its pages repeat: boilerplate, by the source''s latest 200 articles.';
COMMENT ON COLUMN core.learnt_lines.source_id IS 'The source.';
COMMENT ON COLUMN core.learnt_lines.line_key IS 'The line''s letters and digits, lower case.';
COMMENT ON COLUMN core.learnt_lines.line IS 'The line, in one of its writings.';
COMMENT ON COLUMN core.learnt_lines.is_sentence IS 'Whether it ends as a sentence does; such lines are worth a look.';
COMMENT ON COLUMN core.learnt_lines.pages IS 'Number of articles that have it, copies counted once.';
COMMENT ON COLUMN core.learnt_lines.of_pages IS 'Number of articles that were looked at, copies counted once.';
