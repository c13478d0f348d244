-- One row per address of those found that has not ended: never asked for, failed in a way that may pass, changed by its way in's word,
-- or kept out by a rule before the configuration changed.
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
    LEFT JOIN raw.sources AS sources USING (source_id)
WHERE tried.url_key IS NULL
    OR outcomes.is_failure
    OR tried.outcome = 'rejected_by_rule' AND tried.fetched_at < sources.configured_at
    OR found.modified_at > coalesce(tried.known_modified_at, '-infinity')
ORDER BY coalesce(found.published_at, found.modified_at) DESC NULLS LAST, found.url_key;
