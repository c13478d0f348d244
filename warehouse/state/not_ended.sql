-- One row per address of those found that has not ended: never asked for, failed in a way that may pass, or changed by its way in's word.
SELECT
    found.source_id,
    found.url,
    found.url_key,
    coalesce(tried.attempts, 0) AS attempts,
    tried.etag,
    tried.last_modified,
    tried.sha256,
    found.modified_at AS listed_modified_at
FROM incoming_sightings AS found
    LEFT JOIN core.attempts AS tried USING (source_id, url_key)
    LEFT JOIN raw.outcomes AS outcomes USING (outcome)
WHERE tried.url_key IS NULL
    OR outcomes.is_failure
    OR found.modified_at > coalesce(tried.known_modified_at, '-infinity')
ORDER BY coalesce(found.published_at, found.modified_at) DESC NULLS LAST, found.url_key;
