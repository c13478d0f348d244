-- One row per address of a source to fetch now, the newest first.
SELECT source_id, url, url_key, attempts, etag, last_modified, sha256, listed_modified_at
FROM core.pending_fetches
WHERE source_id = $source_id AND (due_at IS NULL OR due_at <= $now) AND (until_at IS NULL OR until_at > $now)
ORDER BY coalesce(published_at, listed_modified_at) DESC NULLS LAST, url_key;
