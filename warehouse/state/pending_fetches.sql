-- One row per address of a source to fetch now, the newest first.
-- Of what only backfills found, and failed to fetch or had kept out, some: thousands of it would hold up today's news.
SELECT source_id, url, url_key, attempts, etag, last_modified, sha256, listed_modified_at
FROM core.pending_fetches
WHERE source_id = $source_id AND (due_at IS NULL OR due_at <= $now) AND (until_at IS NULL OR until_at > $now)
QUALIFY NOT by_backfill
    OR why = 'recheck'
    OR row_number() OVER (
        PARTITION BY by_backfill, why = 'recheck' ORDER BY coalesce(published_at, listed_modified_at) DESC NULLS LAST, url_key
    ) <= 50
ORDER BY coalesce(published_at, listed_modified_at) DESC NULLS LAST, url_key;
