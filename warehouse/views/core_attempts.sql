-- One row per source and address ever asked for: how the last attempt ended, and what to ask again with.
CREATE OR REPLACE VIEW core.attempts AS
SELECT
    source_id,
    url_key,
    max(attempt) AS attempts,
    max(fetched_at) AS fetched_at,
    arg_max(outcome, attempt) AS outcome,
    coalesce(arg_max_null(listed_modified_at, attempt), max(fetched_at) FILTER (attempt = 0)) AS known_modified_at,
    arg_max_null(etag, attempt) FILTER (outcome IN ('ok', 'unchanged')) AS etag,
    arg_max_null(last_modified, attempt) FILTER (outcome IN ('ok', 'unchanged')) AS last_modified,
    arg_max_null(sha256, attempt) FILTER (outcome IN ('ok', 'unchanged')) AS sha256
FROM raw.captures
GROUP BY ALL;

COMMENT ON VIEW core.attempts IS 'One row per source and address ever asked for, or taken from a WARC file: how the last attempt ended, and what to ask again with.';
COMMENT ON COLUMN core.attempts.source_id IS 'Source whose page it is.';
COMMENT ON COLUMN core.attempts.url_key IS 'Identity of the address.';
COMMENT ON COLUMN core.attempts.attempts IS 'How often it was asked for; 0: it came from a WARC file.';
COMMENT ON COLUMN core.attempts.fetched_at IS 'When last (UTC).';
COMMENT ON COLUMN core.attempts.outcome IS 'How the last attempt ended; see raw.outcomes.';
COMMENT ON COLUMN core.attempts.known_modified_at IS 'Modification time that its way in claimed at the last attempt; of a page from a WARC file, when that was fetched (UTC).';
COMMENT ON COLUMN core.attempts.etag IS 'ETag of the last whole answer.';
COMMENT ON COLUMN core.attempts.last_modified IS 'Last-Modified of the last whole answer.';
COMMENT ON COLUMN core.attempts.sha256 IS 'SHA-256 of the last body.';
