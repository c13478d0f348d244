-- One row per capture whose page no extractor has read yet.
CREATE OR REPLACE VIEW core.pending_reads AS
SELECT capture_id, source_id, url, fetched_at
FROM raw.captures ANTI JOIN core.readings USING (capture_id)
WHERE outcome = 'ok' AND archive_file IS NOT NULL;

COMMENT ON VIEW core.pending_reads IS 'One row per capture whose page no extractor has read yet.';
COMMENT ON COLUMN core.pending_reads.capture_id IS 'The capture.';
COMMENT ON COLUMN core.pending_reads.source_id IS 'Source whose page it is.';
COMMENT ON COLUMN core.pending_reads.url IS 'Address that was fetched.';
COMMENT ON COLUMN core.pending_reads.fetched_at IS 'When it was fetched (UTC).';
