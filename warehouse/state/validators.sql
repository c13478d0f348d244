-- One row per way in of a source that was read well: what its server gave last to ask again with.
WITH latest AS (
    SELECT url, max(polled_at) AS polled_at FROM raw.polls WHERE source_id = $source_id AND outcome = 'ok' GROUP BY ALL
)
SELECT
    url,
    arg_max_null(polls.etag, polls.polled_at) FILTER (polls.outcome = 'ok' OR polls.etag IS NOT NULL) AS etag,
    arg_max_null(polls.last_modified, polls.polled_at) FILTER (polls.outcome = 'ok' OR polls.last_modified IS NOT NULL) AS last_modified
FROM raw.polls INNER JOIN latest USING (url)
WHERE polls.source_id = $source_id AND polls.outcome IN ('ok', 'not_modified') AND polls.polled_at >= latest.polled_at
GROUP BY ALL
HAVING etag IS NOT NULL OR last_modified IS NOT NULL;
