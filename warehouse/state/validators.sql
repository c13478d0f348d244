-- One row per way in of a source that was read well: what its server gave last to ask again with.
-- None for every 20th poll, which asks for the whole body to see whether "not modified" is true, and none where it was not.
WITH asked AS (
    SELECT url, outcome, polled_at, etag, last_modified
    FROM raw.polls
    WHERE source_id = $source_id AND since_day IS NULL
        AND url NOT IN (SELECT url FROM core.false_validators WHERE source_id = $source_id)
),
latest AS (
    SELECT url, max(polled_at) FILTER (outcome = 'ok') AS polled_at FROM asked GROUP BY url HAVING (count(*) + 1) % 20 <> 0
)
SELECT
    url,
    arg_max_null(asked.etag, asked.polled_at) FILTER (asked.outcome = 'ok' OR asked.etag IS NOT NULL) AS etag,
    arg_max_null(asked.last_modified, asked.polled_at) FILTER (asked.outcome = 'ok' OR asked.last_modified IS NOT NULL) AS last_modified
FROM asked INNER JOIN latest USING (url)
WHERE asked.outcome IN ('ok', 'not_modified') AND asked.polled_at >= latest.polled_at
GROUP BY ALL
HAVING etag IS NOT NULL OR last_modified IS NOT NULL;
