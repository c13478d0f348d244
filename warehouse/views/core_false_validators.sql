-- One row per source and address of a way in whose server said "not modified" of a body that had changed; it is asked for whole.
CREATE OR REPLACE VIEW core.false_validators AS
WITH
    numbered AS (
        SELECT *, row_number() OVER (PARTITION BY source_id, url ORDER BY polled_at) AS number
        FROM raw.polls
        -- A server may be repaired: what it did a season ago is forgotten.
        WHERE since_day IS NULL AND polled_at > now() - INTERVAL 90 DAY
    ),
    whole AS (
        SELECT
            source_id, url, polled_at,
            sha256 <> lag(sha256) OVER in_order AS changed,
            -- Where there is an ETag, the date does not count (RFC 9110, 13.1.3).
            coalesce(etag, last_modified) = lag(coalesce(etag, last_modified)) OVER in_order AS same_validators,
            number - lag(number) OVER in_order > 10 AS after_many
        FROM numbered
        WHERE outcome = 'ok' AND sha256 IS NOT NULL
        WINDOW in_order AS (PARTITION BY source_id, url ORDER BY polled_at)
    ),
    judged AS (
        SELECT
            source_id, url, polled_at,
            CASE
                WHEN changed AND same_validators THEN 'The body changed, and its validators (ETag or Last-Modified) did not.'
                WHEN changed AND after_many AND lag(changed AND after_many) OVER (PARTITION BY source_id, url ORDER BY polled_at)
                    THEN 'Twice running the body had changed when it was asked for whole, after more than ten answers "not modified".'
            END AS reason
        FROM whole
    )
SELECT source_id, url, max(polled_at) AS found_at, arg_max(reason, polled_at) AS reason
FROM judged
WHERE reason IS NOT NULL
GROUP BY source_id, url;

COMMENT ON VIEW core.false_validators IS 'One row per source and address of a way in whose server said "not modified" of a body that had changed. It is asked for whole until 90 days after that was last found.';
COMMENT ON COLUMN core.false_validators.source_id IS 'Source whose way in it is.';
COMMENT ON COLUMN core.false_validators.url IS 'Address of the way in, or of a part of it.';
COMMENT ON COLUMN core.false_validators.found_at IS 'When that was last found (UTC).';
COMMENT ON COLUMN core.false_validators.reason IS 'What was found.';
