-- One row per address to fetch: never fetched, to be tried again, or changed since it was fetched, by what its way in says.
CREATE OR REPLACE VIEW core.pending_fetches AS
WITH
    bounds AS (SELECT 8 AS most_attempts, INTERVAL 14 DAY AS retry_time),
    tried AS (
        SELECT
            source_id,
            url_key,
            max(attempt) AS attempts,
            arg_max(outcome, attempt) AS outcome,
            arg_max_null(listed_modified_at, attempt) AS listed_modified_at,
            arg_max_null(etag, attempt) FILTER (outcome = 'ok') AS etag,
            arg_max_null(last_modified, attempt) FILTER (outcome = 'ok') AS last_modified
        FROM raw.captures
        GROUP BY ALL
    )
SELECT
    sightings.source_id,
    sightings.url,
    sightings.url_key,
    sightings.kind,
    CASE WHEN tried.attempts IS NULL THEN 'new' WHEN outcomes.is_final THEN 'changed' ELSE 'again' END AS why,
    coalesce(tried.attempts, 0) AS attempts,
    tried.etag,
    tried.last_modified,
    sightings.published_at,
    sightings.modified_at AS listed_modified_at,
    if(tried.attempts IS NULL, NULL, sightings.seen_at + bounds.retry_time) AS until_at
FROM raw.sightings
    CROSS JOIN bounds
    LEFT JOIN tried USING (source_id, url_key)
    LEFT JOIN raw.outcomes USING (outcome)
WHERE tried.attempts IS NULL
    OR (
        tried.attempts < bounds.most_attempts
        AND (NOT outcomes.is_final OR sightings.modified_at <> coalesce(tried.listed_modified_at, '-infinity'))
    );

COMMENT ON VIEW core.pending_fetches IS 'One row per address to fetch. Addresses are tried at most 8 times, and not later than 14 days after they were first seen.';
COMMENT ON COLUMN core.pending_fetches.source_id IS 'Source that showed the address.';
COMMENT ON COLUMN core.pending_fetches.url IS 'The address as the site gave it.';
COMMENT ON COLUMN core.pending_fetches.url_key IS 'Identity of the address.';
COMMENT ON COLUMN core.pending_fetches.kind IS 'Kind of the way in that first showed it.';
COMMENT ON COLUMN core.pending_fetches.why IS 'new: never fetched; again: the last attempt failed and may yet succeed; changed: its way in now claims another modification time.';
COMMENT ON COLUMN core.pending_fetches.attempts IS 'How often it was tried.';
COMMENT ON COLUMN core.pending_fetches.etag IS 'ETag of the last whole answer.';
COMMENT ON COLUMN core.pending_fetches.last_modified IS 'Last-Modified of the last whole answer.';
COMMENT ON COLUMN core.pending_fetches.published_at IS 'Publication time that its way in claimed (UTC).';
COMMENT ON COLUMN core.pending_fetches.listed_modified_at IS 'Modification time that its ways in claim (UTC).';
COMMENT ON COLUMN core.pending_fetches.until_at IS 'When it is given up (UTC). NULL: it was never tried.';
