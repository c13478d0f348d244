-- One row per attempt to fetch a page: how it ended, once the page was read.
CREATE OR REPLACE VIEW core.fetches AS
SELECT
    captures.source_id,
    captures.url_key,
    captures.capture_id,
    captures.attempt,
    captures.fetched_at,
    captures.url,
    captures.final_url,
    captures.http_status,
    CASE
        WHEN captures.outcome = 'ok' AND captures.archive_file IS NOT NULL THEN readings.outcome
        -- What a server sent with its refusal can say more than the status does.
        WHEN captures.http_status >= 400 AND readings.outcome IN ('challenge', 'paywall_teaser') THEN readings.outcome
        ELSE captures.outcome
    END AS outcome,
    coalesce(readings.outcome IN ('ok', 'unchanged', 'duplicate_url'), false) AS is_article,
    if(captures.outcome = 'ok' OR readings.outcome IN ('challenge', 'paywall_teaser'), coalesce(readings.reason, captures.reason), captures.reason) AS reason,
    readings.article_id,
    captures.etag,
    captures.last_modified,
    captures.sha256,
    captures.listed_modified_at,
    captures.retry_after_s
FROM raw.captures LEFT JOIN core.readings USING (capture_id)
-- The source is in the key so that a question about one source reads no other.
QUALIFY row_number() OVER (
    PARTITION BY captures.source_id, captures.capture_id ORDER BY readings.read_at DESC, readings.extractor_version DESC
) = 1;

COMMENT ON VIEW core.fetches IS 'One row per attempt to fetch a page: how it ended, once the page was read.';
COMMENT ON COLUMN core.fetches.source_id IS 'Source whose page it is.';
COMMENT ON COLUMN core.fetches.url_key IS 'Identity of the address.';
COMMENT ON COLUMN core.fetches.capture_id IS 'The attempt.';
COMMENT ON COLUMN core.fetches.attempt IS 'Its number for this address, from 1; 0 for a page that others fetched.';
COMMENT ON COLUMN core.fetches.fetched_at IS 'When it was made (UTC).';
COMMENT ON COLUMN core.fetches.url IS 'Address that was asked for.';
COMMENT ON COLUMN core.fetches.final_url IS 'Address that answered, after redirects.';
COMMENT ON COLUMN core.fetches.http_status IS 'Status code of the answer.';
COMMENT ON COLUMN core.fetches.outcome IS 'How it ended, by its latest reading where a page came; see raw.outcomes. NULL: still to be read.';
COMMENT ON COLUMN core.fetches.is_article IS 'Whether the page was read and held an article.';
COMMENT ON COLUMN core.fetches.reason IS 'What exactly was wrong, when something was.';
COMMENT ON COLUMN core.fetches.article_id IS 'Article that the page holds. NULL: none.';
COMMENT ON COLUMN core.fetches.etag IS 'ETag of the answer.';
COMMENT ON COLUMN core.fetches.last_modified IS 'Last-Modified of the answer.';
COMMENT ON COLUMN core.fetches.sha256 IS 'SHA-256 of the body.';
COMMENT ON COLUMN core.fetches.listed_modified_at IS 'Modification time that the way in claimed when the page was asked for (UTC).';
COMMENT ON COLUMN core.fetches.retry_after_s IS 'Seconds for which the server asked to stay away, or for which its host was left alone.';
