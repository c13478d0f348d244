-- One row per capture whose page no extractor has read yet, or whose text does not fit what has since been learnt of its source.
CREATE OR REPLACE VIEW core.pending_reads AS
WITH outdated AS (
    SELECT DISTINCT capture_id
    FROM core.source_lines LEFT JOIN core.learnt_lines USING (source_id, line_key)
    WHERE source_lines.line_key <> '' AND source_lines.is_in_text = (learnt_lines.line_key IS NOT NULL)
)
SELECT
    captures.capture_id,
    captures.source_id,
    captures.url,
    captures.fetched_at,
    outdated.capture_id IS NOT NULL AS is_again
FROM raw.captures
    LEFT JOIN outdated USING (capture_id)
-- What came with a refusal may be a bot wall or a teaser.
WHERE (captures.outcome = 'ok' OR captures.http_status >= 400)
    AND captures.archive_file IS NOT NULL
    AND (outdated.capture_id IS NOT NULL OR captures.capture_id NOT IN (SELECT capture_id FROM core.readings));

COMMENT ON VIEW core.pending_reads IS 'One row per capture whose page no extractor has read yet, or whose text does not fit what has since been learnt of its source.';
COMMENT ON COLUMN core.pending_reads.capture_id IS 'The capture.';
COMMENT ON COLUMN core.pending_reads.source_id IS 'Source whose page it is.';
COMMENT ON COLUMN core.pending_reads.url IS 'Address that was fetched.';
COMMENT ON COLUMN core.pending_reads.fetched_at IS 'When it was fetched (UTC).';
COMMENT ON COLUMN core.pending_reads.is_again IS 'Whether it was read before, when other lines were known to be repeated.';
